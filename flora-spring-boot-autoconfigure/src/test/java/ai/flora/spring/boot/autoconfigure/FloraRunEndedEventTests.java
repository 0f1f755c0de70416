package ai.flora.spring.boot.autoconfigure;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.FloraRunEndedEvent;
import ai.flora.client.GenerationRequest;
import ai.flora.client.Run;
import ai.flora.client.RunHandle;
import ai.flora.client.RunStatus;
import ai.flora.client.StartedRun;
import ai.flora.client.assembly.FloraClientBuilder;
import ai.flora.client.webhook.FloraWebhookEvent;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * How the ends of runs are published.
 */
@ExtendWith(OutputCaptureExtension.class)
class FloraRunEndedEventTests {

	private final FloraServer server = new FloraServer();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(FloraAutoConfiguration.class, RestClientAutoConfiguration.class,
				HttpClientAutoConfiguration.class, ImperativeHttpClientAutoConfiguration.class))
		.withPropertyValues("flora.api-key=sk_test_1", "flora.base-url=" + this.server.url())
		.withUserConfiguration(Listeners.class);

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void eventWithinTransactionIsHeardByTransactionalListeners() {
		this.runner.withUserConfiguration(Transactions.class).run((context) -> {
			context.getBean(FloraGenerationsClient.class).follow("run_abc123").await();
			Listeners listeners = context.getBean(Listeners.class);
			Awaitility.await().until(() -> listeners.transactional.size() == 1);
			assertThat(listeners.plain).hasSize(1);
		});
	}

	@Test
	void eventWhenNoTransactionCanBeHadIsPublishedAllTheSame() {
		this.runner.withUserConfiguration(Transactions.class).run((context) -> {
			context.getBean(Transactions.class).broken = true;
			context.getBean(FloraGenerationsClient.class).follow("run_abc123").await();
			Awaitility.await().until(() -> context.getBean(Listeners.class).plain.size() == 1);
		});
	}

	@Test
	void eventWhenAListenerGetsNoTransactionOfItsOwnIsNotPublishedAgain() {
		this.runner.withUserConfiguration(Transactions.class).run((context) -> {
			context.getBean(Listeners.class).failing = true;
			FloraRunEventPublisher events = context.getBean(FloraRunEventPublisher.class);
			Run run = context.getBean(FloraGenerationsClient.class).retrieve("run_abc123");
			assertThatExceptionOfType(CannotCreateTransactionException.class)
				.isThrownBy(() -> events.publish(FloraRunEndedEvent.builder(run).build()));
			assertThat(context.getBean(Listeners.class).plain).hasSize(1);
		});
	}

	@Test
	void eventWithoutTransactionsIsPublished() {
		this.runner.withClassLoader(new FilteredClassLoader(TransactionTemplate.class)).run((context) -> {
			context.getBean(FloraGenerationsClient.class).follow("run_abc123").await();
			Awaitility.await().until(() -> context.getBean(Listeners.class).plain.size() == 1);
		});
	}

	@Test
	void eventOfARunThatTwoClientsFollowIsPublishedOnce() {
		this.runner.run((context) -> {
			FloraClient secondFlora = context.getBean(FloraClientBuilder.class).build();
			FloraGenerationsClient second = secondFlora.generations();
			context.getBean(FloraGenerationsClient.class).follow("run_abc123").await();
			second.follow("run_abc123").await();
			Listeners listeners = context.getBean(Listeners.class);
			Awaitility.await().until(() -> !listeners.plain.isEmpty());
			secondFlora.close();
			assertThat(listeners.plain).hasSize(1);
		});
	}

	/** A client that remembers it no more counts it once more, too. */
	@Test
	void eventOfARunThatEndedBeforeTheLatestTenThousandIsPublishedOnceMore() {
		this.runner.run((context) -> {
			FloraRunEventPublisher events = context.getBean(FloraRunEventPublisher.class);
			IntStream.range(0, 10_000).forEach((i) -> events.publish(event("run_" + i)));
			events.publish(event("run_0"));
			Listeners listeners = context.getBean(Listeners.class);
			assertThat(listeners.plain).hasSize(10_000);
			events.publish(event("run_10000"));
			events.publish(event("run_0"));
			assertThat(listeners.plain.stream().map(FloraRunEndedEvent::runId).filter("run_0"::equals)).hasSize(2);
		});
	}

	private static FloraRunEndedEvent event(String runId) {
		return FloraRunEndedEvent.builder(Run.builder().runId(runId).status(RunStatus.COMPLETED).build()).build();
	}

	/** Such as a job that is done. */
	@Test
	void listenerMayEndTheApplication(CapturedOutput output) {
		this.runner.withPropertyValues("spring.lifecycle.timeout-per-shutdown-phase=1h")
			.withUserConfiguration(EndingListener.class)
			.run((context) -> {
				CountDownLatch ended = context.getBean(EndingListener.class).ended;
				context.getBean(FloraGenerationsClient.class).follow("run_abc123");
				assertThat(ended.await(1, TimeUnit.MINUTES)).isTrue();
				assertThat(output).doesNotContain("the application was not told");
			});
	}

	@Test
	void eventAndHandlesCarryWhatWasKnownAtTheStart() {
		this.runner.withPropertyValues("flora.project-id=prj_1", "flora.workspace-id=ws_1").run((context) -> {
			FloraGenerationsClient client = context.getBean(FloraGenerationsClient.class);
			GenerationRequest request = GenerationRequest.image("A harbour")
				.toBuilder()
				.model("t2i-1")
				.reference("order 4711")
				.build();
			StartedRun started = client.create(request);
			RunHandle later = client.follow(started.runId());
			assertThat(later.reference()).isEqualTo("order 4711");
			assertThat(client.submit(request).reference()).isEqualTo("order 4711");
			assertThat(client.follow("run_other").reference()).isNull();
			later.await();
			Listeners listeners = context.getBean(Listeners.class);
			Awaitility.await().until(() -> !listeners.plain.isEmpty());
			assertThat(listeners.plain).first().satisfies((event) -> {
				assertThat(event.reference()).isEqualTo("order 4711");
				assertThat(event.model()).isEqualTo("t2i-1");
				assertThat(event.projectId()).isEqualTo("prj_1");
			});
			assertThat(this.server.bodies()).noneMatch((body) -> body.contains("4711"));
		});
	}

	@Test
	void eventOfARunWhoseEndIsDeliveredCarriesWhatWasKnownAtTheStart() {
		this.runner.withPropertyValues("flora.project-id=prj_1", "flora.workspace-id=ws_1").run((context) -> {
			context.getBean(FloraGenerationsClient.class)
				.create(GenerationRequest.image("A harbour").toBuilder().reference("order 4711").build());
			context.getBean(FloraClient.class)
				.received(FloraWebhookEvent.of("whd_1", "run.completed", "run_abc123"), null);
			Listeners listeners = context.getBean(Listeners.class);
			Awaitility.await().until(() -> !listeners.plain.isEmpty());
			assertThat(listeners.plain.peek().reference()).isEqualTo("order 4711");
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class Listeners {

		final Queue<FloraRunEndedEvent> plain = new ConcurrentLinkedQueue<>();

		final List<FloraRunEndedEvent> transactional = new CopyOnWriteArrayList<>();

		volatile boolean failing;

		@EventListener
		void plain(FloraRunEndedEvent event) {
			this.plain.add(event);
			if (this.failing) {
				throw new CannotCreateTransactionException("No connection is left");
			}
		}

		@TransactionalEventListener
		void transactional(FloraRunEndedEvent event) {
			this.transactional.add(event);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class EndingListener {

		final CountDownLatch ended = new CountDownLatch(1);

		@Autowired
		private ConfigurableApplicationContext context;

		@EventListener
		void ended(FloraRunEndedEvent event) {
			this.context.close();
			this.ended.countDown();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement
	static class Transactions {

		volatile boolean broken;

		@Bean
		PlatformTransactionManager transactionManager() {
			return new AbstractPlatformTransactionManager() {

				@Override
				protected Object doGetTransaction() {
					return new Object();
				}

				@Override
				protected void doBegin(Object transaction, TransactionDefinition definition) {
					if (Transactions.this.broken) {
						throw new CannotCreateTransactionException("The database is gone");
					}
				}

				@Override
				protected void doCommit(DefaultTransactionStatus status) {
					// Nothing is stored.
				}

				@Override
				protected void doRollback(DefaultTransactionStatus status) {
					// Nothing is stored.
				}

			};
		}

	}

}
