package ai.flora.client.internal;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

import ai.flora.client.Run;
import ai.flora.client.observation.FloraMeterRecorder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A recorder of the application's, whatever it throws.
 */
@ExtendWith(OutputCaptureExtension.class)
class GuardedMeterRecorderTests {

	private static final IntSupplier FOLLOWED = () -> 1;

	static List<Method> methods() {
		return List.of(FloraMeterRecorder.class.getMethods());
	}

	@ParameterizedTest
	@MethodSource("methods")
	void whatAMethodThrowsIsLoggedAndHasNoOtherEffect(Method method, CapturedOutput output) throws Exception {
		FloraMeterRecorder failing = recorder((called) -> {
			throw new NoSuchMethodError("of " + called);
		});
		invoke(method, GuardedMeterRecorder.of(failing));
		assertThat(output).contains("NoSuchMethodError", "of " + method.getName());
	}

	@ParameterizedTest
	@MethodSource("methods")
	void everyMethodIsPassedOn(Method method) throws Exception {
		List<String> calls = new ArrayList<>();
		invoke(method, GuardedMeterRecorder.of(recorder(calls::add)));
		assertThat(calls).containsExactly(method.getName());
	}

	@Test
	void guardIsNotGuarded() {
		FloraMeterRecorder guarded = GuardedMeterRecorder.of(FloraMeterRecorder.NOOP);
		assertThat(GuardedMeterRecorder.of(guarded)).isSameAs(guarded);
	}

	private static FloraMeterRecorder recorder(Consumer<String> calls) {
		return (FloraMeterRecorder) Proxy.newProxyInstance(FloraMeterRecorder.class.getClassLoader(),
				new Class<?>[] { FloraMeterRecorder.class }, (proxy, method, arguments) -> {
					calls.accept(method.getName());
					return null;
				});
	}

	private static void invoke(Method method, FloraMeterRecorder recorder) throws Exception {
		Object[] arguments = List.of(method.getParameterTypes())
			.stream()
			.map(GuardedMeterRecorderTests::value)
			.toArray();
		method.invoke(recorder, arguments);
	}

	private static Object value(Class<?> type) {
		if (type == String.class) {
			return "value";
		}
		if (type == long.class) {
			return 1L;
		}
		if (type == IntSupplier.class) {
			return FOLLOWED;
		}
		if (type == Duration.class) {
			return Duration.ZERO;
		}
		return (type == BigDecimal.class) ? BigDecimal.ONE : Run.builder().runId("run_1").build();
	}

}
