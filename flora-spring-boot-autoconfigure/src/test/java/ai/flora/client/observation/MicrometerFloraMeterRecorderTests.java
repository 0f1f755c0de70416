package ai.flora.client.observation;

import java.lang.ref.WeakReference;
import java.lang.reflect.Field;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import ai.flora.client.FailureAdvice;
import ai.flora.client.FloraClient;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.Run;
import ai.flora.client.RunStatus;
import ai.flora.client.assembly.FloraClientBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class MicrometerFloraMeterRecorderTests {

	private static final Run RUN = Run.builder().runId("run_1").status(RunStatus.COMPLETED).build();

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final MicrometerFloraMeterRecorder recorder = new MicrometerFloraMeterRecorder(this.registry);

	@Test
	void clientThatWasClosedIsNotHeld() throws Exception {
		WeakReference<FloraGenerationsClient> client = closedClient();
		Awaitility.await().until(() -> {
			System.gc();
			return client.refersTo(null);
		});
		assertThat(this.registry.find("flora.runs.followed").gauge()).isNull();
	}

	@Test
	void recorderOfANewClientFindsNoGaugeOfAClosedOne() throws Exception {
		closedClient();
		MicrometerFloraMeterRecorder next = new MicrometerFloraMeterRecorder(this.registry);
		next.following(() -> 7);
		assertThat(this.registry.get("flora.runs.followed").gauge().value()).isEqualTo(7);
	}

	@Test
	void clientsShareOneGaugeOfWhichNobodyIsWarned(CapturedOutput output) {
		IntSupplier first = () -> 3;
		IntSupplier second = () -> 4;
		this.recorder.following(first);
		this.recorder.following(second);
		assertThat(this.registry.get("flora.runs.followed").gauge().value()).isEqualTo(7);
		assertThat(output).doesNotContain("already registered");
		this.recorder.closed(first);
		assertThat(this.registry.get("flora.runs.followed").gauge().value()).isEqualTo(4);
		this.recorder.closed(second);
		assertThat(this.registry.find("flora.runs.followed").gauge()).isNull();
		this.recorder.following(first);
		assertThat(this.registry.get("flora.runs.followed").gauge().value()).isEqualTo(3);
	}

	@ParameterizedTest
	@MethodSource("ai.flora.client.RunFailureTests#codes")
	void refusedPromptsAreNoFailures(String code, FailureAdvice advice, boolean moderated) {
		Run failed = RUN.toBuilder().status(RunStatus.FAILED).errorCode(code).build();
		this.recorder.ended("generation", failed, "t2i-1", Duration.ofSeconds(9));
		this.recorder.charged("generation", failed, "t2i-1", BigDecimal.ONE);
		String outcome = moderated ? "moderated" : "failed";
		assertThat(this.registry.get("flora.runs").tags("outcome", outcome, "error.code", code).timer().count())
			.isOne();
		assertThat(this.registry.get("flora.runs.cost").tag("outcome", outcome).summary().count()).isOne();
	}

	/** The advice for the run reads codes so. */
	@ParameterizedTest
	@ValueSource(strings = { "gpu_provider_error", " GPU_PROVIDER_ERROR ", "Gpu_Provider_Error" })
	void codesAreKnownInAnyCase(String code) {
		this.recorder.ended("generation", RUN.toBuilder().status(RunStatus.FAILED).errorCode(code).build(), "t2i-1",
				Duration.ofSeconds(9));
		assertThat(this.registry.get("flora.runs").timer().getId().getTag("error.code"))
			.isEqualTo("GPU_PROVIDER_ERROR");
	}

	/** A new code goes into both. */
	@Test
	void codesThatHaveATagAreThoseThatHaveAMeaning() throws Exception {
		Set<String> meanings = new HashSet<>();
		for (Field field : Class.forName("ai.flora.client.FailureCodes").getDeclaredFields()) {
			if (field.getType() == Set.class) {
				field.setAccessible(true);
				meanings.addAll(upperCase(field.get(null)));
			}
		}
		assertThat(meanings).isNotEmpty();
		assertThat(upperCase(ReflectionTestUtils.getField(MicrometerFloraMeterRecorder.class, "KNOWN_ERROR_CODES")))
			.isEqualTo(meanings);
	}

	private static Set<String> upperCase(Object codes) {
		return ((Set<?>) codes).stream()
			.map((code) -> code.toString().toUpperCase(Locale.ROOT))
			.collect(Collectors.toSet());
	}

	@Test
	void refusalThatHidesInAMessageIsNoFailure() {
		this.recorder.ended("generation",
				RUN.toBuilder()
					.status(RunStatus.FAILED)
					.errorCode("GPU_PROVIDER_ERROR")
					.errorMessage("Rejected by the safety system")
					.build(),
				"t2i-1", Duration.ofSeconds(9));
		assertThat(this.registry.get("flora.runs").timer().getId().getTag("outcome")).isEqualTo("moderated");
	}

	@ParameterizedTest
	@ValueSource(strings = { "1e300", "1e400", "1e2147483647", "10000.01", "-0.01", "-1e300" })
	void costBeyondReasonIsNotRecorded(String cost) {
		this.recorder.charged("generation", RUN, "t2i-1", new BigDecimal(cost));
		this.recorder.charged("generation", RUN, "t2i-1", new BigDecimal("0.02"));
		assertThat(this.registry.get("flora.runs.cost").summary().totalAmount()).isEqualTo(0.02);
		assertThat(this.registry.get("flora.runs.cost").summary().count()).isOne();
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "1e-300", "1e-2147483647", "10000" })
	void costWithinReasonIsRecorded(String cost) {
		this.recorder.charged("generation", RUN, "t2i-1", new BigDecimal(cost));
		assertThat(this.registry.get("flora.runs.cost").summary().count()).isOne();
	}

	@ParameterizedTest
	@ValueSource(longs = { 604_801, 315_576_000_000L, Long.MAX_VALUE, -1 })
	void timeBeyondReasonIsNotRecorded(long seconds) {
		Duration beyond = Duration.ofSeconds(seconds);
		this.recorder.ended("generation", RUN, "t2i-1", beyond);
		this.recorder.noticed(beyond, "poll");
		this.recorder.delivered("run.completed", "accepted", beyond);
		this.recorder.ended("generation", RUN, "t2i-1", Duration.ofSeconds(9));
		this.recorder.noticed(Duration.ofSeconds(9), "poll");
		this.recorder.delivered("run.completed", "accepted", Duration.ofSeconds(9));
		assertThat(List.of("flora.runs", "flora.runs.notice", "flora.webhook.deliveries"))
			.allSatisfy((name) -> assertThat(this.registry.get(name).timer()).satisfies((timer) -> {
				assertThat(timer.totalTime(TimeUnit.SECONDS)).isEqualTo(9);
				assertThat(timer.count()).isOne();
			}));
	}

	@Test
	void modelsAreBoundedInNumber() {
		for (int i = 0; i < 1000; i++) {
			this.recorder.ended("generation", RUN, "model-" + i, Duration.ofSeconds(1));
			this.recorder.charged("generation", RUN, "model-" + i, BigDecimal.ONE);
		}
		this.recorder.ended("generation", RUN, null, Duration.ofSeconds(1));
		assertThat(models("flora.runs")).hasSize(102).contains("model-0", "model-99", "other", "unknown");
		assertThat(models("flora.runs.cost")).hasSize(101).contains("model-0", "model-99", "other");
		assertThat(this.registry.get("flora.runs").tag("model", "other").timer().count()).isEqualTo(900);
	}

	@Test
	void modelsOfSeveralThreadsAreBoundedInNumber() {
		IntStream.range(0, 20_000)
			.parallel()
			.forEach((i) -> this.recorder.ended("generation", RUN, "model-" + i, Duration.ofSeconds(1)));
		assertThat(models("flora.runs")).hasSize(101);
	}

	@ParameterizedTest
	@MethodSource
	void modelThatIsNoIdentifierIsOther(String model) {
		this.recorder.ended("generation", RUN, model, Duration.ofSeconds(1));
		assertThat(models("flora.runs")).containsExactly("other");
	}

	static Stream<String> modelThatIsNoIdentifierIsOther() {
		return Stream.of("x".repeat(65), "x".repeat(1_000_000), "", "  ", "a\nb", "\u0000", "\u202e");
	}

	@Test
	void whatAServerSendsFillsNoOtherTagEither() {
		for (int i = 0; i < 1000; i++) {
			Run failed = Run.builder().runId("run_" + i).status(RunStatus.FAILED).errorCode("CODE_" + i).build();
			this.recorder.ended("generation", failed, "t2i-1", Duration.ofSeconds(1));
			this.recorder.delivered("event-" + i, "accepted", Duration.ofSeconds(1));
		}
		assertThat(this.registry.getMeters()).hasSize(2);
	}

	private Set<String> models(String name) {
		return this.registry.find(name)
			.meters()
			.stream()
			.map((meter) -> String.valueOf(meter.getId().getTag("model")))
			.collect(Collectors.toSet());
	}

	private WeakReference<FloraGenerationsClient> closedClient() throws Exception {
		FloraClient flora = new FloraClientBuilder().apiKey("sk_test_1").meterRecorder(this.recorder).build();
		FloraGenerationsClient client = flora.generations();
		flora.close();
		return new WeakReference<>(client);
	}

}
