package ai.flora.applications;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.FloraRunEndedEvent;
import ai.flora.client.GenerationRequest;
import ai.flora.spring.boot.test.FakeFlora;
import ai.flora.spring.boot.test.FakeRun;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.event.TransactionalEventListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A module hears of ended runs through Spring Modulith's registry: what it could not
 * finish before a stop, it hears of again.
 */
class ModulithTests {

	private static final String UNFINISHED = "select count(*) from event_publication where completion_date is null";

	@Test
	void eventThatWasNotFinishedIsToldAgainAfterARestart() {
		try (FakeFlora fake = FakeFlora.start()) {
			String runId;
			try (ConfigurableApplicationContext first = start(fake, true)) {
				fake.nextRun().completesWith(FakeRun.text("Dusk"));
				runId = first.getBean(FloraGenerationsClient.class).generate(GenerationRequest.text("Dusk")).runId();
				Awaitility.await().until(() -> first.getBean(Album.class).hasHeardOf(runId));
				assertThat(unfinished(first)).isEqualTo(1);
			}
			try (ConfigurableApplicationContext second = start(fake, false)) {
				Awaitility.await().until(() -> second.getBean(Album.class).hasHeardOf(runId));
				Awaitility.await().until(() -> unfinished(second) == 0);
			}
		}
	}

	private static int unfinished(ConfigurableApplicationContext context) {
		return context.getBean(JdbcClient.class).sql(UNFINISHED).query(Integer.class).single();
	}

	private static ConfigurableApplicationContext start(FakeFlora fake, boolean fails) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.run("--flora.base-url=" + fake.baseUrl(), "--flora.api-key=" + fake.apiKey(), "--flora.project-id=prj_1",
					"--spring.datasource.url=jdbc:h2:mem:modulith;DB_CLOSE_DELAY=-1",
					"--spring.modulith.events.jdbc.schema-initialization.enabled=true",
					"--spring.jackson.deserialization.fail-on-unknown-properties=true",
					"--spring.modulith.events.republish-outstanding-events-on-restart=true", "--album.fails=" + fails);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableAsync
	@Import(Album.class)
	static class Application {

	}

	static class Album {

		private final Queue<String> heard = new ConcurrentLinkedQueue<>();

		private final boolean fails;

		Album(@Value("${album.fails}") boolean fails) {
			this.fails = fails;
		}

		/**
		 * As {@code @ApplicationModuleListener}, and without a transaction, too: the
		 * client knows of none.
		 */
		@Async
		@Transactional(propagation = Propagation.REQUIRES_NEW)
		@TransactionalEventListener(fallbackExecution = true)
		public void add(FloraRunEndedEvent event) {
			this.heard.add(event.runId());
			if (this.fails) {
				throw new IllegalStateException("The album is closed");
			}
		}

		/** For the test; a field of the proxy is none of this object's. */
		public boolean hasHeardOf(String runId) {
			return this.heard.contains(runId);
		}

	}

}
