package ai.flora.client.internal.start;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import ai.flora.client.FloraConflictException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RequestOptions;
import ai.flora.client.StartedRun;
import ai.flora.client.internal.start.VirtualFlora.Reply;
import ai.flora.client.internal.time.VirtualTiming;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Starts in doubt that several clients of an application resolve, one after another, in
 * virtual time.
 */
class OtherClientsTests {

	private static final GenerationRequest REQUEST = GenerationRequest.image("A harbour");

	private static final GenerationRequest ORDER = REQUEST.toBuilder().idempotencyKey("order-4711").build();

	private static final RequestOptions ONCE = RequestOptions.defaults().withMaxAttempts(1);

	private static final Duration TIMEOUT = Duration.ofMinutes(2);

	private static final int ROUNDS = 2000;

	private final VirtualTiming time = new VirtualTiming();

	private final VirtualFlora flora = new VirtualFlora(this.time);

	private final RunStarter starter = this.flora.starter(TIMEOUT);

	@Test
	void attemptThatMayGoOnIsNotSentBesides() {
		this.flora.answer(List.of(Reply.LOST_BEFORE, Reply.SLOW_THEN_DONE));
		FloraStartUnconfirmedException doubt = unconfirmed(
				() -> this.starter.start(REQUEST, RequestOptions.defaults().withTimeout(Duration.ofSeconds(12))));
		assertThat(this.flora.posts).hasSize(2);
		StartedRun resolved = TestStarters.resolve(this.flora.starter(TIMEOUT), doubt).run();
		this.time.sleep(Duration.ofMinutes(1));
		assertThat(this.flora.charged()).containsExactly(resolved.runId());
	}

	@Test
	void runOfALateAttemptIsNotMistakenForASiblings() {
		this.flora.answer(Collections.nCopies(20, Reply.LOST_BEFORE));
		this.flora.answer(List.of(Reply.LOST_AFTER, Reply.UNAUTHORIZED));
		this.time.in(Duration.ofSeconds(20), this.flora::stranger);
		FloraStartUnconfirmedException doubt = unconfirmed(
				() -> this.starter.start(REQUEST, RequestOptions.defaults().withTimeout(Duration.ofMinutes(10))));
		assertThat(this.flora.charged()).hasSize(1);
		this.time.sleep(Duration.ofMinutes(20));
		assertUnconfirmed(() -> TestStarters.resolve(this.flora.starter(TIMEOUT), doubt));
	}

	@Test
	void runOfALaterCallIsNotMistakenForASiblings() {
		this.flora.answer(List.of(Reply.LOST_BEFORE));
		FloraStartUnconfirmedException doubt = unconfirmed(() -> this.starter.start(REQUEST, ONCE));
		this.starter.start(REQUEST, ONCE);
		this.time.sleep(Duration.ofMinutes(15));
		TestStarters.resolve(this.starter, doubt);
		this.time.sleep(Duration.ofMinutes(15));
		assertUnconfirmed(() -> TestStarters.resolve(this.flora.starter(TIMEOUT), doubt));
		assertThat(this.flora.charged()).hasSize(2);
	}

	@Test
	void runThatALaterCallChargedBeforeFloraFailedIsFound() {
		this.flora.answer(List.of(Reply.LOST_BEFORE));
		FloraStartUnconfirmedException first = unconfirmed(() -> this.starter.start(REQUEST, ONCE));
		this.time.sleep(Duration.ofMinutes(10));
		this.flora.listsFail = true;
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN));
		FloraStartUnconfirmedException second = unconfirmed(() -> TestStarters.resolve(this.starter, first));
		this.flora.listsFail = false;
		this.time.sleep(Duration.ofMinutes(1));
		assertUnconfirmed(() -> TestStarters.resolve(this.flora.starter(TIMEOUT), second));
		assertThat(this.flora.charged()).hasSize(1);
	}

	@Test
	void clockThatAMachineReadBeforeItSleptIsReadAgain() {
		RunStarter other = this.flora.starter(TIMEOUT);
		other.start(REQUEST, RequestOptions.defaults());
		this.flora.answer(List.of(Reply.LOST_AFTER, Reply.UNAUTHORIZED));
		FloraStartUnconfirmedException doubt = unconfirmed(
				() -> this.starter.start(REQUEST, RequestOptions.defaults()));
		this.time.suspend(Duration.ofHours(3));
		this.flora.forgetKeys();
		this.flora.tellsTime = false;
		assertUnconfirmed(() -> TestStarters.resolve(other, doubt));
		assertThat(this.flora.charged()).hasSize(2);
	}

	@Test
	void responseThatRefusesAListTellsTheTime() {
		this.flora.answer(List.of(Reply.LOST_BEFORE));
		FloraStartUnconfirmedException doubt = unconfirmed(() -> this.starter.start(REQUEST, ONCE));
		this.flora.listsFail = true;
		StartedRun resolved = TestStarters.resolve(this.flora.starter(TIMEOUT), doubt).run();
		assertThat(this.flora.charged()).containsExactly(resolved.runId());
	}

	@Test
	void readingTheClockIsAPartOfTheCall() {
		this.flora.answer(List.of(Reply.LOST_AFTER));
		FloraStartUnconfirmedException doubt = unconfirmed(() -> this.starter.start(REQUEST, ONCE));
		this.flora.neverListsOwn = true;
		this.flora.listsFail = true;
		this.time.in(Duration.ofMillis(700), () -> this.flora.listsFail = false);
		long begun = this.time.nanoTime();
		assertUnconfirmed(() -> TestStarters.resolve(this.flora.starter(Duration.ofSeconds(8)), doubt));
		assertThat(Duration.ofNanos(this.time.nanoTime() - begun)).isLessThanOrEqualTo(Duration.ofSeconds(8));
	}

	/** Whoever resolves elsewhere has the latest exception. */
	@Tag("exhaustive")
	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void startsAreChargedOnceAndGivenTheirOwnRunByWhomeverTheyAreResolved(boolean ownKey) {
		for (int seed = 0; seed < ROUNDS; seed++) {
			List<String> log = new ArrayList<>(List.of("seed " + seed));
			assertThat(fault(new Random(seed), ownKey, log)).as("%s", log).isNull();
		}
	}

	private static @Nullable String fault(Random random, boolean ownKey, List<String> log) {
		VirtualTiming time = new VirtualTiming();
		VirtualFlora flora = new VirtualFlora(time);
		List<RunStarter> starters = List.of(flora.starter(TIMEOUT), flora.starter(TIMEOUT),
				flora.starter(Duration.ofSeconds(30)));
		flora.answer(replies(random, ownKey, log));
		List<String> siblings = new ArrayList<>();
		FloraStartUnconfirmedException doubt = null;
		int calls = 2 + random.nextInt(3);
		for (int call = 0; call < calls; call++) {
			flora.listsFail = random.nextInt(4) == 0;
			boolean create = call == 0 || (ownKey && random.nextInt(3) == 0);
			RunStarter starter = starters.get(create ? 0 : random.nextInt(3));
			if (!create && doubt == null) {
				break;
			}
			if (random.nextInt(3) == 0) {
				flora.answerFirst(List.of(Reply.NORMAL));
				siblings.add(starters.get(0).start(REQUEST, RequestOptions.defaults()).run().runId());
				time.sleep(Duration.ofSeconds(random.nextInt(900)));
			}
			if (random.nextInt(8) == 0) {
				flora.afterPost = () -> flora.startThrows = new IllegalStateException("no token");
			}
			RequestOptions options = random.nextBoolean() ? RequestOptions.defaults() : ONCE;
			try {
				String run = (create ? starter.start(ownKey ? ORDER : REQUEST, options)
						: TestStarters.resolve(starter, doubt))
					.run()
					.runId();
				log.add((create ? "create " : "resolve ") + run);
				if (siblings.contains(run) || !flora.charged().contains(run)) {
					return "another's run";
				}
			}
			catch (FloraStartUnconfirmedException ex) {
				log.add((create ? "create" : "resolve") + ": " + ex.getMessage());
				doubt = ex;
			}
			catch (FloraConflictException ex) {
				if (!ownKey) {
					return "conflict";
				}
			}
			catch (RuntimeException ex) {
				log.add(ex.toString());
				if (!create || (!ownKey && flora.charged().size() > siblings.size())) {
					return "charged, but said not to be";
				}
			}
			time.sleep(Duration.ofSeconds(10 + random.nextInt(1200)));
			flora.startThrows = null;
			if (flora.charged().size() > siblings.size() + 1) {
				return "charged twice";
			}
		}
		return null;
	}

	private static List<Reply> replies(Random random, boolean ownKey, List<String> log) {
		List<Reply> replies = new ArrayList<>();
		int count = 1 + random.nextInt(6);
		for (int i = 0; i < count; i++) {
			Reply reply = Reply.values()[random.nextInt(Reply.values().length)];
			// FLORA claims no key that nobody used; and a client that is called anew does
			// not know that FLORA has failed meanwhile, after it had charged.
			Reply impossible = ownKey ? Reply.FAILED_WITH_RUN : Reply.DUPLICATE;
			replies.add((reply == impossible) ? Reply.LOST_AFTER : reply);
		}
		log.add(replies.toString());
		return replies;
	}

	private static void assertUnconfirmed(Runnable call) {
		assertThatExceptionOfType(FloraStartUnconfirmedException.class).isThrownBy(call::run);
	}

	private static FloraStartUnconfirmedException unconfirmed(Runnable call) {
		FloraStartUnconfirmedException thrown = catchThrowableOfType(FloraStartUnconfirmedException.class, call::run);
		assertThat(thrown).isNotNull();
		return thrown;
	}

}
