package ai.flora.spring.boot.autoconfigure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.FloraRunEndedEvent;
import ai.flora.client.assembly.FloraClientBuilder;
import ai.flora.client.assembly.MediaFlora;
import ai.flora.client.observation.FloraMeterRecorder;
import ai.flora.client.output.FloraOutputs;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verifyNoInteractions;

/**
 * {@code flora.outputs.directory}, over real sockets.
 */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class FloraOutputsDirectoryTests {

	private final MediaFlora flora = new MediaFlora();

	@TempDir
	private Path temporary;

	@AfterEach
	void stop() {
		this.flora.close();
	}

	private ApplicationContextRunner runner(Object directory) {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(FloraAutoConfiguration.class, LifecycleAutoConfiguration.class))
			.withPropertyValues("flora.api-key=sk_test_1", "flora.base-url=" + this.flora.url(),
					"flora.outputs.directory=" + directory)
			.withUserConfiguration(Events.class);
	}

	private static List<FloraRunEndedEvent> heard(Events events, int count) {
		Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> events.heard.size() >= count);
		return events.heard;
	}

	@Test
	void outputsAreSavedOutsideOfTransactionsAndTheEventIsPublishedInOne() {
		this.flora.slow();
		runner(this.temporary).withUserConfiguration(Transactions.class).run((context) -> {
			Transactions transactions = context.getBean(Transactions.class);
			context.getBean(FloraGenerationsClient.class).follow("run_1").await();
			Awaitility.await().until(() -> !this.flora.asked().isEmpty());
			assertThat(transactions.log).isEmpty();
			this.flora.release();
			Events events = context.getBean(Events.class);
			assertThat(heard(events, 1).get(0).outputs()).hasSize(2);
			Awaitility.await().until(() -> transactions.log.contains("commit"));
			assertThat(transactions.log).containsExactly("saved outside", "saved outside", "begin", "commit");
			assertThat(events.transactional).containsExactly(true);
		});
	}

	@Test
	void startMakesNothing() {
		Path directory = this.temporary.resolve("pictures");
		runner(directory).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(directory).doesNotExist();
			context.getBean(FloraGenerationsClient.class).follow("run_1").await();
			heard(context.getBean(Events.class), 1);
			assertThat(directory).isDirectory();
		});
	}

	@Test
	void startWhenTheDirectoryCannotBeMadeFails() throws Exception {
		Path file = Files.writeString(this.temporary.resolve("file"), "a file");
		runner(file.resolve("pictures")).run((context) -> assertThat(context).getFailure()
			.rootCause()
			.isInstanceOf(FloraPropertyException.class)
			.hasMessageContaining("flora.outputs.directory")
			.hasMessageContaining("'" + file + "' is no directory"));
	}

	@Test
	void blankDirectoryIsNone() {
		runner(" ").run((context) -> {
			context.getBean(FloraGenerationsClient.class).follow("run_1").await();
			assertThat(heard(context.getBean(Events.class), 1).get(0).outputs()).isEmpty();
			assertThat(this.flora.asked()).isEmpty();
		});
	}

	/** It is for what the application saves itself. */
	@Test
	void outputsOfTheApplicationsOwnSaveNothingByThemselves() {
		FloraOutputs own = mock(FloraOutputs.class);
		runner(this.temporary).withBean(FloraOutputs.class, () -> own).run((context) -> {
			context.getBean(FloraGenerationsClient.class).follow("run_1").await();
			assertThat(heard(context.getBean(Events.class), 1).get(0).outputs()).hasSize(2);
			verifyNoInteractions(own);
		});
	}

	@Test
	void secondClientHasTheDirectoryUnlessItIsGivenAnother() {
		Path others = this.temporary.resolve("others");
		runner(this.temporary).run((context) -> {
			try (FloraClient same = context.getBean(FloraClientBuilder.class).build();
					FloraClient other = context.getBean(FloraClientBuilder.class).outputsDirectory(others).build()) {
				Events events = context.getBean(Events.class);
				same.generations().follow("run_1");
				assertThat(heard(events, 1).get(0).outputs())
					.allMatch((output) -> Path.of(output.location()).getParent().equals(this.temporary));
				other.generations().follow("run_2");
				assertThat(heard(events, 2).get(1).outputs())
					.allMatch((output) -> Path.of(output.location()).getParent().equals(others));
			}
		});
	}

	@Test
	void eventGoesOutWithoutOutputsThatAreNotSavedBeforeTheApplicationEnds(CapturedOutput output) {
		this.flora.slow();
		Events[] events = new Events[1];
		runner(this.temporary).withPropertyValues("spring.lifecycle.timeout-per-shutdown-phase=1s").run((context) -> {
			events[0] = context.getBean(Events.class);
			context.getBean(FloraGenerationsClient.class).follow("run_1").await();
			Awaitility.await().until(() -> !this.flora.asked().isEmpty());
		});
		assertThat(events[0].heard).singleElement().satisfies((event) -> assertThat(event.outputs()).isEmpty());
		assertThat(output).doesNotContain("follows no more").containsPattern("WARN.*\\brun_1\\b");
		assertThat(this.temporary).isEmptyDirectory();
	}

	@Configuration(proxyBeanMethods = false)
	static class Events {

		final List<FloraRunEndedEvent> heard = new CopyOnWriteArrayList<>();

		final List<Boolean> transactional = new CopyOnWriteArrayList<>();

		@EventListener
		void hear(FloraRunEndedEvent event) {
			this.transactional.add(TransactionSynchronizationManager.isActualTransactionActive());
			this.heard.add(event);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Transactions {

		final List<String> log = new CopyOnWriteArrayList<>();

		/** Told on the thread that saves. */
		@Bean
		FloraMeterRecorder recorder() {
			return new FloraMeterRecorder() {

				@Override
				public void downloaded(String type, String outcome, Duration took, long bytes) {
					boolean inside = TransactionSynchronizationManager.isActualTransactionActive();
					Transactions.this.log.add(inside ? "saved inside" : "saved outside");
				}

			};
		}

		@Bean
		PlatformTransactionManager transactionManager() {
			return new AbstractPlatformTransactionManager() {

				@Override
				protected Object doGetTransaction() {
					return new Object();
				}

				@Override
				protected void doBegin(Object transaction, TransactionDefinition definition) {
					Transactions.this.log.add("begin");
				}

				@Override
				protected void doCommit(DefaultTransactionStatus status) {
					Transactions.this.log.add("commit");
				}

				@Override
				protected void doRollback(DefaultTransactionStatus status) {
					Transactions.this.log.add("rollback");
				}

			};
		}

	}

}
