package ai.flora.client.internal.model;

import java.math.BigDecimal;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import ai.flora.client.GenerationRequest;
import ai.flora.client.GenerationType;
import ai.flora.client.model.GenerationModel;
import ai.flora.client.model.ModelParam;
import ai.flora.client.model.ParamKind;
import ai.flora.client.model.ParamRange;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * A request with eight params and an image, against a model with 25 params: once right,
 * once with names that are mistyped and unknown, which are compared with all others.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class RequestCheckBenchmark {

	private final GenerationModel model = model();

	private final GenerationRequest right = request().build();

	private final GenerationRequest wrong = request().param("aspect_ratoi", "16:9")
		.param("a_name_that_nobody_knows", 1)
		.param("enable_safety_checkre", true)
		.build();

	/**
	 * Runs the benchmark.
	 * @param args none
	 * @throws RunnerException if it fails
	 */
	public static void main(String[] args) throws RunnerException {
		new Runner(new OptionsBuilder().include(RequestCheckBenchmark.class.getName())
			.forks(1)
			.warmupIterations(3)
			.warmupTime(TimeValue.seconds(1))
			.measurementIterations(5)
			.measurementTime(TimeValue.seconds(1))
			.build()).run();
	}

	private static GenerationModel model() {
		ModelParam[] params = new ModelParam[25];
		for (int i = 0; i < 20; i++) {
			params[i] = ModelParam.builder("parameter_number_" + i, ParamKind.FLOAT)
				.range(BigDecimal.ZERO, BigDecimal.TEN)
				.build();
		}
		params[20] = ModelParam.builder("aspect_ratio", ParamKind.STRING)
			.options("1:1", "4:3", "3:4", "16:9", "9:16", "21:9")
			.build();
		params[21] = ModelParam.builder("duration", ParamKind.INT).options("5", "10").build();
		params[22] = ModelParam.builder("enable_safety_checker", ParamKind.BOOL).build();
		params[23] = ModelParam.builder("tags", ParamKind.STRINGS).build();
		params[24] = ModelParam.builder("camera", ParamKind.DICT)
			.properties(Map.of("pan", ParamRange.of(BigDecimal.ZERO, BigDecimal.TEN)))
			.build();
		return GenerationModel.builder("i2v-benchmark", GenerationType.VIDEO).params(params).build();
	}

	private static GenerationRequest.Builder request() {
		return GenerationRequest.builder(GenerationType.VIDEO, "A harbour at dusk")
			.model("i2v-benchmark")
			.fromImage(URI.create("https://media.flora.ai/harbour.png"))
			.param("aspect_ratio", "16:9")
			.param("duration", 10)
			.param("enable_safety_checker", true)
			.param("tags", List.of("a", "b"))
			.param("camera", Map.of("pan", 3))
			.param("parameter_number_3", 1.5)
			.param("parameter_number_4", 2)
			.param("parameter_number_5", 3L);
	}

	/**
	 * A request that is as its model wants it.
	 * @return the problems
	 */
	@Benchmark
	public Object right() {
		return problems(this.right);
	}

	/**
	 * A request with names that the model does not know.
	 * @return the problems
	 */
	@Benchmark
	public Object wrong() {
		return problems(this.wrong);
	}

	private Object problems(GenerationRequest request) {
		Map<String, @Nullable Object> params = GivenValues.of(request);
		return List.of(MediaCheck.problems(request, params), NameCheck.problems(request, params, this.model),
				new ParamCheck(this.model).problems(request, params));
	}

}
