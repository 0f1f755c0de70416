package ai.flora.spring.boot.autoconfigure;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import ai.flora.client.FloraRunEndedEvent;
import ai.flora.client.Run;
import ai.flora.client.RunStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.BeanCreationNotAllowedException;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.HeuristicCompletionException;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.InvalidTimeoutException;
import org.springframework.transaction.NestedTransactionNotSupportedException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.ReactiveTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.support.CallbackPreferringPlatformTransactionManager;
import org.springframework.transaction.support.SimpleTransactionStatus;
import org.springframework.transaction.support.TransactionCallback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.mockito.Mockito.mock;

/**
 * The end of a run is published once, however an application's transaction manager fails.
 */
@ExtendWith(OutputCaptureExtension.class)
class FloraRunEventTransactionTests {

	private static final Run RUN = Run.builder().runId("run_1").status(RunStatus.COMPLETED).build();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(FloraAutoConfiguration.class))
		.withPropertyValues("flora.api-key=sk_test_1", "flora.base-url=http://127.0.0.1:1")
		.withUserConfiguration(Listener.class);

	static Stream<Throwable> failures() {
		return Stream.of(new CannotCreateTransactionException("Gone"), new TransactionSystemException("Gone"),
				new IllegalTransactionStateException("Gone"), new InvalidTimeoutException("Gone", 1),
				new NestedTransactionNotSupportedException("Gone"), new DataAccessResourceFailureException("Gone"),
				new UnexpectedRollbackException("Gone"),
				new HeuristicCompletionException(HeuristicCompletionException.STATE_MIXED, null),
				new IllegalStateException("Gone"), new NullPointerException("Gone"),
				new NoClassDefFoundError("com/example/Driver"), new StackOverflowError(), new IOException("Gone"));
	}

	@ParameterizedTest
	@MethodSource("failures")
	void eventWhenATransactionCannotBeginIsPublishedOnceAllTheSame(Throwable failure) {
		run(new FailingManager(failure, null, null), (context) -> {
			assertThatCode(() -> end(context)).doesNotThrowAnyException();
			end(context);
			assertThat(heard(context)).containsExactly(FloraRunEndedEvent.builder(RUN).build());
		});
	}

	@ParameterizedTest
	@MethodSource("failures")
	void eventWhenATransactionCannotCommitIsNotPublishedAgain(Throwable failure) {
		run(new FailingManager(null, failure, null), (context) -> {
			assertThatCode(() -> end(context)).isSameAs(failure);
			end(context);
			assertThat(heard(context)).containsExactly(FloraRunEndedEvent.builder(RUN).build());
		});
	}

	@ParameterizedTest
	@MethodSource("failures")
	void eventWhenAListenerFailsIsNotPublishedAgain(Throwable failure) {
		run(new FailingManager(null, null, null), (context) -> {
			context.getBean(Listener.class).failure = failure;
			assertThatCode(() -> end(context)).isInstanceOf(Throwable.class);
			end(context);
			assertThat(heard(context)).containsExactly(FloraRunEndedEvent.builder(RUN).build());
		});
	}

	@ParameterizedTest
	@MethodSource("failures")
	void eventWhenAListenerFailsAndATransactionCannotRollBackIsNotPublishedAgain(Throwable failure) {
		run(new FailingManager(null, null, failure), (context) -> {
			context.getBean(Listener.class).failure = new IllegalStateException("No");
			assertThatCode(() -> end(context)).isSameAs(failure);
			end(context);
			assertThat(heard(context)).containsExactly(FloraRunEndedEvent.builder(RUN).build());
		});
	}

	/** Beans that are made late may not be had any more while a context closes. */
	@Test
	void eventWhenThereIsNoManagerToBeHadIsPublishedOnceAllTheSame() {
		this.runner.withBean(PlatformTransactionManager.class, () -> {
			throw new BeanCreationNotAllowedException("transactionManager", "Closing");
		}, (definition) -> definition.setLazyInit(true)).run((context) -> {
			end(context);
			end(context);
			assertThat(heard(context)).containsExactly(FloraRunEndedEvent.builder(RUN).build());
		});
	}

	@Test
	void eventWhenAManagerRunsItsWorkAgainIsNotPublishedAgain() {
		run(new RepeatingManager(), (context) -> {
			context.getBean(Listener.class).failure = new IllegalStateException("No");
			assertThatCode(() -> end(context)).hasMessageContaining("published once");
			assertThat(heard(context)).containsExactly(FloraRunEndedEvent.builder(RUN).build());
		});
	}

	@Test
	void eventWhereTransactionsAreReactiveIsPublishedUnderAWarning(CapturedOutput output) {
		this.runner.withBean(ReactiveTransactionManager.class, () -> mock(ReactiveTransactionManager.class))
			.run((context) -> assertEventComesUnderOneWarning(context, output));
	}

	@Test
	void eventWhereNoManagerIsPrimaryIsPublishedUnderAWarning(CapturedOutput output) {
		this.runner.withBean("one", PlatformTransactionManager.class, RepeatingManager::new)
			.withBean("other", PlatformTransactionManager.class, RepeatingManager::new)
			.run((context) -> assertEventComesUnderOneWarning(context, output));
	}

	@Test
	void eventWithoutTransactionsIsPublishedInSilence(CapturedOutput output) {
		this.runner.run((context) -> {
			end(context);
			assertThat(heard(context)).containsExactly(FloraRunEndedEvent.builder(RUN).build());
			assertThat(output).doesNotContain("without a transaction");
		});
	}

	private static void assertEventComesUnderOneWarning(ApplicationContext context, CapturedOutput output) {
		end(context);
		end(context);
		assertThat(heard(context)).containsExactly(FloraRunEndedEvent.builder(RUN).build());
		assertThat(output).containsOnlyOnce("published without a transaction");
	}

	private void run(PlatformTransactionManager manager, Check check) {
		this.runner.withBean(PlatformTransactionManager.class, () -> manager).run(check::check);
	}

	private static void end(ApplicationContext context) {
		context.getBean(FloraRunEventPublisher.class).publish(FloraRunEndedEvent.builder(RUN).build());
	}

	private static List<FloraRunEndedEvent> heard(ApplicationContext context) {
		return context.getBean(Listener.class).heard;
	}

	@SuppressWarnings("unchecked")
	private static <T extends Throwable> void fail(@Nullable Throwable failure) throws T {
		if (failure != null) {
			throw (T) failure;
		}
	}

	private interface Check {

		void check(ApplicationContext context);

	}

	@Configuration(proxyBeanMethods = false)
	static class Listener {

		final List<FloraRunEndedEvent> heard = new CopyOnWriteArrayList<>();

		volatile @Nullable Throwable failure;

		@EventListener
		void hear(FloraRunEndedEvent event) {
			this.heard.add(event);
			FloraRunEventTransactionTests.<RuntimeException>fail(this.failure);
		}

	}

	/**
	 * Fails as told, with whatever it is told.
	 */
	private record FailingManager(@Nullable Throwable begin, @Nullable Throwable commit,
			@Nullable Throwable rollback) implements PlatformTransactionManager {

		@Override
		public TransactionStatus getTransaction(@Nullable TransactionDefinition definition) {
			FloraRunEventTransactionTests.<RuntimeException>fail(this.begin);
			return new SimpleTransactionStatus();
		}

		@Override
		public void commit(TransactionStatus status) {
			FloraRunEventTransactionTests.<RuntimeException>fail(this.commit);
		}

		@Override
		public void rollback(TransactionStatus status) {
			FloraRunEventTransactionTests.<RuntimeException>fail(this.rollback);
		}

	}

	/**
	 * Tries again what failed, as managers do whose databases ask for it.
	 */
	private static final class RepeatingManager implements CallbackPreferringPlatformTransactionManager {

		@Override
		public <T> @Nullable T execute(@Nullable TransactionDefinition definition, TransactionCallback<T> callback) {
			try {
				return callback.doInTransaction(new SimpleTransactionStatus());
			}
			catch (RuntimeException ex) {
				return callback.doInTransaction(new SimpleTransactionStatus());
			}
		}

		@Override
		public TransactionStatus getTransaction(@Nullable TransactionDefinition definition) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void commit(TransactionStatus status) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void rollback(TransactionStatus status) {
			throw new UnsupportedOperationException();
		}

	}

}
