package ai.flora.client.internal.start;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

import ai.flora.client.FloraConflictException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraServerException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.Generation;
import ai.flora.client.GenerationRequest;
import ai.flora.client.OutputType;
import ai.flora.client.RequestOptions;
import ai.flora.client.RetrySettings;
import ai.flora.client.internal.callback.CallbackUrls;
import ai.flora.client.internal.callback.StartCallbacks;
import ai.flora.client.internal.start.VirtualFlora.Reply;
import ai.flora.client.internal.start.order.ClientDefaults;
import ai.flora.client.internal.start.order.GenerationOrder;
import ai.flora.client.internal.start.order.StartOrder;
import ai.flora.client.internal.technique.TechniqueInputs;
import ai.flora.client.internal.technique.TechniqueOrder;
import ai.flora.client.internal.time.VirtualTiming;
import ai.flora.client.internal.transport.TestTransports;
import ai.flora.client.technique.Technique;
import ai.flora.client.technique.Technique.Slot;
import ai.flora.client.technique.TechniqueRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.InterceptingClientHttpRequestFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Several orders under one key of the caller's, in virtual time: corrected ones, and such
 * as other processes have sent. None is charged twice, nor is that advised, and none gets
 * another one's run.
 */
class SeveralOrdersTests {

	private static final RequestOptions ONCE = RequestOptions.defaults().withMaxAttempts(1);

	private static final Duration TIMEOUT = Duration.ofMinutes(2);

	private static final Duration LAG = Duration.ofSeconds(20);

	private static final int ROUNDS = 10_000;

	private final VirtualTiming time = new VirtualTiming();

	private final VirtualFlora flora = new VirtualFlora(this.time);

	private final RunStarter starter = this.flora.starter(TIMEOUT);

	/** After the technique was saved anew, it may be the first order as well. */
	@Test
	void correctedOrderThatFloraFailedWithARunIsLookedForFirst() {
		this.flora.listLag = LAG;
		this.flora.answer(List.of(Reply.FAILED, Reply.FAILED_WITH_RUN));
		assertFailed(order("in_1", "cold"));
		this.time.sleep(Duration.ofMinutes(1));
		assertFailed(order("in_1", "warm"));
		this.time.sleep(Duration.ofMinutes(1));
		assertUnconfirmedWithTheRun(order("in_9", "warm"));
	}

	/** It is alike the first order, but may be the second one, too. */
	@Test
	void orderIsLookedForFirstWhereFloraFailedWithARunUnderTheNameOfAnotherInput() {
		this.flora.listLag = LAG;
		this.flora.answer(List.of(Reply.FAILED, Reply.FAILED_WITH_RUN));
		assertFailed(order("in_1", "warm"));
		this.time.sleep(Duration.ofMinutes(1));
		assertFailed(order("in_9", "warm"));
		this.time.sleep(Duration.ofMinutes(1));
		assertUnconfirmedWithTheRun(order("in_1", "warm"));
	}

	/** The second order leaves an input out, and so may be the first one, saved anew. */
	@Test
	void anotherKeyIsNotAdvisedForAnOrderThatFloraFailedBeforeAnInputWasLeftOut() {
		this.flora.listLag = LAG;
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN));
		assertFailed(order("in_1", "cold").input("in_2", "more"));
		this.time.sleep(Duration.ofMinutes(1));
		assertUnconfirmedWithTheRun(order("in_1", "warm"));
		this.time.sleep(Duration.ofMinutes(1));
		assertThat(catchThrowable(() -> start(order("in_1", "cold").input("in_2", "more"))))
			.hasMessageContaining("FLORA has failed at this one before")
			.hasMessageNotContaining("another key");
	}

	@Test
	void orderThatFloraFailedIsNotForgottenOnceOneThatMayBeTheSameHasItsRun() {
		this.flora.listLag = LAG;
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN));
		assertFailed(order("in_1", "cold").input("in_2", "more"));
		String run = this.flora.charged().get(0);
		String corrected = start(order("in_1", "warm"));
		this.time.sleep(Duration.ofMinutes(1));
		FloraStartUnconfirmedException doubt = unconfirmed(() -> start(order("in_1", "cold").input("in_2", "more")));
		assertThat(doubt.candidates()).extracting(Generation::runId).containsExactly(run);
		assertThat(this.flora.charged()).containsExactly(corrected, run);
	}

	/** What FLORA says of the key holds for the order that has its run. */
	@Test
	void orderThatHasItsRunIsNotHeldToHaveFailedAnyMore() {
		this.flora.answer(List.of(Reply.FAILED));
		assertFailed(order("in_1", "warm"));
		String run = start(order("in_1", "warm"));
		this.flora.requests.clear();
		assertThat(catchThrowable(() -> start(order("in_1", "warm")))).hasMessageContaining("idempotency_duplicate");
		assertThat(this.flora.requests.get(0)).isEqualTo("POST /runs/technique");
		assertThat(this.flora.charged()).containsExactly(run);
	}

	/** Each process has sent its own order, and this one is to resolve both. */
	@Test
	void orderInDoubtGoesOnThoughAnotherOneWasResolvedSince() {
		CountedStarts counted = new CountedStarts();
		this.flora.meters = counted;
		RunStarter here = this.flora.starter(TIMEOUT);
		this.flora.answer(List.of(Reply.LOST_BEFORE, Reply.LOST_AFTER));
		FloraStartUnconfirmedException corrected = unconfirmed(() -> start(this.starter, order("in_1", "warm")));
		unconfirmed(() -> start(here, order("in_1", "cold")));
		String run = this.flora.charged().get(0);
		this.time.sleep(Duration.ofSeconds(10));
		unconfirmed(() -> here.resolve(corrected, TechniqueOrder.of(corrected)));
		FloraStartUnconfirmedException again = unconfirmed(() -> start(here, order("in_1", "cold")));
		assertThat(((TechniqueRequest) again.request()).inputs().get(0).values()).isEqualTo(List.of("cold"));
		assertThat(this.flora.bodies.get(this.flora.bodies.size() - 1)).contains("cold");
		assertThat(this.flora.charged()).containsExactly(run);
		assertThat(counted.operations).as("that of this process once").hasSize(1);
	}

	@Test
	void anotherKeyIsNotAdvisedWhereAnyStartInDoubtMayBeTheSame() {
		RunStarter here = this.flora.starter(TIMEOUT);
		this.flora.answer(List.of(Reply.LOST_BEFORE, Reply.LOST_AFTER));
		FloraStartUnconfirmedException corrected = unconfirmed(() -> start(this.starter, order("in_9", "warm")));
		unconfirmed(() -> start(here, order("in_1", "cold")));
		this.time.sleep(Duration.ofSeconds(10));
		unconfirmed(() -> here.resolve(corrected, TechniqueOrder.of(corrected)));
		int posts = this.flora.posts.size();
		assertThat(catchThrowable(() -> start(here, order("in_9", "cold").input("in_8", "more"))))
			.hasMessageContaining("cannot be told")
			.hasMessageEndingWith("resolve that start.");
		assertThat(this.flora.posts).hasSize(posts);
	}

	/** The doubt about the first order is older than FLORA's failure at the other one. */
	@Test
	void orderInDoubtIsLookedForFirstOnceFloraHasFailedAtOneThatMayBeTheSame() {
		RunStarter here = this.flora.starter(TIMEOUT);
		this.flora.listLag = LAG;
		this.flora.answer(List.of(Reply.LOST_BEFORE, Reply.LOST_BEFORE, Reply.FAILED_WITH_RUN, Reply.UNAUTHORIZED));
		FloraStartUnconfirmedException renamed = unconfirmed(() -> start(this.starter, order("in_9", "warm")));
		unconfirmed(() -> start(here, order("in_1", "warm")));
		this.time.sleep(Duration.ofSeconds(10));
		unconfirmed(() -> here.resolve(renamed, TechniqueOrder.of(renamed)));
		this.time.sleep(Duration.ofMinutes(1));
		assertUnconfirmedWithTheRun(here, order("in_1", "warm"));
	}

	/** The key has led to the corrected order's run, as a delivery told. */
	@Test
	void anotherKeyIsNotAdvisedForAnOrderThatFloraFailedBeforeTheKeyHasLedToAnothersRun() {
		StartCallbacks callbacks = new StartCallbacks(
				new CallbackUrls(URI.create("https://app.example.com/flora"), List.of("whsec_1")));
		RunStarter starter = this.flora.starter(TIMEOUT, RetrySettings.defaults(), callbacks);
		this.flora.listLag = LAG;
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN, Reply.LOST_AFTER));
		assertThatExceptionOfType(FloraServerException.class).isThrownBy(() -> starter.start(image("cold"), ONCE));
		this.flora.afterPost = () -> callbacks.bind(this.flora.token(), this.flora.charged().get(0));
		String corrected = starter.start(image("warm"), RequestOptions.defaults()).run().runId();
		assertThat(this.flora.charged()).hasSize(2).startsWith(corrected);
		assertThatExceptionOfType(FloraConflictException.class).isThrownBy(() -> starter.start(image("warm"), ONCE))
			.withMessageContaining("use another key");
		assertThatExceptionOfType(FloraConflictException.class).isThrownBy(() -> starter.start(image("cold"), ONCE))
			.withMessageContaining("FLORA has failed at this one before")
			.withMessageNotContaining("another key")
			.satisfies((ex) -> assertThat(FloraFailure.mayBeStartedAnew(ex)).isFalse());
		assertThat(this.flora.posts).hasSize(2);
	}

	@Tag("exhaustive")
	@Test
	void noOrderIsChargedTwiceNorIsThatAdvised() {
		for (int seed = 0; seed < ROUNDS; seed++) {
			List<String> log = new ArrayList<>(List.of("seed " + seed));
			assertThat(new Round(new Random(seed), log).fault()).as("%s", log).isNull();
		}
	}

	/** FLORA refuses the key because of that run, whatever it did to the first order. */
	@Test
	void correctedOrderThatHasItsRunEndsInAConflictOnceMore() {
		this.flora.answer(List.of(Reply.FAILED));
		assertFailed(order("in_1", "cold").input("in_2", "more"));
		this.time.sleep(Duration.ofMinutes(1));
		String run = start(order("in_1", "warm"));
		this.time.sleep(Duration.ofMinutes(1));
		assertThatExceptionOfType(FloraConflictException.class).isThrownBy(() -> start(order("in_1", "warm")))
			.withMessageContaining("FLORA has failed at this one before")
			.withMessageNotContaining("another key")
			.satisfies((ex) -> assertThat(FloraFailure.mayBeStartedAnew(ex)).isFalse());
		assertThat(this.flora.charged()).containsExactly(run);
	}

	/** By then the key is free again, and claimed by this call alone. */
	@Test
	void orderOnceMoreStaysInDoubtIfFloraFailedAtItSinceItHadItsRun() {
		this.flora.listLag = LAG;
		this.flora.answer(List.of(Reply.FAILED));
		assertFailed(order("in_1", "cold").input("in_2", "more"));
		this.time.sleep(Duration.ofMinutes(1));
		String earlier = start(order("in_1", "warm"));
		this.time.sleep(StartKey.LIFE.plusMinutes(30));
		this.flora.forgetKeys();
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN, Reply.DUPLICATE, Reply.DUPLICATE));
		FloraStartUnconfirmedException doubt = unconfirmed(
				() -> start(this.starter, order("in_1", "warm"), RequestOptions.defaults()));
		assertThat(doubt).hasMessageContaining("Do not start it again blindly");
		assertThat(this.flora.charged()).hasSize(2).endsWith(earlier);
	}

	private static TechniqueRequest.Builder order(String input, String value) {
		return TechniqueRequest.of("tech_1").idempotencyKey("order-4711").input(input, value);
	}

	private static GenerationRequest image(String prompt) {
		return GenerationRequest.image(prompt).toBuilder().idempotencyKey("order-4711").build();
	}

	private String start(TechniqueRequest.Builder order) {
		return start(this.starter, order);
	}

	private static String start(RunStarter starter, TechniqueRequest.Builder order) {
		return start(starter, order, ONCE);
	}

	/** The technique declares the first input of the order, and more optional ones. */
	private static String start(RunStarter starter, TechniqueRequest.Builder order, RequestOptions options) {
		TechniqueRequest request = order.build();
		Technique technique = Technique.builder()
			.techniqueId("tech_1")
			.inputs(Slot.of(request.inputs().get(0).id(), OutputType.TEXT), optional("in_2"), optional("in_8"))
			.build();
		return starter
			.fitAndStart(new TechniqueOrder(request), (deadline) -> TechniqueInputs.fit(request, technique, null),
					options)
			.run()
			.runId();
	}

	private static Slot optional(String id) {
		return new Slot(id, id, OutputType.TEXT, null, true, false, false);
	}

	private void assertFailed(TechniqueRequest.Builder order) {
		assertThatExceptionOfType(FloraServerException.class).isThrownBy(() -> start(order));
	}

	private void assertUnconfirmedWithTheRun(TechniqueRequest.Builder order) {
		assertUnconfirmedWithTheRun(this.starter, order);
	}

	private void assertUnconfirmedWithTheRun(RunStarter starter, TechniqueRequest.Builder order) {
		FloraStartUnconfirmedException doubt = unconfirmed(() -> start(starter, order));
		assertThat(this.flora.charged()).hasSize(1);
		assertThat(doubt.candidates()).extracting(Generation::runId).isEqualTo(this.flora.charged());
	}

	private static FloraStartUnconfirmedException unconfirmed(Runnable call) {
		FloraStartUnconfirmedException thrown = catchThrowableOfType(FloraStartUnconfirmedException.class, call::run);
		assertThat(thrown).isNotNull();
		return thrown;
	}

	/**
	 * Two processes that start and resolve two orders under one key, each order in one of
	 * them: what one knows of an order, the other does not.
	 */
	private static final class Round {

		private static final List<String> ORDERS = List.of("cold", "warm");

		private static final List<Reply> REPLIES = List.of(Reply.NORMAL, Reply.NOT_CONNECTED, Reply.LOST_BEFORE,
				Reply.SWALLOWED, Reply.LOST_AFTER, Reply.GATEWAY_AFTER, Reply.FAILED, Reply.FAILED_WITH_RUN,
				Reply.FAILED, Reply.FAILED_WITH_RUN, Reply.PLATFORM, Reply.RATE_LIMITED, Reply.UNAUTHORIZED,
				Reply.NO_CREDITS, Reply.INVALID);

		private final Random random;

		private final List<String> log;

		private final VirtualTiming time = new VirtualTiming();

		private final VirtualFlora flora = new VirtualFlora(this.time);

		private final boolean technique;

		/** One order has an input that the other one leaves out. */
		private final boolean moreInputs;

		/** The technique is saved anew now and then. */
		private final boolean renamed;

		private final List<RunStarter> processes;

		private final Map<String, Integer> processOf;

		private final Map<String, List<Instant>> charges = new HashMap<>();

		private final Map<String, String> orderOf = new HashMap<>();

		private final Set<String> handedOut = new HashSet<>();

		private final List<FloraStartUnconfirmedException> doubts = new ArrayList<>();

		private final List<String> doubtful = new ArrayList<>();

		Round(Random random, List<String> log) {
			this.random = random;
			this.log = log;
			this.technique = random.nextBoolean();
			this.moreInputs = random.nextBoolean();
			this.renamed = random.nextBoolean();
			this.flora.listLag = random.nextBoolean() ? LAG : Duration.ZERO;
			this.processes = List.of(process(), process());
			this.processOf = Map.of("cold", 0, "warm", random.nextInt(2));
			log.add("technique " + this.technique + ", more inputs " + this.moreInputs + ", renamed " + this.renamed
					+ ", lag " + this.flora.listLag + ", processes " + this.processOf);
		}

		private RunStarter process() {
			return TestStarters.of(TestTransports
				.of("https://app.flora.ai/api/v1",
						() -> new InterceptingClientHttpRequestFactory(this.flora, List.of(recorder())),
						Duration.ofSeconds(2))
				.callTimeout(TIMEOUT)
				.build(this.time), new ClientDefaults("ws_1", "prj_1"), null);
		}

		/** Notes of which order each run is. */
		private ClientHttpRequestInterceptor recorder() {
			return (request, body, execution) -> {
				List<String> before = this.flora.charged();
				try {
					return execution.execute(request, body);
				}
				finally {
					String order = new String(body, StandardCharsets.UTF_8).contains("cold") ? "cold" : "warm";
					this.flora.charged().stream().filter((run) -> !before.contains(run)).forEach((run) -> {
						this.orderOf.put(run, order);
						this.charges.computeIfAbsent(order, (key) -> new ArrayList<>()).add(this.time.flora());
					});
				}
			};
		}

		@Nullable String fault() {
			for (int call = 0; call < 6; call++) {
				if (this.flora.unused() == 0) {
					Reply reply = REPLIES.get(this.random.nextInt(REPLIES.size()));
					this.log.add(reply.toString());
					this.flora.answer(List.of(reply));
				}
				boolean resolves = !this.doubts.isEmpty() && this.random.nextInt(3) == 0;
				String fault = resolves ? resolve(this.random.nextInt(this.doubts.size()))
						: start(ORDERS.get(this.random.nextInt(2)));
				if (fault != null) {
					return fault;
				}
				this.time.sleep(Duration.ofSeconds(this.random.nextInt(30, 60)));
			}
			return null;
		}

		private @Nullable String resolve(int index) {
			String order = this.doubtful.get(index);
			FloraStartUnconfirmedException doubt = this.doubts.get(index);
			RunStarter process = this.processes.get(this.processOf.get(order));
			this.log.add("resolve " + order);
			StartOrder sent = this.technique ? TechniqueOrder.of(doubt) : GenerationOrder.of(doubt);
			return fault(order, () -> process.resolve(doubt, sent).run().runId());
		}

		private @Nullable String start(String order) {
			RunStarter process = this.processes.get(this.processOf.get(order));
			this.log.add("start " + order);
			if (!this.technique) {
				return fault(order, () -> process.start(image(order), ONCE).run().runId());
			}
			String input = (this.renamed && this.random.nextBoolean()) ? "in_9" : "in_1";
			TechniqueRequest.Builder request = order(input, order);
			if (this.moreInputs && order.equals("cold")) {
				request.input("in_2", "more");
			}
			this.log.add(input);
			return fault(order, () -> SeveralOrdersTests.start(process, request));
		}

		private @Nullable String fault(String order, Supplier<String> call) {
			try {
				String run = call.get();
				this.log.add(run);
				this.handedOut.add(order);
				if (!order.equals(this.orderOf.get(run))) {
					return "another order's run";
				}
			}
			catch (FloraStartUnconfirmedException ex) {
				this.log.add("unconfirmed");
				this.doubts.add(ex);
				this.doubtful.add(order);
			}
			catch (FloraException ex) {
				this.log.add(ex.toString());
				boolean charged = this.charges.containsKey(order) && !this.handedOut.contains(order);
				if (charged && String.valueOf(ex.getMessage()).contains("or use another key")) {
					return "advised to be charged again";
				}
			}
			return this.charges.values().stream().anyMatch(Round::areApart) ? "charged twice" : null;
		}

		/** Of runs that are made in quick succession, lists lack the first one. */
		private static boolean areApart(List<Instant> charges) {
			Duration apart = Duration.between(charges.get(0), charges.get(charges.size() - 1));
			return apart.compareTo(LAG.plusSeconds(5)) > 0;
		}

	}

}
