package ai.flora.client.internal.transport;

import java.io.IOException;
import java.time.Duration;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraException;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.GenerationRequest;
import ai.flora.client.observation.DefaultFloraRequestObservationConvention;
import ai.flora.client.observation.FloraRequestObservationContext;
import ai.flora.client.observation.FloraRequestObservationConvention;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What is observed of a call.
 */
class ObservationTests {

	private final TestObservationRegistry registry = TestObservationRegistry.create();

	private @Nullable RawServer server;

	/** A handler that fails keeps Micrometer from closing the scope of the thread. */
	@AfterEach
	void closeScope() {
		this.registry.setCurrentObservationScope(null);
	}

	@AfterEach
	void closeServer() throws IOException {
		if (this.server != null) {
			this.server.close();
		}
	}

	@Test
	void retrieveWhenAnsweredIsSuccess() throws IOException {
		client(200, RawServer.RUN, null).retrieve("run_1");
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasObservationWithNameEqualTo("flora.client.requests")
			.that()
			.hasContextualNameEqualTo("flora retrieve")
			.hasLowCardinalityKeyValue("operation", "retrieve")
			.hasLowCardinalityKeyValue("outcome", "SUCCESS")
			.hasLowCardinalityKeyValue("status", "200")
			.hasLowCardinalityKeyValue("error.code", "none")
			.hasHighCardinalityKeyValue("flora.run.id", "run_1")
			.hasHighCardinalityKeyValue("flora.request.id", "req_42")
			.hasHighCardinalityKeyValue("flora.attempts", "1")
			.hasBeenStarted()
			.hasBeenStopped();
	}

	@ParameterizedTest
	@CsvSource({ "404,not_found,CLIENT_ERROR,404,not_found,1", "400,made_up_12345,CLIENT_ERROR,400,other,1",
			"503,service_unavailable,SERVER_ERROR,503,service_unavailable,3", "302,,UNKNOWN,302,none,1",
			"200,,INVALID_RESPONSE,200,none,1" })
	void retrieveWhenRefusedHasOutcome(int status, @Nullable String code, String outcome, String statusKey,
			String codeKey, String attempts) throws IOException {
		String body = (code != null) ? "{\"error\":{\"code\":\"" + code + "\",\"message\":\"No.\"}}" : "<html>";
		FloraGenerationsClient client = client(status, body, null);
		assertThatExceptionOfType(FloraException.class).isThrownBy(() -> client.retrieve("run_1"));
		assertFailed(outcome, statusKey, codeKey, attempts);
	}

	@Test
	void retrieveWhenConnectionFailsHasOutcome() throws IOException {
		try (RefusedPort refused = new RefusedPort()) {
			FloraGenerationsClient client = Transports.JDK.builder(refused.url())
				.observationRegistry(this.registry)
				.build()
				.generations();
			assertThatExceptionOfType(FloraException.class).isThrownBy(() -> client.retrieve("run_1"));
			assertFailed("CONNECTION_ERROR", "none", "none", "3");
		}
	}

	@Test
	void retrieveWhenDeadlinePassesHasOutcome() throws IOException {
		this.server = new RawServer((raw, socket) -> raw.hang());
		FloraClient flora = Transports.JDK.builder(this.server.url())
			.observationRegistry(this.registry)
			.callTimeout(Duration.ofMillis(200))
			.build();
		FloraGenerationsClient client = flora.generations();
		assertThatExceptionOfType(FloraException.class).isThrownBy(() -> client.retrieve("run_1"));
		assertFailed("TIMEOUT", "none", "none", "1");
	}

	@Test
	void retrieveWhenInterruptedHasOutcome() throws IOException {
		FloraGenerationsClient client = client(200, "", null);
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(FloraException.class).isThrownBy(() -> client.retrieve("run_1"));
		assertThat(Thread.interrupted()).isTrue();
		assertFailed("INTERRUPTED", "none", "none", "1");
	}

	@ParameterizedTest
	@EnumSource
	void retrieveWhenHandlerFailsAfterTheAnswerReturnsIt(Transports transport) throws IOException {
		this.server = new RawServer((raw, socket) -> RawServer.send(socket, "HTTP/1.1 200 OK\nConnection: close\n"
				+ "Content-Length: " + RawServer.RUN.length() + "\n\n" + RawServer.RUN));
		this.registry.observationConfig().observationHandler(new ObservationHandler<FloraRequestObservationContext>() {

			@Override
			public void onScopeClosed(FloraRequestObservationContext context) {
				throw new IllegalStateException("The exporter is gone");
			}

			@Override
			public boolean supportsContext(Observation.Context context) {
				return context instanceof FloraRequestObservationContext;
			}

		});
		FloraClient flora = transport.builder(this.server.url()).observationRegistry(this.registry).build();
		FloraGenerationsClient client = flora.generations();
		assertThat(client.retrieve("run_1").status()).isNotNull();
	}

	@Test
	void startWhoseAnswerIsLostHasOutcome() throws IOException {
		this.server = new RawServer((raw, socket) -> raw.hang());
		FloraClient flora = Transports.JDK.builder(this.server.url())
			.observationRegistry(this.registry)
			.workspaceId("ws_1")
			.projectId("prj_1")
			.callTimeout(Duration.ofMillis(500))
			.build();
		FloraGenerationsClient client = flora.generations();
		assertThatExceptionOfType(FloraException.class)
			.isThrownBy(() -> client.create(GenerationRequest.image("A harbour")));
		TestObservationRegistryAssert.assertThat(this.registry)
			.forAllObservationsWithNameEqualTo("flora.client.requests",
					(call) -> call.hasLowCardinalityKeyValue("outcome", "TIMEOUT"));
	}

	@Test
	void retrieveWhenConventionIsReplacedUsesIt() throws IOException {
		client(200, RawServer.RUN, new DefaultFloraRequestObservationConvention() {

			@Override
			public String getName() {
				return "acme.flora";
			}

		}).retrieve("run_1");
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasObservationWithNameEqualTo("acme.flora")
			.that()
			.hasLowCardinalityKeyValue("operation", "retrieve");
	}

	private void assertFailed(String outcome, String status, String code, String attempts) {
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasObservationWithNameEqualTo("flora.client.requests")
			.that()
			.hasLowCardinalityKeyValue("outcome", outcome)
			.hasLowCardinalityKeyValue("status", status)
			.hasLowCardinalityKeyValue("error.code", code)
			.hasHighCardinalityKeyValue("flora.attempts", attempts)
			.hasBeenStopped()
			.hasError();
	}

	private FloraGenerationsClient client(int status, String body,
			@Nullable FloraRequestObservationConvention convention) throws IOException {
		this.server = new RawServer((raw, socket) -> RawServer.send(socket, "HTTP/1.1 " + status
				+ " X\nConnection: close\nrequest-id: req_42\nContent-Length: " + body.length() + "\n\n" + body));
		return Transports.JDK.builder(this.server.url())
			.observationRegistry(this.registry)
			.observationConvention(convention)
			.build()
			.generations();
	}

}
