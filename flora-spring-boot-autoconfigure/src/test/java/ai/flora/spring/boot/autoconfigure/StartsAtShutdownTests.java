package ai.flora.spring.boot.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import ai.flora.client.FloraConnectionException;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.GenerationBatch;
import ai.flora.client.GenerationRequest;
import ai.flora.client.NewThreads;
import ai.flora.client.RunHandle;
import ai.flora.client.StartedRun;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * An application that stops while FLORA has not answered a start, on a thread that no web
 * server waits for: the start has the time of the shutdown phase.
 */
@Tag("exhaustive")
class StartsAtShutdownTests {

	private static final GenerationRequest REQUEST = GenerationRequest.image("A harbour");

	private final NewThreads threads = new NewThreads();

	private final FloraServer flora = new FloraServer().answers(200, "{\"run_id\":\"run_1\",\"status\":\"pending\"}")
		.hangs();

	private ConfigurableApplicationContext application;

	private FloraGenerationsClient client;

	@AfterEach
	void stop() {
		this.flora.goesOn();
		this.application.close();
		this.flora.close();
	}

	@ParameterizedTest
	@EnumSource(names = { "NONE", "SERVLET" })
	void startIsWaitedForAndNoOtherBegins(WebApplicationType type) {
		start(type);
		CompletableFuture<StartedRun> start = CompletableFuture.supplyAsync(() -> this.client.create(REQUEST));
		Awaitility.await().until(() -> posts().count() == 1);
		CompletableFuture<Void> closed = closeUntilItWaits();
		assertThatExceptionOfType(FloraConnectionException.class).isThrownBy(() -> this.client.create(REQUEST))
			.withMessageContaining("Nothing was sent");
		this.flora.goesOn();
		assertThat(start).succeedsWithin(Duration.ofSeconds(30)).returns("run_1", StartedRun::runId);
		assertThat(closed).succeedsWithin(Duration.ofSeconds(30));
		assertThat(posts()).hasSize(1);
	}

	@Test
	void itemOfABatchThatHasBegunIsWaitedFor() {
		start(WebApplicationType.NONE);
		GenerationBatch batch = this.client.submitAll(List.of(REQUEST));
		Awaitility.await().until(() -> posts().count() == 1);
		CompletableFuture<Void> closed = closeUntilItWaits();
		this.flora.goesOn();
		assertThat(closed).succeedsWithin(Duration.ofSeconds(30));
		Awaitility.await().until(() -> batch.items().get(0).handle() != null);
		assertThat(batch.items().get(0).handle()).isNotNull().returns("run_1", RunHandle::runId);
	}

	private void start(WebApplicationType type) {
		this.application = new SpringApplicationBuilder(Application.class).web(type)
			.properties("server.port=0", "spring.main.banner-mode=off", "flora.api-key=sk_test_1",
					"flora.base-url=" + this.flora.url(), "flora.workspace-id=ws_1", "flora.project-id=prj_1",
					"flora.models.check=off", "spring.lifecycle.timeout-per-shutdown-phase=30s")
			.run();
		this.client = this.application.getBean(FloraGenerationsClient.class);
	}

	private Stream<String> posts() {
		return this.flora.requests().stream().filter((request) -> request.startsWith("POST"));
	}

	private CompletableFuture<Void> closeUntilItWaits() {
		CompletableFuture<Void> closed = CompletableFuture.runAsync(this.application::close);
		Awaitility.await().until(() -> closed.isDone() || !this.threads.named("flora-drain").isEmpty());
		assertThat(closed).isNotDone();
		return closed;
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
