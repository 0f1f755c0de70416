package ai.flora.client.internal.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import ai.flora.client.FloraAuthenticationException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraInterruptedException;
import ai.flora.client.FloraResponseException;
import ai.flora.client.internal.time.Deadline;
import ai.flora.client.internal.time.Timing;
import ai.flora.client.internal.time.VirtualTiming;
import ai.flora.client.internal.transport.TestTransports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * When the catalogue is read, and by whom.
 */
@ExtendWith(OutputCaptureExtension.class)
class ModelCatalogueTests {

	private static final String ONE = "{\"models\":[{\"model_id\":\"t2i-1\",\"type\":\"image\"}]}";

	private static final String TWO = "{\"models\":[{\"model_id\":\"t2i-1\"},null,{},{\"model_id\":\"t2v-2\"}]}";

	private final VirtualTiming timing = new VirtualTiming();

	private final ScriptedModels flora = new ScriptedModels(ONE);

	private final ModelCatalogue catalogue = catalogue(this.timing);

	private ModelCatalogue catalogue(Timing timing) {
		return new ModelCatalogue(this.flora.transport(timing), Duration.ofMinutes(10));
	}

	@Test
	void catalogueIsReadOnceInItsTime() {
		assertThat(this.catalogue.get().models()).hasSize(1);
		this.timing.sleep(Duration.ofMinutes(10).minusMillis(1));
		this.flora.answers = (query) -> TWO;
		assertThat(this.catalogue.get().models()).hasSize(1);
		assertThat(this.flora.requests).hasSize(1);
		this.timing.sleep(Duration.ofMillis(1));
		assertThat(this.catalogue.get().models()).hasSize(2);
		assertThat(this.flora.requests).hasSize(2);
	}

	@Test
	void catalogueIsUsedOnWhenFloraDoesNotAnswer(CapturedOutput log) {
		this.catalogue.get();
		for (String failure : new String[] { null, "503", "429", "<html>" }) {
			this.timing.sleep(Duration.ofMinutes(11));
			this.flora.answers = (query) -> failure;
			assertThat(this.catalogue.get().models()).hasSize(1);
			assertThat(this.catalogue.forStart(deadline())).isNotNull();
		}
		assertThat(log.getOut().split("used as they were read before", -1)).hasSize(2);
		this.flora.answers = (query) -> TWO;
		assertThat(this.catalogue.get().models()).hasSize(2);
	}

	/** Attempts end then; the last of them may have begun before. */
	@Test
	void catalogueThatIsNotToBeHadLeavesHalfOfItsTimeToTheStart() {
		Duration attempt = Duration.ofMillis(100);
		this.flora.answers = (query) -> {
			this.timing.sleep(attempt);
			return "503";
		};
		ModelCatalogue catalogue = new ModelCatalogue(
				TestTransports.of("http://localhost/api/v1", () -> this.flora, Duration.ofSeconds(60))
					.attempts(100)
					.build(this.timing),
				Duration.ofMinutes(10));
		Deadline deadline = Deadline.in(Duration.ofSeconds(4), this.timing);
		assertThat(catalogue.forStart(deadline)).isNull();
		assertThat(deadline.remaining()).isGreaterThanOrEqualTo(Duration.ofSeconds(2).minus(attempt));
	}

	@Test
	void refusalIsNotHiddenByWhatIsKnown() {
		this.catalogue.get();
		this.timing.sleep(Duration.ofMinutes(11));
		this.flora.answers = (query) -> "401";
		assertThatExceptionOfType(FloraAuthenticationException.class).isThrownBy(this.catalogue::get);
	}

	/** A start that FLORA would refuse, too, is FLORA's to refuse. */
	@Test
	void refusalOfTheCatalogueRefusesNoStart() {
		this.catalogue.get();
		for (String refusal : new String[] { "401", "403", "404", "400" }) {
			this.timing.sleep(Duration.ofMinutes(11));
			this.flora.answers = (query) -> refusal;
			assertThat(this.catalogue.forStart(deadline())).isNotNull();
		}
	}

	@Test
	void pagesWithoutEndAreGivenUp() {
		this.flora.answers = (query) -> "{\"models\":["
				+ ("{\"model_id\":\"t2t-" + this.flora.requests.size() + "\"},").repeat(1000)
				+ "null],\"meta\":{\"next_cursor\":\"c" + this.flora.requests.size() + "\"}}";
		assertThatExceptionOfType(FloraResponseException.class).isThrownBy(this.catalogue::get)
			.withMessageContaining("do not come to an end");
		assertThat(this.flora.requests.size()).isEqualTo(11);
		assertThat(this.catalogue.forStart(deadline())).isNull();
	}

	@Test
	void startDoesWithoutACatalogueThatIsAway(CapturedOutput log) {
		this.flora.answers = (query) -> null;
		for (int i = 0; i < 3; i++) {
			assertThat(this.catalogue.forStart(deadline())).isNull();
		}
		assertThat(log.getOut().split("are not checked as long as", -1)).hasSize(2);
		assertThatExceptionOfType(FloraException.class).isThrownBy(this.catalogue::get);
		this.flora.answers = (query) -> ONE;
		assertThat(this.catalogue.get().models()).hasSize(1);
		assertThat(this.catalogue.forStart(deadline())).isNotNull();
	}

	@Test
	void warningNamesAnExceptionOfTheApplicationThatHasNoMessage(CapturedOutput log) {
		ModelCatalogue catalogue = new ModelCatalogue(
				TestTransports.of("http://localhost/api/v1", () -> this.flora, Duration.ofSeconds(60))
					.customize((builder) -> builder.requestInterceptor((request, body, execution) -> {
						throw new UnsupportedOperationException();
					}))
					.build(this.timing),
				Duration.ofMinutes(10));
		assertThat(catalogue.forStart(deadline())).isNull();
		assertThat(log).contains("cannot be read: java.lang.UnsupportedOperationException");
	}

	@ParameterizedTest
	@CsvSource(nullValues = "none", value = { "none", "429", "403", "404", "500", "<html>" })
	void startsDoNotAskAgainSoonAfterAFailure(String failure) {
		this.flora.answers = (query) -> failure;
		for (int i = 0; i < 40; i++) {
			assertThat(this.catalogue.forStart(deadline())).isNull();
		}
		assertThat(this.flora.requests).hasSize(1);
		this.timing.sleep(Duration.ofSeconds(30));
		this.flora.answers = (query) -> ONE;
		assertThat(this.catalogue.forStart(deadline())).isNotNull();
	}

	@Test
	void startsDoNotAskAgainBeforeFloraWantsThemTo() {
		this.flora.answers = (query) -> "429";
		this.flora.retryAfter = Duration.ofMinutes(10);
		assertThat(this.catalogue.forStart(deadline())).isNull();
		this.flora.answers = (query) -> ONE;
		this.timing.sleep(Duration.ofMinutes(10).minusSeconds(1));
		assertThat(this.catalogue.forStart(deadline())).isNull();
		assertThat(this.flora.requests).hasSize(1);
		this.timing.sleep(Duration.ofSeconds(1));
		assertThat(this.catalogue.forStart(deadline())).isNotNull();
	}

	@Test
	void startWaitsFiveSecondsAtMostAndNotAgainSoon() {
		this.flora.answers = (query) -> {
			this.timing.sleep(Duration.ofSeconds(70));
			return null;
		};
		assertThat(this.catalogue.forStart(deadline())).isNull();
		int requests = this.flora.requests.size();
		assertThat(this.catalogue.forStart(deadline())).isNull();
		assertThat(this.flora.requests).hasSize(requests);
		this.timing.sleep(Duration.ofSeconds(31));
		this.flora.answers = (query) -> ONE;
		assertThat(this.catalogue.forStart(deadline())).isNotNull();
	}

	@Test
	void startWithoutTimeDoesNotWait() {
		assertThat(this.catalogue.forStart(Deadline.in(Duration.ZERO, this.timing))).isNull();
		assertThat(this.flora.requests).isEmpty();
	}

	@Test
	void pagesAreReadIfThereAreSome() {
		this.flora.answers = (query) -> query.equals("cursor=c2") ? TWO
				: "{\"models\":[{\"model_id\":\"t2t-0\"}],\"meta\":{\"next_cursor\":\"c2\"}}";
		assertThat(this.catalogue.get().models()).extracting("modelId").containsExactly("t2t-0", "t2i-1", "t2v-2");
	}

	@Test
	void oneReadsHoweverManyAsk() throws Exception {
		CountDownLatch asked = new CountDownLatch(1);
		CountDownLatch answer = new CountDownLatch(1);
		this.flora.answers = (query) -> {
			asked.countDown();
			await(answer);
			return ONE;
		};
		ModelCatalogue shared = catalogue(realTime());
		List<FutureTask<Catalogue>> calls = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			FutureTask<Catalogue> call = new FutureTask<>(shared::get);
			calls.add(call);
			new Thread(call).start();
		}
		assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
		answer.countDown();
		for (FutureTask<Catalogue> call : calls) {
			assertThat(call.get(10, TimeUnit.SECONDS).models()).hasSize(1);
		}
		assertThat(this.flora.requests).hasSize(1);
	}

	@Test
	void slowReaderHoldsNobodyBeyondTheirDeadlines() throws Exception {
		CountDownLatch asked = new CountDownLatch(1);
		CountDownLatch answer = new CountDownLatch(1);
		this.flora.answers = (query) -> {
			asked.countDown();
			await(answer);
			return ONE;
		};
		// A clock that stands: a wait that is short must not become one that was long.
		ModelCatalogue shared = catalogue(this.timing);
		FutureTask<Catalogue> slow = new FutureTask<>(shared::get);
		new Thread(slow).start();
		assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(shared.forStart(Deadline.in(Duration.ofMillis(20), this.timing))).isNull();
		assertThat(this.flora.requests).hasSize(1);
		// It was in a hurry of its own: the next one waits.
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(FloraInterruptedException.class).isThrownBy(() -> shared.forStart(deadline()));
		assertThat(Thread.interrupted()).isTrue();
		answer.countDown();
		assertThat(slow.get(10, TimeUnit.SECONDS).models()).hasSize(1);
	}

	@Test
	void startsWaitOnceForACatalogueThatSomebodyElseReads() throws Exception {
		CountDownLatch asked = new CountDownLatch(1);
		CountDownLatch answer = new CountDownLatch(1);
		this.flora.answers = (query) -> {
			asked.countDown();
			await(answer);
			return ONE;
		};
		ModelCatalogue shared = catalogue(realTime());
		FutureTask<Catalogue> slow = new FutureTask<>(shared::get);
		new Thread(slow).start();
		assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
		// The clock of this deadline stands: its half is more than a second.
		assertThat(shared.forStart(Deadline.in(Duration.ofMillis(2100), this.timing))).isNull();
		// An interrupted thread cannot wait.
		Thread.currentThread().interrupt();
		assertThat(shared.forStart(deadline())).isNull();
		assertThat(Thread.interrupted()).isTrue();
		answer.countDown();
		assertThat(slow.get(10, TimeUnit.SECONDS).models()).hasSize(1);
		assertThat(shared.forStart(deadline())).isNotNull();
	}

	@Test
	void whoGivesUpLeavesItToTheNext() throws Exception {
		CountDownLatch asked = new CountDownLatch(1);
		this.flora.answers = (query) -> {
			if (asked.getCount() == 0) {
				return ONE;
			}
			asked.countDown();
			await(new CountDownLatch(1));
			return null;
		};
		ModelCatalogue shared = catalogue(realTime());
		FutureTask<Throwable> first = new FutureTask<>(
				() -> org.assertj.core.api.Assertions.catchThrowable(shared::get));
		Thread firstThread = new Thread(first);
		firstThread.start();
		assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
		FutureTask<Catalogue> second = new FutureTask<>(shared::get);
		Thread secondThread = new Thread(second);
		secondThread.start();
		while (secondThread.getState() != Thread.State.TIMED_WAITING) {
			Thread.onSpinWait();
		}
		firstThread.interrupt();
		assertThat(first.get(10, TimeUnit.SECONDS)).isInstanceOf(FloraException.class);
		assertThat(second.get(10, TimeUnit.SECONDS).models()).hasSize(1);
	}

	private static Timing realTime() {
		return new VirtualTiming() {

			@Override
			public long nanoTime() {
				return System.nanoTime();
			}

		};
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new java.io.UncheckedIOException(new java.io.InterruptedIOException("interrupted"));
		}
	}

	private Deadline deadline() {
		return Deadline.in(Duration.ofMinutes(2), this.timing);
	}

}
