package ai.flora.client.internal.start;

import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

import ai.flora.client.FloraConflictException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraServerException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RequestOptions;
import ai.flora.client.RetrySettings;
import ai.flora.client.StartedRun;
import ai.flora.client.internal.RunKind;
import ai.flora.client.internal.callback.CallbackUrls;
import ai.flora.client.internal.callback.StartCallbacks;
import ai.flora.client.internal.start.VirtualFlora.Reply;
import ai.flora.client.internal.start.order.ClientDefaults;
import ai.flora.client.internal.start.order.GenerationOrder;
import ai.flora.client.internal.time.VirtualTiming;
import ai.flora.client.internal.transport.TestTransports;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Starts beside an interceptor of the application that throws, in virtual time: its own
 * exception goes to the caller only if nothing was started.
 */
class FailingInterceptorTests {

	private static final GenerationRequest REQUEST = GenerationRequest.image("A harbour");

	private static final GenerationRequest ORDER = REQUEST.toBuilder().idempotencyKey("order-4711").build();

	private static final StartKey KEY = new StartKey(new KindAndProject(RunKind.GENERATION, "prj_1"), "ws_1",
			"order-4711");

	private static final RequestOptions ONCE = RequestOptions.defaults().withMaxAttempts(1);

	private static final Duration TIMEOUT = Duration.ofMinutes(2);

	private static final RuntimeException NO_TOKEN = new IllegalStateException("no token");

	private final VirtualTiming time = new VirtualTiming();

	private final VirtualFlora flora = new VirtualFlora(this.time);

	private final RunStarter starter = this.flora.starter(TIMEOUT);

	@ParameterizedTest
	@EnumSource(names = { "FAILED_WITH_RUN", "LOST_AFTER" })
	void startIsUnconfirmedIfItsListFails(Reply reply) {
		this.flora.listThrows = NO_TOKEN;
		this.flora.answer(List.of(reply));
		assertThatExceptionOfType(FloraStartUnconfirmedException.class)
			.isThrownBy(() -> this.starter.start(REQUEST, RequestOptions.defaults()))
			.withMessageContaining("could not be listed");
		assertThat(this.flora.charged()).hasSize(1);
	}

	@Test
	void startInDoubtIsUnconfirmedIfItsKeyCannotBeObtainedAnyMore() {
		List<String> keys = new ArrayList<>(List.of("sk_live_1", "sk_live_1"));
		RunStarter starter = TestStarters
			.of(TestTransports.of("https://app.flora.ai/api/v1", () -> this.flora, Duration.ofSeconds(2))
				.apiKey(() -> keys.remove(0))
				.callTimeout(TIMEOUT)
				.build(this.time), new ClientDefaults("ws_1", "prj_1"), null);
		this.flora.answer(List.of(Reply.LOST_AFTER));
		assertThatExceptionOfType(FloraStartUnconfirmedException.class)
			.isThrownBy(() -> starter.start(REQUEST, RequestOptions.defaults()))
			.withMessageContaining("could not be obtained");
		assertThat(this.flora.charged()).hasSize(1);
	}

	/** Another client's start would be hidden by a stranger's run. */
	@Test
	void exceptionOfACallThatTheApplicationFailedIsTheClientsOwn() {
		AtomicBoolean failing = new AtomicBoolean();
		RunStarter starter = starter(observing((begun) -> failing.get()));
		this.flora.answer(List.of(Reply.LOST_AFTER));
		FloraStartUnconfirmedException first = catchThrowableOfType(FloraStartUnconfirmedException.class,
				() -> starter.start(REQUEST, ONCE));
		failing.set(true);
		FloraStartUnconfirmedException second = catchThrowableOfType(FloraStartUnconfirmedException.class,
				() -> TestStarters.resolve(starter, first));
		assertThat(second).hasMessageContaining("could not be asked for").hasCause(first.getCause());
		assertThat(second.getSuppressed()).singleElement().asString().contains("failed to handle the call");
		failing.set(false);
		this.time.sleep(Duration.ofMinutes(5));
		this.flora.stranger();
		this.time.sleep(Duration.ofMinutes(20));
		assertThat(this.flora.charged()).containsExactly(TestStarters.resolve(starter, second).run().runId());
	}

	@Test
	void startInDoubtStaysSoIfAnErrorKeepsItFromBeingAskedFor() {
		AtomicBoolean failing = new AtomicBoolean();
		RunStarter starter = starter(observing((begun) -> {
			if (failing.get()) {
				throw new NoClassDefFoundError("Token");
			}
			return false;
		}));
		this.flora.answer(List.of(Reply.LOST_AFTER));
		FloraStartUnconfirmedException first = catchThrowableOfType(FloraStartUnconfirmedException.class,
				() -> starter.start(REQUEST, ONCE));
		failing.set(true);
		assertThatExceptionOfType(FloraStartUnconfirmedException.class)
			.isThrownBy(() -> TestStarters.resolve(starter, first))
			.withMessageContaining("could not be asked for");
	}

	/** As Kotlin throws them: undeclared. */
	@Test
	void startInDoubtStaysSoIfACheckedExceptionKeepsItFromBeingAskedFor() {
		AtomicBoolean failing = new AtomicBoolean();
		RunStarter starter = starter(observing((begun) -> failing.get() && sneaky()));
		this.flora.answer(List.of(Reply.LOST_AFTER));
		FloraStartUnconfirmedException first = catchThrowableOfType(FloraStartUnconfirmedException.class,
				() -> starter.start(ORDER, ONCE));
		failing.set(true);
		assertThat(catchThrowable(() -> starter.start(ORDER, ONCE))).isInstanceOf(FloraStartUnconfirmedException.class)
			.hasMessageContaining("could not be asked for");
		assertThat(catchThrowable(() -> TestStarters.resolve(starter, first)))
			.isInstanceOf(FloraStartUnconfirmedException.class)
			.hasMessageContaining("could not be asked for");
	}

	@Test
	void floraFailureIsToldIfACheckedExceptionEndsTheNextCall() {
		AtomicBoolean failing = new AtomicBoolean();
		RunStarter starter = starter(observing((begun) -> failing.get() && sneaky()));
		this.flora.neverListsOwn = true;
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN));
		assertThat(FloraFailure.in(catchThrowable(() -> starter.start(ORDER, ONCE)))).isNotNull();
		failing.set(true);
		assertThat(FloraFailure.in(catchThrowable(() -> starter.start(ORDER, ONCE)))).isNotNull();
	}

	@Test
	void checkedExceptionIsTheCallersIfNothingWasStarted() {
		RunStarter starter = starter(observing((begun) -> sneaky()));
		assertThat(catchThrowable(() -> starter.start(ORDER, ONCE))).isInstanceOf(GeneralSecurityException.class);
		assertThat(starter.forBatches().mayBeMixedUp(ORDER)).isFalse();
		assertThat(this.flora.posts).isEmpty();
	}

	@SuppressWarnings("unchecked")
	private static <E extends Exception> boolean sneaky() throws E {
		throw (E) new GeneralSecurityException("Vault is sealed");
	}

	@Test
	void startIsUnconfirmedIfAnErrorHidesItsList() {
		this.flora.listError = new NoClassDefFoundError("Token");
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN));
		unconfirmed(ORDER);
		unconfirmed(ORDER);
		assertThat(this.flora.charged()).hasSize(1);
	}

	@Test
	void startInDoubtIsRememberedIfTheApplicationFailsBeforeTheNextCall() {
		List<String> begun = new ArrayList<>();
		RunStarter starter = starter(observing((name) -> {
			begun.add(name);
			return begun.size() == 3;
		}));
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN));
		for (int i = 0; i < 3; i++) {
			assertThatExceptionOfType(FloraStartUnconfirmedException.class)
				.isThrownBy(() -> starter.start(ORDER, RequestOptions.defaults()))
				.satisfies((ex) -> assertThat(ex.candidates()).hasSize(1));
		}
		assertThat(begun).hasSizeGreaterThan(3);
		assertThat(this.flora.charged()).hasSize(1);
	}

	@Test
	void startStaysUnconfirmedIfTheClockCannotBeRead() {
		this.flora.answer(List.of(Reply.LOST_AFTER));
		FloraStartUnconfirmedException doubt = unconfirmed(REQUEST);
		this.flora.listThrows = NO_TOKEN;
		assertThatExceptionOfType(FloraStartUnconfirmedException.class)
			.isThrownBy(() -> TestStarters.resolve(this.flora.starter(TIMEOUT), doubt));
	}

	@Test
	void startInDoubtIsUnconfirmedIfItsQuestionFails() {
		this.flora.answer(List.of(Reply.LOST_AFTER));
		this.flora.afterPost = () -> this.flora.startThrows = NO_TOKEN;
		assertThatExceptionOfType(FloraStartUnconfirmedException.class)
			.isThrownBy(() -> this.starter.start(REQUEST, RequestOptions.defaults()));
	}

	/** Such as a circuit breaker that opens. */
	@Test
	void exceptionOfTheApplicationDoesNotHideThatFloraHasFailedBefore() {
		failsAtFlorasFailure(new IllegalStateException("circuit breaker is open"));
	}

	/** As Resilience4j's. */
	@Test
	void exceptionThatTakesNoSuppressedOnesDoesNotHideThatFloraHasFailedBefore() {
		failsAtFlorasFailure(new UnsuppressedException());
	}

	@Test
	void errorOfTheApplicationDoesNotHideThatFloraHasFailedBefore() {
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN));
		this.flora.listLag = Duration.ofSeconds(20);
		this.flora.beforeList = () -> this.flora.startError = new NoClassDefFoundError("Token");
		assertThatExceptionOfType(FloraException.class)
			.isThrownBy(() -> this.starter.start(REQUEST, RequestOptions.defaults()))
			.withCause(this.flora.startError)
			.satisfies((ex) -> assertThat(FloraFailure.mayBeStartedAnew(ex)).isFalse());
	}

	/** An application may throw one exception for all calls. */
	@Test
	void failureOfFlorasStaysWithTheStartThatItWasAt() {
		RuntimeException open = new IllegalStateException("circuit breaker is open");
		failsAtFlorasFailure(open);
		assertThatIllegalStateException().isThrownBy(() -> this.starter.start(REQUEST, ONCE))
			.satisfies((ex) -> assertThat(ex).isSameAs(open).hasNoSuppressedExceptions());
	}

	private void failsAtFlorasFailure(RuntimeException thrown) {
		this.flora.answer(List.of(Reply.FAILED));
		this.flora.beforeList = () -> this.flora.startThrows = thrown;
		assertThatExceptionOfType(FloraException.class)
			.isThrownBy(() -> this.starter.start(REQUEST, RequestOptions.defaults()))
			.withCause(thrown)
			.satisfies((ex) -> assertThat(ex.getSuppressed()).singleElement().isInstanceOf(FloraServerException.class))
			.satisfies((ex) -> assertThat(FloraFailure.mayBeStartedAnew(ex)).isFalse());
	}

	@Test
	void startThatAnErrorKeptFromBeingSentIsForgotten() {
		StartCallbacks callbacks = new StartCallbacks(
				new CallbackUrls(URI.create("https://app.example.com/flora"), List.of("whsec_1")));
		RunStarter starter = this.flora.starter(TIMEOUT, RetrySettings.defaults(), callbacks);
		Error error = new NoClassDefFoundError("Token");
		this.flora.startError = error;
		assertThat(catchThrowable(() -> starter.start(ORDER, ONCE))).isSameAs(error);
		assertThat(callbacks.hasStarted(callbacks.forStart(KEY.text()).token())).isFalse();
		this.flora.startError = null;
		this.flora.answer(List.of(Reply.LOST_AFTER));
		StartedRun run = starter.start(REQUEST, RequestOptions.defaults()).run();
		assertThat(this.flora.charged()).containsExactly(run.runId());
	}

	/**
	 * The first attempt may have made a run, too. And lists would take later runs for the
	 * start's own if its window stayed open.
	 */
	@ParameterizedTest
	@ValueSource(ints = { 1, 2 })
	void startIsInDoubtAndItsWindowClosedOnceAnErrorEndsItsAttempt(int attempt) {
		AtomicInteger closings = new AtomicInteger();
		CreationWindow window = new CreationWindow(null) {

			@Override
			boolean closeAt(long until) {
				if (closings.incrementAndGet() == attempt) {
					throw new StackOverflowError();
				}
				return super.closeAt(until);
			}

		};
		this.flora.answer(List.of(Reply.LOST_BEFORE, Reply.LOST_BEFORE));
		assertThat(unconfirmed(window)).isNotNull();
		long fiveSecondsLater = this.time.nanoTime() + Duration.ofSeconds(5).toNanos();
		assertThat(window.isClosedBefore(fiveSecondsLater)).isFalse();
		assertThat(window.isClosedBefore(fiveSecondsLater + 1)).isTrue();
	}

	/** FLORA may be at it still, and would run both. */
	@Test
	void startWhoseAttemptWasCutOffIsNotAskedForAtOnce() {
		FloraStartUnconfirmedException doubt = unconfirmed(new CreationWindow(null) {

			@Override
			void open(long from) {
				super.open(from);
				throw new StackOverflowError();
			}

		});
		Instant fiveSecondsLater = this.time.flora().plusSeconds(5);
		TestStarters.resolve(this.starter, doubt);
		assertThat(this.flora.posts).singleElement(InstanceOfAssertFactories.INSTANT)
			.isAfterOrEqualTo(fiveSecondsLater);
	}

	@Test
	void startThatWasNotSentHidesNoRunOfALaterOne() {
		notSent(REQUEST);
		this.flora.answer(List.of(Reply.LOST_AFTER));
		StartedRun run = this.starter.start(REQUEST, RequestOptions.defaults()).run();
		assertThat(this.flora.charged()).containsExactly(run.runId());
	}

	@Test
	void startThatWasNotSentDoesNotResolveALaterOneUnderItsKey() {
		notSent(ORDER);
		this.flora.answer(List.of(Reply.LOST_AFTER));
		FloraStartUnconfirmedException doubt = unconfirmed(ORDER);
		this.time.sleep(Duration.ofMinutes(1));
		assertThat(catchThrowable(() -> TestStarters.resolve(this.starter, doubt)))
			.isNotInstanceOf(FloraConflictException.class);
		this.flora.answer(List.of(Reply.NO_CREDITS));
		assertThatExceptionOfType(FloraStartUnconfirmedException.class)
			.isThrownBy(() -> TestStarters.resolve(this.starter, doubt));
		this.time.sleep(Duration.ofHours(3));
		this.flora.forgetKeys();
		assertThatExceptionOfType(FloraStartUnconfirmedException.class)
			.isThrownBy(() -> TestStarters.resolve(this.starter, doubt))
			.withMessageContaining("forgotten its key");
		assertThat(this.flora.charged()).hasSize(1);
	}

	@Test
	void startThatWasNotSentIsNoStartOfThisClient() {
		StartCallbacks callbacks = new StartCallbacks(
				new CallbackUrls(URI.create("https://app.example.com/flora"), List.of("whsec_1")));
		RunStarter starter = this.flora.starter(TIMEOUT, RetrySettings.defaults(), callbacks);
		this.flora.startThrows = NO_TOKEN;
		assertThatIllegalStateException().isThrownBy(() -> starter.start(ORDER, RequestOptions.defaults()));
		assertThat(callbacks.hasStarted(callbacks.forStart(KEY.text()).token())).isFalse();
	}

	private RunStarter starter(ObservationRegistry observations) {
		return TestStarters.of(TestTransports.of("https://app.flora.ai/api/v1", () -> this.flora, Duration.ofSeconds(2))
			.apiKey("sk_live_1")
			.callTimeout(TIMEOUT)
			.observations(observations)
			.build(this.time), new ClientDefaults("ws_1", "prj_1"), null);
	}

	/**
	 * A registry of which a handler throws.
	 * @param fails told of each observation that begins
	 */
	private static ObservationRegistry observing(Predicate<String> fails) {
		ObservationRegistry observations = ObservationRegistry.create();
		observations.observationConfig().observationHandler(new ObservationHandler<>() {

			@Override
			public void onStart(Observation.Context context) {
				if (fails.test(context.getName())) {
					throw new IllegalArgumentException("bad tag");
				}
			}

			@Override
			public boolean supportsContext(Observation.Context context) {
				return true;
			}

		});
		return observations;
	}

	private void notSent(GenerationRequest request) {
		this.flora.startThrows = NO_TOKEN;
		assertThatIllegalStateException().isThrownBy(() -> this.starter.start(request, RequestOptions.defaults()));
		this.flora.startThrows = null;
		assertThat(this.flora.posts).isEmpty();
	}

	private static final class UnsuppressedException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		UnsuppressedException() {
			super("circuit breaker is open", null, false, false);
		}

	}

	/** The end of a start whose window cuts off an attempt. */
	private FloraStartUnconfirmedException unconfirmed(CreationWindow window) {
		GenerationOrder order = new GenerationOrder(REQUEST.toBuilder().workspaceId("ws_1").projectId("prj_1").build());
		PendingStart start = new PendingStart(new SentOrder(order, order, "key_1"), order, "key_1", null, window,
				StartMoment.now(this.time), () -> false);
		StartSender sender = (StartSender) Objects.requireNonNull(ReflectionTestUtils.getField(this.starter, "sender"));
		return catchThrowableOfType(FloraStartUnconfirmedException.class,
				() -> sender.send(start, RequestOptions.defaults()));
	}

	private FloraStartUnconfirmedException unconfirmed(GenerationRequest request) {
		FloraStartUnconfirmedException thrown = catchThrowableOfType(FloraStartUnconfirmedException.class,
				() -> this.starter.start(request, ONCE));
		assertThat(thrown).isNotNull();
		return thrown;
	}

}
