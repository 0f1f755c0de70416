package ai.flora.spring.boot.test;

import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import ai.flora.client.FloraAuthenticationException;
import ai.flora.client.FloraClient;
import ai.flora.client.FloraConnectionException;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.FloraNotFoundException;
import ai.flora.client.FloraRateLimitException;
import ai.flora.client.FloraResponseException;
import ai.flora.client.FloraServerException;
import ai.flora.client.FloraTimeoutException;
import ai.flora.client.RequestOptions;
import ai.flora.client.Run;
import ai.flora.client.RunStatus;
import ai.flora.client.assembly.FloraClientBuilder;
import ai.flora.spring.boot.autoconfigure.FloraAutoConfiguration;
import ai.flora.spring.boot.autoconfigure.FloraConnectionDetails;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class FakeFloraTests {

	private static final RequestOptions ONCE = RequestOptions.defaults().withMaxAttempts(1);

	private final FakeFlora fake = FakeFlora.start();

	private final FloraClient flora = new FloraClientBuilder().baseUrl(this.fake.baseUrl())
		.apiKey(this.fake.apiKey())
		.build();

	private final FloraGenerationsClient client = this.flora.generations();

	@AfterEach
	void stop() {
		this.fake.close();
	}

	@Test
	void runWhenScriptedGoesThroughItsStatesAndStaysAtTheLast() {
		this.fake.run("run_1").isPending().thenIsRunning(40).thenCompletesWith(FakeRun.text("Dusk"));
		List<RunStatus> seen = List.of(status("run_1"), status("run_1"), status("run_1"), status("run_1"));
		assertThat(seen).containsExactly(RunStatus.PENDING, RunStatus.RUNNING, RunStatus.COMPLETED,
				RunStatus.COMPLETED);
	}

	@Test
	void runWhenCompletedHasNumberedOutputsAndCost() {
		this.fake.run("run_1").completesWith(FakeRun.image("https://media.flora.ai/1.png"), FakeRun.text("Dusk"));
		Run run = this.client.retrieve("run_1");
		assertThat(run.outputs()).extracting("outputId").containsExactly("output_1", "output_2");
		assertThat(run.outputs().get(1).text()).contains("Dusk");
		assertThat(run.chargedCost()).isEqualByComparingTo("0.036");
	}

	@Test
	void runWhenFailedTellsWhy() {
		this.fake.run("run_1").failsWith("GENERATION_PROMPT_MODERATED", "No.");
		Run run = this.client.retrieve("run_1");
		assertThat(run.status()).isEqualTo(RunStatus.FAILED);
		assertThat(run.errorCode()).isEqualTo("GENERATION_PROMPT_MODERATED");
	}

	@Test
	void runWhenIdNeedsEncodingIsFound() {
		this.fake.run("run_a/b+c").isPending();
		assertThat(this.client.retrieve("run_a/b+c").status()).isEqualTo(RunStatus.PENDING);
	}

	@Test
	void requestWhenRunIsUnknownIsNotFound() {
		assertThatExceptionOfType(FloraNotFoundException.class).isThrownBy(() -> this.client.retrieve("run_none"))
			.satisfies((ex) -> assertThat(ex.requestId()).startsWith("req_"));
	}

	@Test
	void requestWhenKeyIsWrongOrMissingIsRefused() {
		FloraClient otherFlora = new FloraClientBuilder().baseUrl(this.fake.baseUrl()).apiKey("sk_other").build();
		FloraGenerationsClient other = otherFlora.generations();
		assertThatExceptionOfType(FloraAuthenticationException.class).isThrownBy(() -> other.retrieve("run_1"))
			.satisfies((ex) -> assertThat(ex.errorCode()).isEqualTo("invalid_api_key"));
		String body = RestClient.create()
			.get()
			.uri(this.fake.baseUrl() + "/workspaces")
			.exchange((request, response) -> new String(response.getBody().readAllBytes()));
		assertThat(body).contains("\"unauthorized\"");
	}

	@Test
	void workspacesWhenAskedForAreAListOfOne() {
		String body = RestClient.create()
			.get()
			.uri(this.fake.baseUrl() + "/workspaces")
			.header("Authorization", "Bearer " + this.fake.apiKey())
			.retrieve()
			.body(String.class);
		assertThat(body).contains("\"workspace_id\":\"ws_");
	}

	@Test
	void faultWhenUsedUpLeavesNormalService() {
		this.fake.run("run_1").isPending();
		this.fake.next(FloraOperation.RETRIEVE).status(503, "service_unavailable");
		assertThatExceptionOfType(FloraServerException.class).isThrownBy(() -> this.client.retrieve("run_1", ONCE));
		assertThat(status("run_1")).isEqualTo(RunStatus.PENDING);
	}

	@Test
	void faultWhenForAnotherOperationDoesNothing() {
		this.fake.run("run_1").isPending();
		this.fake.next(FloraOperation.WORKSPACES).status(503, "service_unavailable");
		assertThat(this.client.retrieve("run_1", ONCE).status()).isEqualTo(RunStatus.PENDING);
	}

	@Test
	void faultsShowAsTheirExceptions() {
		// The JDK's client repeats a GET by itself when the connection ends before a
		// response.
		this.fake.nextRequest().times(100).reset();
		assertThatExceptionOfType(FloraConnectionException.class).isThrownBy(() -> this.client.retrieve("run_1", ONCE));
		this.fake.reset();
		this.fake.run("run_1").isPending();
		this.fake.nextRequest().malformed();
		assertThatExceptionOfType(FloraResponseException.class).isThrownBy(() -> this.client.retrieve("run_1", ONCE));
		this.fake.nextRequest().html(502);
		assertThatExceptionOfType(FloraServerException.class).isThrownBy(() -> this.client.retrieve("run_1", ONCE))
			.satisfies((ex) -> assertThat(ex.bodyExcerpt()).contains("Bad gateway"));
		this.fake.nextRequest().rateLimited(Duration.ofSeconds(7));
		assertThatExceptionOfType(FloraRateLimitException.class).isThrownBy(() -> this.client.retrieve("run_1", ONCE))
			.satisfies((ex) -> assertThat(ex.retryAfter()).hasSeconds(7));
		this.fake.nextRequest().rateLimited(null);
		assertThatExceptionOfType(FloraRateLimitException.class).isThrownBy(() -> this.client.retrieve("run_1", ONCE))
			.satisfies((ex) -> assertThat(ex.retryAfter()).isNull());
		this.fake.nextRequest().delay(Duration.ofSeconds(5));
		assertThatExceptionOfType(FloraTimeoutException.class)
			.isThrownBy(() -> this.client.retrieve("run_1", ONCE.withTimeout(Duration.ofMillis(200))));
	}

	@Test
	void requestsTellWhatWasAskedWithoutShowingTheKey() {
		this.fake.run("run_1").isPending();
		this.client.retrieve("run_1");
		ReceivedRequest request = this.fake.requests(FloraOperation.RETRIEVE).get(0);
		assertThat(request.path()).isEqualTo("/runs/run_1");
		assertThat(request.header("User-Agent").orElseThrow()).startsWith("flora-spring-boot/");
		assertThat(request.toString()).doesNotContain(this.fake.apiKey());
		this.fake.reset();
		assertThat(this.fake.requests()).isEmpty();
	}

	@Test
	void configurationWhenImportedNeedsNoProperty() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(FloraAutoConfiguration.class))
			.withUserConfiguration(FakeFloraConfiguration.class)
			.run((context) -> {
				context.getBean(FakeFlora.class).run("run_abc123").completesWith(FakeRun.text("Dusk"));
				Run run = context.getBean(FloraGenerationsClient.class).retrieve("run_abc123");
				assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
			});
	}

	@Test
	void configurationWhenContextClosesStopsTheFake() {
		AtomicReference<URI> baseUrl = new AtomicReference<>();
		new ApplicationContextRunner().withUserConfiguration(FakeFloraConfiguration.class)
			.run((context) -> baseUrl.set(context.getBean(FloraConnectionDetails.class).getBaseUrl()));
		assertThatExceptionOfType(ConnectException.class)
			.isThrownBy(() -> new Socket(baseUrl.get().getHost(), baseUrl.get().getPort()).close());
	}

	private RunStatus status(String runId) {
		return this.client.retrieve(runId).status();
	}

}
