package ai.flora.client.assembly;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntSupplier;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraConnectionException;
import ai.flora.client.FloraException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.OutputType;
import ai.flora.client.RequestOptions;
import ai.flora.client.RunOutput;
import ai.flora.client.internal.transport.RawServer;
import ai.flora.client.observation.FloraMeterRecorder;
import ai.flora.client.observation.MicrometerFloraMeterRecorder;
import ai.flora.client.output.OutputContent;
import ai.flora.client.webhook.FloraWebhookEvent;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link FloraClientBuilder}, without Spring Boot.
 */
class FloraClientBuilderTests {

	private static final String MICROMETER_CORE = "io.micrometer.core.";

	@Test
	void recorderOfARegistryWritesMeters() throws Exception {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		RawServer server = new RawServer((request, raw, socket) -> RawServer.send(socket,
				"HTTP/1.1 503 Down\nConnection: close\nretry-after-ms: 1\nContent-Length: 0\n\n"));
		FloraClient client = new FloraClientBuilder().baseUrl(URI.create(server.url()))
			.apiKey("sk_test")
			.meterRecorder(new MicrometerFloraMeterRecorder(registry))
			.build();
		try (client) {
			RequestOptions twice = RequestOptions.defaults().withMaxAttempts(2);
			assertThatExceptionOfType(FloraException.class)
				.isThrownBy(() -> client.generations().retrieve("run_1", twice));
			assertThat(registry.get("flora.client.retries").tag("reason", "503").counter().count()).isOne();
			assertThat(registry.get("flora.runs.followed").gauge().value()).isZero();
		}
		finally {
			server.close();
		}
	}

	@Test
	void recorderOfAnotherVersionHindersNothing() throws IOException {
		FloraClient client = new FloraClientBuilder().apiKey("sk_test").meterRecorder(new FloraMeterRecorder() {

			@Override
			public void following(IntSupplier followed) {
				throw new NoSuchMethodError("following");
			}

			@Override
			public void closed(IntSupplier followed) {
				throw new NoSuchMethodError("closed");
			}

			@Override
			public void downloaded(String type, String outcome, Duration took, long bytes) {
				throw new NoSuchMethodError("downloaded");
			}

		}).build();
		RunOutput text = RunOutput.builder().outputId("output_1").type(OutputType.TEXT).value("Hi").build();
		try (OutputContent content = client.outputs().open(text)) {
			assertThat(content.stream()).hasContent("Hi");
		}
		client.close();
	}

	@Test
	void recorderIsToldOnceThatAClientIsClosed() {
		List<IntSupplier> closed = new ArrayList<>();
		FloraClient client = new FloraClientBuilder().apiKey("sk_test").meterRecorder(new FloraMeterRecorder() {

			@Override
			public void closed(IntSupplier followed) {
				closed.add(followed);
			}

		}).build();
		client.close();
		client.close();
		assertThat(closed).hasSize(1);
	}

	@Test
	void connectionsThatCannotBeClosedHinderNoClose() {
		FloraClient client = new FloraClientBuilder().apiKey("sk_test")
			.requestFactory((connect, read) -> new Undestroyable())
			.build();
		RequestOptions once = RequestOptions.defaults().withMaxAttempts(1);
		assertThatExceptionOfType(FloraException.class).isThrownBy(() -> client.generations().retrieve("run_1", once));
		client.close();
	}

	@Test
	void clientThatIsClosedBeforeItsFirstUseEndsWhatIsAsked() {
		FloraClient client = client();
		client.close();
		assertThatExceptionOfType(FloraConnectionException.class)
			.isThrownBy(() -> client.generations().retrieve("run_1"))
			.withMessageContaining("closed");
		assertThatExceptionOfType(FloraConnectionException.class)
			.isThrownBy(() -> client.connection().probe(Duration.ofMinutes(1)))
			.withMessageContaining("closed");
		assertThatExceptionOfType(FloraException.class).isThrownBy(() -> client.generations().follow("run_1").await());
		assertThat(client.received(FloraWebhookEvent.of("evt_1", "run.completed", "run_1"), null)).isFalse();
	}

	@Test
	void clientThatIsDrainedBeforeItsFirstUseStartsNothing() {
		FloraClient client = client();
		GenerationRequest request = GenerationRequest.text("Hi").toBuilder().projectId("prj_1").build();
		assertThat(client.drain(Duration.ZERO)).isTrue();
		assertThatExceptionOfType(FloraException.class).isThrownBy(() -> client.generations().create(request))
			.withMessageContaining("being closed");
		client.connection().restart();
		assertThatExceptionOfType(FloraConnectionException.class)
			.isThrownBy(() -> client.generations().create(request, RequestOptions.defaults().withMaxAttempts(1)))
			.withMessageNotContaining("being closed");
		client.close();
	}

	/** Whether an engine is made before, during or after the closing. */
	@Test
	void callsThatRaceWithTheFirstUseAndTheClosingEnd() throws Exception {
		int callers = 20;
		FloraClient client = client();
		ExecutorService threads = Executors.newFixedThreadPool(callers + 1);
		CyclicBarrier together = new CyclicBarrier(callers + 1);
		List<Future<?>> calls = new ArrayList<>();
		for (int i = 0; i < callers; i++) {
			calls.add(threads.submit(() -> {
				together.await();
				return client.generations().follow("run_1").await();
			}));
		}
		together.await();
		client.close();
		for (Future<?> call : calls) {
			assertThat(call).failsWithin(Duration.ofMinutes(1));
		}
		threads.shutdown();
	}

	private static FloraClient client() {
		return new FloraClientBuilder().baseUrl(URI.create("http://127.0.0.1:1/api/v1")).apiKey("sk_test").build();
	}

	/** Spring asks a bean's class for its methods, and so for the types in them. */
	@Test
	void micrometerCoreIsOptional() throws Exception {
		ClassLoader loader = new WithoutMicrometerCore(getClass().getClassLoader());
		Class<?> type = loader.loadClass(FloraClientBuilder.class.getName());
		assertThat(type.getClassLoader()).isSameAs(loader);
		assertThat(Arrays.stream(type.getDeclaredMethods())).isNotEmpty();
		Object builder = type.getConstructor().newInstance();
		type.getMethod("apiKey", String.class).invoke(builder, "sk_test");
		try (AutoCloseable client = (AutoCloseable) type.getMethod("build").invoke(builder)) {
			assertThat(client.getClass().getClassLoader()).isSameAs(loader);
		}
	}

	/**
	 * Loads FLORA's classes itself, so that what they refer to is missing for them, too.
	 */
	private static final class WithoutMicrometerCore extends ClassLoader {

		WithoutMicrometerCore(ClassLoader parent) {
			super(parent);
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			if (name.startsWith(MICROMETER_CORE)) {
				throw new ClassNotFoundException(name);
			}
			if (!name.startsWith("ai.flora.")) {
				return super.loadClass(name, resolve);
			}
			Class<?> loaded = findLoadedClass(name);
			return (loaded != null) ? loaded : define(name);
		}

		private Class<?> define(String name) throws ClassNotFoundException {
			String file = name.replace('.', '/') + ".class";
			try (InputStream in = Objects.requireNonNull(getParent().getResourceAsStream(file), file)) {
				byte[] bytes = in.readAllBytes();
				return defineClass(name, bytes, 0, bytes.length);
			}
			catch (IOException ex) {
				throw new ClassNotFoundException(name, ex);
			}
		}

	}

	private static final class Undestroyable implements ClientHttpRequestFactory, DisposableBean {

		@Override
		public ClientHttpRequest createRequest(URI uri, HttpMethod method) throws IOException {
			throw new IOException("Nothing is sent");
		}

		@Override
		public void destroy() {
			throw new NoSuchMethodError("of another version of an HTTP client");
		}

	}

}
