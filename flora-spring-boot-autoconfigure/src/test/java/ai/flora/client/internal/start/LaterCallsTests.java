package ai.flora.client.internal.start;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import ai.flora.client.FloraConflictException;
import ai.flora.client.FloraConnectionException;
import ai.flora.client.FloraInsufficientCreditsException;
import ai.flora.client.FloraInterruptedException;
import ai.flora.client.FloraRequestRefusedException;
import ai.flora.client.FloraServerException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.Generation;
import ai.flora.client.GenerationRequest;
import ai.flora.client.OutputType;
import ai.flora.client.RequestOptions;
import ai.flora.client.RetrySettings;
import ai.flora.client.StartedRun;
import ai.flora.client.action.ActionRequest;
import ai.flora.client.internal.action.ActionOrder;
import ai.flora.client.internal.callback.CallbackUrls;
import ai.flora.client.internal.callback.StartCallbacks;
import ai.flora.client.internal.start.VirtualFlora.Reply;
import ai.flora.client.internal.start.order.GenerationOrder;
import ai.flora.client.internal.start.order.StartOrder;
import ai.flora.client.internal.technique.TechniqueInputs;
import ai.flora.client.internal.technique.TechniqueOrder;
import ai.flora.client.internal.time.VirtualTiming;
import ai.flora.client.technique.Technique;
import ai.flora.client.technique.Technique.Slot;
import ai.flora.client.technique.TechniqueRequest;
import ai.flora.client.technique.TechniqueRequest.Input;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Calls that go on with a start in doubt, in virtual time: a job that repeats its own
 * key, with and without a restart, and what they leave to other starts.
 */
class LaterCallsTests {

	private static final GenerationRequest REQUEST = GenerationRequest.image("A harbour");

	private static final GenerationRequest ORDER = REQUEST.toBuilder().idempotencyKey("order-4711").build();

	private static final GenerationRequest CORRECTED = GenerationRequest.image("A castle")
		.toBuilder()
		.idempotencyKey("order-4711")
		.build();

	private static final RequestOptions ONCE = RequestOptions.defaults().withMaxAttempts(1);

	private static final RequestOptions SHORT = RequestOptions.defaults().withTimeout(Duration.ofSeconds(3));

	/** The second one is sent after a list, and there is no time for a third one. */
	private static final RequestOptions TWO_ATTEMPTS = RequestOptions.defaults().withTimeout(Duration.ofSeconds(9));

	private static final Duration TIMEOUT = Duration.ofMinutes(2);

	private final VirtualTiming time = new VirtualTiming();

	private static final Slot MOOD = Slot.of("mood", OutputType.TEXT);

	private final VirtualFlora flora = new VirtualFlora(this.time);

	private final RunStarter starter = this.flora.starter(TIMEOUT);

	private final StartCallbacks callbacks = callbacks("https://app.example.com/flora");

	static Stream<List<GenerationRequest>> writtenAnew() {
		return Stream.of(
				List.of(image("https://media.example.com/1.png?sig=1"), image("https://media.example.com/1.png?sig=2")),
				List.of(ORDER.toBuilder().reference("attempt 1").build(),
						ORDER.toBuilder().reference("attempt 2").build()),
				List.of(ORDER.toBuilder().param("seeds", new int[] { 1, 2 }).build(),
						ORDER.toBuilder().param("seeds", new int[] { 1, 2 }).build()),
				List.of(ORDER.toBuilder().param("seed", 7).param("size", Map.of("w", 1, "h", 2)).build(),
						ORDER.toBuilder().param("size", sortedMap("h", 2, "w", 1)).param("seed", 7L).build()),
				List.of(ORDER.toBuilder().param("strength", 1).build(),
						ORDER.toBuilder().param("strength", new BigDecimal("1.0")).build()),
				List.of(ORDER.toBuilder().param("image_urls", List.of("https://media.flora.ai/1.png?sig=1")).build(),
						ORDER.toBuilder().param("image_urls", List.of("https://media.flora.ai/1.png?sig=2")).build()),
				List.of(image("https://media.example.com/f\u00f6hn.png"), image("https://media.flora.ai/1.png")));
	}

	private static Map<String, Object> sortedMap(String first, Object one, String second, Object other) {
		return new TreeMap<>(Map.of(first, one, second, other));
	}

	@ParameterizedTest
	@MethodSource
	void writtenAnew(List<GenerationRequest> requests) {
		this.flora.answer(List.of(Reply.LOST_BEFORE));
		unconfirmed(() -> this.starter.start(requests.get(0), ONCE));
		StartedRun run = this.starter.start(requests.get(1), ONCE).run();
		assertThat(this.flora.charged()).containsExactly(run.runId());
	}

	@Test
	void anotherOrderIsNotTakenForTheOneInDoubt() {
		ActionRequest resize = ActionRequest.of("resize").projectId("prj_1").idempotencyKey("order-4711").build();
		this.flora.answer(List.of(Reply.LOST_BEFORE, Reply.LOST_BEFORE));
		unconfirmed(() -> this.starter.start(new ActionOrder(resize.toBuilder().input("width", "100").build()), ONCE));
		unconfirmed(() -> this.starter.start(ORDER.toBuilder().param("seed", 1).build(), ONCE));
		List<Runnable> others = List.of(
				() -> this.starter.start(new ActionOrder(resize.toBuilder().input("width", "200").build()), ONCE),
				() -> this.starter.start(ORDER.toBuilder().param("seed", 2).build(), ONCE));
		assertThat(others).allSatisfy(
				(other) -> assertThatExceptionOfType(FloraRequestRefusedException.class).isThrownBy(other::run));
		assertThat(this.flora.posts).hasSize(2);
	}

	/** What was asked for first would be charged, and handed out as the other one's. */
	static Stream<List<GenerationRequest>> askingForSomethingElse() {
		URI image = URI.create("https://media.flora.ai/1.png");
		URI another = URI.create("https://media.flora.ai/2.png");
		return Stream.of(List.of(ORDER, ORDER.toBuilder().fromImage(image).build()),
				List.of(ORDER, ORDER.toBuilder().fromVideo(image).build()),
				List.of(ORDER.toBuilder().fromImage(image).build(),
						ORDER.toBuilder().fromImages(image, another).build()),
				List.of(ORDER.toBuilder().fromImage(image).build(), ORDER.toBuilder().fromVideo(image).build()),
				List.of(ORDER.toBuilder().param("image_urls", List.of(image)).build(),
						ORDER.toBuilder().param("image_urls", List.of(image, another)).build()),
				List.of(ORDER.toBuilder().fromImage(URI.create("data:image/png;base64,AAAA")).build(),
						ORDER.toBuilder().fromImage(URI.create("data:image/png;base64,BBBB")).build()),
				List.of(text("https://example.com/1 Translate it"), text("https://example.com/2 Write a poem")),
				List.of(text("https://example.com/1"), text("https://example.com/2")),
				List.of(ORDER.toBuilder().param("style", "https://example.com/1 in blue").build(),
						ORDER.toBuilder().param("style", "https://example.com/1 in red").build()),
				List.of(ORDER.toBuilder().param("style", "https://example.com/1").build(),
						ORDER.toBuilder().param("style", "").build()),
				List.of(ORDER, ORDER.toBuilder().model("t2i-1").build()));
	}

	@ParameterizedTest
	@MethodSource
	void askingForSomethingElse(List<GenerationRequest> requests) {
		assertRefused(new GenerationOrder(requests.get(0)), new GenerationOrder(requests.get(1)));
		assertRefused(new GenerationOrder(requests.get(1).toBuilder().idempotencyKey("order-4712").build()),
				new GenerationOrder(requests.get(0).toBuilder().idempotencyKey("order-4712").build()));
	}

	@Test
	void otherInputsOfATechniqueOrAnActionAreRefused() {
		assertRefused(technique("https://example.com/1 Translate it"),
				technique("https://example.com/2 Write a poem about it"));
		assertRefused(technique(URI.create("https://media.flora.ai/1.png")),
				technique(URI.create("https://media.flora.ai/1.png"), URI.create("https://media.flora.ai/2.png")));
		assertRefused(action("https://example.com/1 Translate it"), action("https://example.com/2 Write a poem"));
		assertRefused(action(URI.create("https://media.flora.ai/1.png")), action("a text"));
	}

	/** Of a text, a link is all that it says. */
	@Test
	void linksAsTextsOfATechniqueOrAnActionAreComparedWhole() {
		String one = "https://example.com/1";
		String other = "https://example.com/2";
		assertRefused(technique(OutputType.TEXT, one), technique(OutputType.TEXT, other));
		assertRefused(action("text", one), action("text", other));
	}

	/** They are sent as texts, or as they are. */
	@Test
	void linksAsTextsOfInputsWhoseTypeIsNotKnownAreComparedWhole() {
		String one = "https://example.com/1";
		String other = "https://example.com/2";
		assertRefused(technique(one), technique(other));
		assertRefused(technique(OutputType.UNKNOWN, one), technique(OutputType.UNKNOWN, other));
		assertRefused(action(one), action(other));
		assertRefused(action("", one), action("", other));
	}

	@Test
	void linksOfMediaMayDifferHoweverTheyAreGiven() {
		String one = "https://media.flora.ai/1.png?sig=1";
		String other = "https://media.flora.ai/1.png?sig=2";
		assertGoesOn(technique(OutputType.IMAGE, one), technique(OutputType.IMAGE, other));
		assertGoesOn(technique(OutputType.UNKNOWN, URI.create(one)), technique(OutputType.UNKNOWN, URI.create(other)));
		assertGoesOn(action("image", one), action("image", other));
		assertGoesOn(action("", URI.create(one)), action("", URI.create(other)));
	}

	/** The exception tells the order as it was sent: by its id, and with one value. */
	@Test
	void restartedJobResolvesFirstAndThenRepeatsItsOrderAsItIsWritten() {
		for (TechniqueRequest order : List.of(shots("shots").input("mood", "warm").build(),
				shots("tech_1").input("mood", List.of("warm")).build())) {
			this.flora.forgetKeys();
			this.flora.answer(List.of(Reply.LOST_BEFORE, Reply.UNAUTHORIZED));
			FloraStartUnconfirmedException doubt = copy(unconfirmed(() -> fitAndStart(this.starter, order, MOOD)));
			RunStarter restarted = this.flora.starter(TIMEOUT);
			unconfirmed(() -> restarted.resolve(doubt, TechniqueOrder.of(doubt)));
			String run = fitAndStart(restarted, order, MOOD);
			assertThat(this.flora.charged()).startsWith(run);
			this.time.sleep(Duration.ofHours(3));
		}
		assertThat(this.flora.charged()).hasSize(2);
	}

	@Test
	void orderThatCannotBeComparedIsNotToBeStartedUnderAnotherKey() {
		TechniqueRequest order = shots("shots").input("mood", "warm").build();
		this.flora.answer(List.of(Reply.LOST_BEFORE));
		unconfirmed(() -> fitAndStart(this.starter, order, MOOD));
		TechniqueRequest byId = shots("tech_1").input("mood", "warm").build();
		assertThatExceptionOfType(FloraRequestRefusedException.class)
			.isThrownBy(() -> fitAndStart(this.starter, byId, Slot.of("light", OutputType.TEXT)))
			.withMessageContaining("which is in doubt")
			.withMessageContaining("no input 'mood'")
			.satisfies((ex) -> assertThat(ex).hasMessageNotContaining("another key"))
			.satisfies((ex) -> assertThat(ex.getSuppressed()).hasOnlyElementsOfType(FloraRequestRefusedException.class)
				.hasSize(1));
		assertThat(fitAndStart(this.starter, byId, MOOD)).isIn(this.flora.charged());
	}

	@Test
	void orderThatFloraFailedAndIsWrittenInAnotherWayIsLookedForFirst() {
		this.flora.listLag = Duration.ofSeconds(20);
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN));
		assertThatExceptionOfType(FloraServerException.class)
			.isThrownBy(() -> fitAndStart(this.starter, shots("shots").input("mood", "warm").build(), MOOD));
		this.time.sleep(Duration.ofMinutes(1));
		unconfirmed(() -> fitAndStart(this.starter, shots("tech_1").input("mood", "warm").build(), MOOD));
		assertThat(this.flora.charged()).hasSize(1);
	}

	/** A program reads the ids of inputs each time, since they change. */
	@Test
	void sameOrderAfterTheTechniqueWasSavedAnewIsNotToBeStartedUnderAnotherKey() {
		this.flora.answer(List.of(Reply.LOST_AFTER));
		unconfirmed(() -> fitAndStart(this.starter, shots("shots").input("in_1", "warm").build(), mood("in_1")));
		assertThatExceptionOfType(FloraRequestRefusedException.class)
			.isThrownBy(() -> fitAndStart(this.starter, shots("shots").input("in_9", "warm").build(), mood("in_9")))
			.withMessageContaining("cannot be told, since inputs of that have other names by now")
			.withMessageEndingWith("resolve that start.");
		assertThat(this.flora.posts).hasSize(1);
	}

	@Test
	void sameOrderAfterAnActionWasSavedAnewIsNotToBeStartedUnderAnotherKey() {
		ActionRequest order = action("large").request();
		ActionRequest renamed = order.toBuilder()
			.inputs(List.of(new ActionRequest.Input("size", "text", List.of("large"))))
			.build();
		this.flora.answer(List.of(Reply.LOST_AFTER));
		unconfirmed(() -> fitAndStart(order));
		assertThatExceptionOfType(FloraRequestRefusedException.class).isThrownBy(() -> fitAndStart(renamed))
			.withMessageEndingWith("resolve that start.");
	}

	@ParameterizedTest
	@EnumSource(names = { "LOST_BEFORE", "FAILED" })
	void anotherActionIsAnotherOrderWhateverItsInputs(Reply reply) {
		ActionRequest resize = action("large").request();
		ActionRequest crop = ActionRequest.of("crop")
			.projectId("prj_1")
			.idempotencyKey(resize.idempotencyKey())
			.input("left", "7")
			.build();
		this.flora.answer(List.of(reply));
		unconfirmed(() -> fitAndStart(resize));
		assertThatExceptionOfType(FloraRequestRefusedException.class).isThrownBy(() -> fitAndStart(crop))
			.withMessageContaining("the start of another request")
			.withMessageContaining("use another key");
	}

	@Test
	void refusalOfAnotherTechniqueDoesNotTellOfFlorasFailureAtTheFirstOne() {
		this.flora.answer(List.of(Reply.FAILED));
		assertThatExceptionOfType(FloraServerException.class)
			.isThrownBy(() -> fitAndStart(this.starter, shots("tech_1").input("mood", "warm").build(), MOOD));
		this.flora.answer(List.of(Reply.NO_CREDITS));
		TechniqueOrder other = new TechniqueOrder(shots("tech_2").input("mood", "warm").build());
		assertThatExceptionOfType(FloraInsufficientCreditsException.class)
			.isThrownBy(() -> this.starter.fitAndStart(other, (deadline) -> other, ONCE))
			.satisfies((ex) -> assertThat(ex).hasNoSuppressedExceptions());
	}

	@Test
	void orderThatFloraFailedIsLookedForFirstAfterTheTechniqueWasSavedAnew() {
		this.flora.listLag = Duration.ofSeconds(20);
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN));
		assertThatExceptionOfType(FloraServerException.class)
			.isThrownBy(() -> fitAndStart(this.starter, shots("shots").input("in_1", "warm").build(), mood("in_1")));
		this.time.sleep(Duration.ofMinutes(1));
		unconfirmed(() -> fitAndStart(this.starter, shots("shots").input("in_9", "warm").build(), mood("in_9")));
		assertThat(this.flora.charged()).hasSize(1);
	}

	/** A link to an image may be signed anew, but is all that a text says. */
	@Test
	void orderThatFloraFailedIsLookedForFirstThoughItsInputTakesATextByNow() {
		String link = "https://media.flora.ai/1.png";
		this.flora.listLag = Duration.ofSeconds(20);
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN));
		assertThatExceptionOfType(FloraServerException.class).isThrownBy(() -> fitAndStart(this.starter,
				shots("shots").input("in_1", link).build(), Slot.of("in_1", OutputType.IMAGE)));
		this.time.sleep(Duration.ofMinutes(1));
		unconfirmed(() -> fitAndStart(this.starter, shots("tech_1").input("in_1", link).build(), mood("in_1")));
		assertThat(this.flora.charged()).hasSize(1);
	}

	@Test
	void sameOrderGoesOnThoughItsInputAllowsSeveralValuesByNow() {
		TechniqueRequest order = shots("shots").input("in_1", List.of("warm")).build();
		Slot several = new Slot("in_1", "in_1", OutputType.TEXT, null, false, false, true);
		this.flora.answer(List.of(Reply.LOST_BEFORE, Reply.UNAUTHORIZED));
		FloraStartUnconfirmedException doubt = unconfirmed(() -> fitAndStart(this.starter, order, mood("in_1")));
		RunStarter restarted = this.flora.starter(TIMEOUT);
		unconfirmed(() -> restarted.resolve(doubt, TechniqueOrder.of(doubt)));
		assertThat(fitAndStart(restarted, order, several)).isIn(this.flora.charged());
	}

	/** Whether it is the same can be told once FLORA responds. */
	@Test
	void orderThatCannotBeFittedNowLeavesTheStartUnconfirmed() {
		TechniqueRequest order = shots("shots").input("mood", "warm").build();
		this.flora.answer(List.of(Reply.LOST_BEFORE));
		unconfirmed(() -> fitAndStart(this.starter, order, MOOD));
		FloraInterruptedException interrupted = new FloraInterruptedException("Technique tech_1: interrupted", null);
		FloraStartUnconfirmedException doubt = unconfirmed(() -> this.starter
			.fitAndStart(new TechniqueOrder(shots("tech_1").input("mood", "warm").build()), (deadline) -> {
				throw interrupted;
			}, ONCE));
		assertThat(doubt).hasMessageContaining("cannot be told now")
			.hasMessageContaining("interrupted")
			.hasCauseInstanceOf(FloraConnectionException.class)
			.hasNoSuppressedExceptions();
		assertThat(this.flora.posts).hasSize(1);
		StartedRun run = this.starter.resolve(doubt, TechniqueOrder.of(doubt)).run();
		assertThat(this.flora.charged()).containsExactly(run.runId());
	}

	/** The technique was saved anew between the two requests. */
	@Test
	void linkAsATextIsComparedWholeWhereItsInputHasAnotherId() {
		Technique before = technique(new Slot("in_1", "Page", OutputType.TEXT, null, false, false, false));
		Technique now = technique(new Slot("in_2", "Page", OutputType.TEXT, null, false, false, false));
		TechniqueRequest order = shots("tech_1").input("in_1", "https://example.com/1").build();
		TechniqueRequest other = shots("tech_1").input("in_1", "https://example.com/2").build();
		this.flora.answer(List.of(Reply.LOST_BEFORE));
		unconfirmed(() -> this.starter.fitAndStart(new TechniqueOrder(order),
				(deadline) -> TechniqueInputs.fit(order, now, before), ONCE));
		assertThatExceptionOfType(FloraRequestRefusedException.class)
			.isThrownBy(() -> this.starter.fitAndStart(new TechniqueOrder(other),
					(deadline) -> TechniqueInputs.fit(other, now, before), ONCE))
			.withMessageContaining("use another key");
	}

	@Test
	void inputsAndParamsInAnotherOrderAreTheSame() {
		URI photo = URI.create("https://media.flora.ai/1.png?sig=1");
		URI signedAnew = URI.create("https://media.flora.ai/1.png?sig=2");
		TechniqueRequest technique = technique().request();
		assertGoesOn(new TechniqueOrder(technique.toBuilder().input("photo", photo).input("mood", "warm").build()),
				new TechniqueOrder(technique.toBuilder().input("mood", "warm").input("photo", signedAnew).build()));
		ActionRequest action = action().request().toBuilder().idempotencyKey("order-4712").build();
		assertGoesOn(new ActionOrder(action.toBuilder().input("photo", photo).param("w", 8).param("h", 6).build()),
				new ActionOrder(action.toBuilder().param("h", 6L).param("w", 8).input("photo", signedAnew).build()));
	}

	@Test
	void keyOfAnUnconfirmedStartAsTheCallersOwnGoesOn() {
		this.flora.answer(List.of(Reply.LOST_BEFORE));
		FloraStartUnconfirmedException doubt = unconfirmed(() -> this.starter.start(REQUEST, ONCE));
		StartedRun run = this.starter.start(REQUEST.toBuilder().idempotencyKey(doubt.idempotencyKey()).build(), ONCE)
			.run();
		assertThat(this.flora.charged()).containsExactly(run.runId());
	}

	/** The start in doubt is the one that was sent, whatever its list holds by now. */
	@Test
	void requestWhoseListHasGrownSinceIsAnotherOne() {
		List<String> images = new ArrayList<>(List.of("https://media.flora.ai/1.png"));
		GenerationOrder order = new GenerationOrder(ORDER.toBuilder().param("image_urls", images).build());
		this.flora.answer(List.of(Reply.LOST_BEFORE));
		unconfirmed(() -> this.starter.start(order, ONCE));
		images.add("https://media.flora.ai/2.png");
		assertThatExceptionOfType(FloraRequestRefusedException.class).isThrownBy(() -> this.starter.start(order, ONCE));
	}

	/** Whoever asks at the same time may hold an older exception. */
	@Test
	void callThatFoundAnotherOneAskingDoesNotForgetThatFloraHasFailed() {
		this.flora.answer(List.of(Reply.LOST_BEFORE));
		FloraStartUnconfirmedException first = unconfirmed(() -> this.starter.start(REQUEST, ONCE));
		RunStarter other = this.flora.starter(TIMEOUT);
		this.flora.listsFail = true;
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN));
		FloraStartUnconfirmedException second = unconfirmed(() -> TestStarters.resolve(other, first));
		List<FloraStartUnconfirmedException> busy = new ArrayList<>();
		this.flora.beforeList = () -> busy.add(unconfirmed(() -> TestStarters.resolve(other, first)));
		unconfirmed(() -> TestStarters.resolve(other, second));
		this.flora.listsFail = false;
		this.time.sleep(Duration.ofMinutes(1));
		unconfirmed(() -> TestStarters.resolve(other, busy.get(0)));
		unconfirmed(() -> TestStarters.resolve(this.flora.starter(TIMEOUT), busy.get(0)));
		assertThat(this.flora.charged()).hasSize(1);
	}

	/** The exception goes to another process, where nothing else is known. */
	@Test
	void exceptionTellsThatFloraHadFailedBeforeTheResponseWasLost() {
		this.flora.listLag = Duration.ofSeconds(20);
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN, Reply.LOST_BEFORE));
		FloraStartUnconfirmedException doubt = copy(unconfirmed(() -> this.starter.start(REQUEST, TWO_ATTEMPTS)));
		assertThat(this.flora.posts).hasSize(2);
		assertThat(doubt).hasCauseInstanceOf(FloraConnectionException.class);
		this.time.sleep(Duration.ofMinutes(1));
		RunStarter other = this.flora.starter(TIMEOUT);
		this.flora.listsFail = true;
		this.flora.tellsTime = false;
		FloraStartUnconfirmedException notAsked = copy(unconfirmed(() -> TestStarters.resolve(other, doubt)));
		this.flora.tellsTime = true;
		this.flora.listsFail = false;
		for (FloraStartUnconfirmedException each : List.of(doubt, notAsked)) {
			unconfirmed(() -> TestStarters.resolve(this.flora.starter(TIMEOUT), each));
		}
		assertThat(this.flora.charged()).hasSize(1);
	}

	/** A restarted job may begin anew before it resolves what it has kept. */
	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void resolvingAnotherProcessesStartDoesNotForgetThatFloraHasFailedHere(boolean unconfirmed) {
		this.flora.listLag = Duration.ofSeconds(20);
		this.flora.answer(List.of(Reply.LOST_BEFORE, Reply.FAILED_WITH_RUN));
		FloraStartUnconfirmedException kept = copy(unconfirmed(() -> this.starter.start(ORDER, ONCE)));
		this.time.sleep(Duration.ofMinutes(1));
		RunStarter restarted = this.flora.starter(TIMEOUT);
		this.flora.listsFail = unconfirmed;
		assertThatExceptionOfType(unconfirmed ? FloraStartUnconfirmedException.class : FloraServerException.class)
			.isThrownBy(() -> restarted.start(ORDER, ONCE));
		this.flora.listsFail = false;
		this.time.sleep(Duration.ofMinutes(1));
		for (int i = 0; i < 2; i++) {
			FloraStartUnconfirmedException again = unconfirmed(() -> TestStarters.resolve(restarted, kept));
			assertThat(FloraFailure.in(again)).isInstanceOf(FloraServerException.class);
			assertThat(again.candidates()).extracting(Generation::runId).isEqualTo(this.flora.charged());
		}
		restarted.end();
		FloraStartUnconfirmedException closing = copy(unconfirmed(() -> TestStarters.resolve(restarted, kept)));
		unconfirmed(() -> TestStarters.resolve(this.flora.starter(TIMEOUT), closing));
		assertThat(this.flora.charged()).hasSize(1);
	}

	/** Whoever is given the exception has to list runs first. */
	@Test
	void startOfAnotherProcessThatIsNotAskedForTellsThatFloraHasFailedHere() {
		this.flora.listLag = Duration.ofSeconds(20);
		this.flora.answer(List.of(Reply.LOST_BEFORE, Reply.FAILED_WITH_RUN));
		FloraStartUnconfirmedException kept = copy(unconfirmed(() -> this.starter.start(ORDER, ONCE)));
		RunStarter restarted = this.flora.starter(TIMEOUT);
		assertThatExceptionOfType(FloraServerException.class).isThrownBy(() -> restarted.start(ORDER, ONCE));
		this.time.sleep(Duration.ofMinutes(1));
		this.flora.listsFail = true;
		this.flora.tellsTime = false;
		FloraStartUnconfirmedException notAsked = unconfirmed(() -> TestStarters.resolve(restarted, kept));
		restarted.end();
		FloraStartUnconfirmedException closing = unconfirmed(() -> TestStarters.resolve(restarted, kept));
		assertThat(List.of(notAsked, closing))
			.allSatisfy((end) -> assertThat(FloraFailure.in(end)).isInstanceOf(FloraServerException.class));
		assertThat(this.flora.posts).hasSize(2);
	}

	/** The other process knows more of it than this one, which has begun it. */
	@Test
	void startThatFloraHasFailedInAnotherProcessSinceIsLookedForFirst() {
		this.flora.answer(List.of(Reply.LOST_BEFORE, Reply.FAILED_WITH_RUN));
		FloraStartUnconfirmedException first = unconfirmed(() -> this.starter.start(REQUEST, ONCE));
		this.time.sleep(Duration.ofMinutes(1));
		this.flora.listsFailAfter = 1;
		RunStarter other = this.flora.starter(TIMEOUT);
		FloraStartUnconfirmedException second = copy(unconfirmed(() -> TestStarters.resolve(other, first)));
		assertThat(this.flora.charged()).hasSize(1);
		this.flora.listsFailAfter = Integer.MAX_VALUE;
		this.time.sleep(Duration.ofMinutes(1));
		FloraStartUnconfirmedException third = unconfirmed(() -> TestStarters.resolve(this.starter, second));
		assertThat(third.candidates()).extracting(Generation::runId).isEqualTo(this.flora.charged());
		assertThat(this.flora.charged()).hasSize(1);
	}

	/** A table of jobs may hold an older exception. */
	@Test
	void copyOfAnOlderExceptionDoesNotHideTheCandidatesThatListsLackNow() {
		this.flora.answer(List.of(Reply.LOST_BEFORE, Reply.FAILED_WITH_RUN));
		FloraStartUnconfirmedException first = unconfirmed(() -> this.starter.start(REQUEST, ONCE));
		this.time.sleep(Duration.ofMinutes(1));
		unconfirmed(() -> TestStarters.resolve(this.starter, first));
		this.flora.neverListsOwn = true;
		FloraStartUnconfirmedException last = unconfirmed(() -> TestStarters.resolve(this.starter, copy(first)));
		assertThat(last.candidates()).extracting(Generation::runId).isEqualTo(this.flora.charged());
		assertThat(this.flora.charged()).hasSize(1);
	}

	/** A run of somebody else's would seem to be that of the corrected order. */
	@Test
	void floraFailureAtAnOrderIsNotToldOfTheCorrectedOne() {
		this.flora.answer(List.of(Reply.FAILED));
		assertThatExceptionOfType(FloraServerException.class).isThrownBy(() -> this.starter.start(ORDER, ONCE));
		this.time.sleep(Duration.ofMinutes(10));
		this.flora.answer(Collections.nCopies(50, Reply.LOST_BEFORE));
		FloraStartUnconfirmedException doubt = unconfirmed(() -> this.starter.start(CORRECTED, ONCE));
		FloraStartUnconfirmedException again = unconfirmed(() -> TestStarters.resolve(this.starter, doubt));
		this.starter.end();
		FloraStartUnconfirmedException closing = unconfirmed(() -> TestStarters.resolve(this.starter, doubt));
		FloraStartUnconfirmedException notSent = unconfirmed(() -> this.starter.start(CORRECTED, ONCE));
		assertThat(List.of(doubt, again, closing, notSent))
			.allSatisfy((end) -> assertThat(end).hasNoSuppressedExceptions());
		this.time.sleep(Duration.ofMinutes(1));
		this.flora.stranger();
		this.time.sleep(Duration.ofMinutes(1));
		RunStarter other = this.flora.starter(TIMEOUT);
		this.flora.answerFirst(List.of(Reply.NORMAL));
		StartedRun run = TestStarters.resolve(other, copy(closing)).run();
		assertThat(this.flora.charged()).containsExactly(run.runId());
	}

	/** FLORA may have made its run: under another key, it would be charged again. */
	@Test
	void anotherKeyIsNotAdvisedForAnOrderAtWhichFloraHasFailed() {
		this.flora.answer(List.of(Reply.FAILED, Reply.LOST_BEFORE));
		assertThatExceptionOfType(FloraServerException.class).isThrownBy(() -> this.starter.start(ORDER, ONCE));
		unconfirmed(() -> this.starter.start(CORRECTED, ONCE));
		assertThatExceptionOfType(FloraRequestRefusedException.class).isThrownBy(() -> this.starter.start(ORDER, ONCE))
			.withMessageContaining("FLORA has failed at this one before")
			.withMessageNotContaining("another key");
	}

	@Test
	void floraFailureAtAnotherOrderHereDoesNotKeepAnotherProcessesStartFromBeingResolved() {
		this.flora.answer(List.of(Reply.FAILED, Reply.LOST_BEFORE));
		assertThatExceptionOfType(FloraServerException.class).isThrownBy(() -> this.starter.start(ORDER, ONCE));
		this.time.sleep(Duration.ofMinutes(10));
		RunStarter other = this.flora.starter(TIMEOUT);
		FloraStartUnconfirmedException doubt = copy(unconfirmed(() -> other.start(CORRECTED, ONCE)));
		this.time.sleep(Duration.ofMinutes(1));
		this.flora.stranger();
		this.time.sleep(Duration.ofMinutes(1));
		StartedRun run = TestStarters.resolve(this.starter, doubt).run();
		assertThat(this.flora.charged()).containsExactly(run.runId());
	}

	@Test
	void whatIsKnownToBeAnotherTechniqueTellsNotOfFlorasFailureAtTheFirstOne() {
		this.flora.answer(List.of(Reply.FAILED, Reply.LOST_BEFORE));
		assertThatExceptionOfType(FloraServerException.class)
			.isThrownBy(() -> fitAndStart(this.starter, shots("tech_1").input("mood", "warm").build(), MOOD));
		TechniqueOrder second = new TechniqueOrder(shots("tech_2").input("mood", "warm").build());
		unconfirmed(() -> this.starter.fitAndStart(second, (deadline) -> second, ONCE));
		FloraStartUnconfirmedException notFitted = unconfirmed(() -> this.starter
			.fitAndStart(new TechniqueOrder(shots("second").input("mood", "warm").build()), (deadline) -> {
				throw new FloraConnectionException("Technique second: no connection", null);
			}, ONCE));
		assertThat(notFitted).hasMessageContaining("cannot be told now").hasNoSuppressedExceptions();
		TechniqueOrder third = new TechniqueOrder(shots("tech_3").input("mood", "warm").build());
		assertThatExceptionOfType(FloraRequestRefusedException.class)
			.isThrownBy(() -> this.starter.fitAndStart(third, (deadline) -> third, ONCE))
			.satisfies((ex) -> assertThat(ex).hasNoSuppressedExceptions());
	}

	@Test
	void keyOfATechniqueIsAnotherOneInAnotherWorkspace() {
		TechniqueRequest request = TechniqueRequest.of("tech_1").idempotencyKey("order-4711").build();
		this.flora.answer(List.of(Reply.LOST_BEFORE, Reply.NORMAL));
		unconfirmed(() -> this.starter.start(new TechniqueOrder(request), ONCE));
		this.starter.start(new TechniqueOrder(request.toBuilder().workspaceId("ws_2").build()), ONCE);
		assertThat(this.flora.posts).hasSize(2);
	}

	@Test
	void restartWithOtherCallbacksGoesOn() {
		RunStarter starter = starter(this.callbacks);
		this.flora.answer(List.of(Reply.LOST_BEFORE, Reply.UNAUTHORIZED));
		FloraStartUnconfirmedException doubt = copy(unconfirmed(() -> starter.start(ORDER, ONCE)));
		RunStarter restarted = starter(callbacks("https://other.example.com/flora"));
		unconfirmed(() -> TestStarters.resolve(restarted, doubt));
		StartedRun run = restarted.start(ORDER, RequestOptions.defaults()).run();
		assertThat(this.flora.charged()).containsExactly(run.runId());
	}

	/**
	 * The exception tells an imported picture by its link: another key might pay twice.
	 */
	@Test
	void restartedJobIsNotToldToUseAnotherKeyWhereItsOrderMayBeTheSame() {
		GenerationRequest sent = ORDER.toBuilder().fromImage(URI.create("https://cdn.example.com/1.png")).build();
		this.flora.answer(List.of(Reply.LOST_BEFORE, Reply.UNAUTHORIZED));
		FloraStartUnconfirmedException doubt = copy(unconfirmed(() -> this.starter.start(sent, ONCE)));
		RunStarter restarted = this.flora.starter(TIMEOUT);
		unconfirmed(() -> TestStarters.resolve(restarted, doubt));
		GenerationRequest order = ORDER.toBuilder().fromImage(URI.create("data:image/png;base64,AAAA")).build();
		assertThatExceptionOfType(FloraRequestRefusedException.class).isThrownBy(() -> restarted.start(order, ONCE))
			.withMessageContaining("cannot be told, since it tells its media by the links that were sent")
			.withMessageEndingWith("resolve that start.");
	}

	/** The run is older than what the other process has sent. */
	@Test
	void resolvingAnotherProcessesStartLooksForTheRunOfThisOnesWhoseMediaWereImported() {
		GenerationRequest asked = ORDER.toBuilder().fromImage(URI.create("data:image/png;base64,AAAA")).build();
		GenerationRequest sent = ORDER.toBuilder().fromImage(URI.create("https://cdn.example.com/1.png")).build();
		this.flora.listLag = Duration.ofSeconds(20);
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN, Reply.LOST_BEFORE));
		assertThatExceptionOfType(FloraServerException.class).isThrownBy(() -> importAndStart(asked, sent));
		RunStarter other = this.flora.starter(TIMEOUT);
		this.time.sleep(Duration.ofMinutes(1));
		FloraStartUnconfirmedException kept = copy(unconfirmed(() -> other.start(sent, ONCE)));
		FloraStartUnconfirmedException again = unconfirmed(() -> TestStarters.resolve(this.starter, kept));
		assertThat(again.candidates()).extracting(Generation::runId).isEqualTo(this.flora.charged());
		assertThat(this.flora.charged()).hasSize(1);
	}

	/** What the other process has sent, and FLORA has failed at, may be the same. */
	@Test
	void orderInDoubtWhoseMediaWereImportedIsLookedForFirstOnceFloraHasFailedAtOneThatMayBeTheSame() {
		GenerationRequest asked = ORDER.toBuilder().fromImage(URI.create("data:image/png;base64,AAAA")).build();
		GenerationRequest sent = ORDER.toBuilder().fromImage(URI.create("https://cdn.example.com/1.png")).build();
		RunStarter other = this.flora.starter(TIMEOUT);
		this.flora.listLag = Duration.ofSeconds(20);
		this.flora.answer(List.of(Reply.LOST_BEFORE, Reply.LOST_BEFORE, Reply.FAILED_WITH_RUN, Reply.UNAUTHORIZED));
		FloraStartUnconfirmedException kept = copy(unconfirmed(() -> other.start(sent, ONCE)));
		this.time.sleep(Duration.ofSeconds(10));
		unconfirmed(() -> importAndStart(asked, sent));
		this.time.sleep(Duration.ofSeconds(10));
		unconfirmed(() -> TestStarters.resolve(this.starter, kept));
		this.time.sleep(Duration.ofMinutes(1));
		FloraStartUnconfirmedException again = unconfirmed(() -> importAndStart(asked, sent));
		assertThat(again.candidates()).extracting(Generation::runId).isEqualTo(this.flora.charged());
		assertThat(this.flora.charged()).hasSize(1);
	}

	@Test
	void orderWithAnotherPictureIsAnotherOneThoughBothWereImported() {
		GenerationRequest asked = ORDER.toBuilder().fromImage(URI.create("data:image/png;base64,AAAA")).build();
		GenerationRequest corrected = ORDER.toBuilder().fromImage(URI.create("data:image/png;base64,BBBB")).build();
		GenerationRequest sent = ORDER.toBuilder().fromImage(URI.create("https://cdn.example.com/1.png")).build();
		this.flora.listLag = Duration.ofSeconds(20);
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN));
		assertThatExceptionOfType(FloraServerException.class).isThrownBy(() -> importAndStart(asked, sent));
		this.time.sleep(Duration.ofMinutes(1));
		assertThat(importAndStart(corrected, sent)).isEqualTo(this.flora.charged().get(0));
		assertThat(this.flora.charged()).hasSize(2);
	}

	@Test
	void deliveryBeforeARestartedJobRepeatsItsStartTellsTheRun() {
		RunStarter starter = starter(this.callbacks);
		this.flora.answer(List.of(Reply.LOST_AFTER));
		FloraStartUnconfirmedException doubt = copy(unconfirmed(() -> starter.start(ORDER, ONCE)));
		StartCallbacks callbacks = callbacks("https://app.example.com/flora");
		RunStarter restarted = starter(callbacks);
		callbacks.bind(this.flora.token(), this.flora.charged().get(0));
		assertThatExceptionOfType(FloraConflictException.class).isThrownBy(() -> restarted.start(ORDER, ONCE));
		assertThat(this.flora.charged()).containsExactly(TestStarters.resolve(restarted, doubt).run().runId());
	}

	@Test
	void deliveryIsNotLostToAStartUnderTheSameKeyInAnotherProject() {
		RunStarter starter = starter(this.callbacks);
		this.flora.answer(List.of(Reply.LOST_AFTER));
		unconfirmed(() -> starter.start(ORDER, ONCE));
		String run = this.flora.charged().get(0);
		this.callbacks.bind(this.flora.token(), run);
		this.flora.answer(List.of(Reply.NO_CREDITS));
		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> starter.start(ORDER.toBuilder().projectId("prj_2").build(), ONCE));
		assertThat(starter.start(ORDER, ONCE).run().runId()).isEqualTo(run);
	}

	@Test
	void startThatConflictsTakesNothingFromTheOneThatRuns() {
		RunStarter starter = starter(this.callbacks);
		String run = starter.start(ORDER.toBuilder().reference("first").build(), ONCE).run().runId();
		String token = this.flora.token();
		assertThatExceptionOfType(FloraConflictException.class)
			.isThrownBy(() -> starter.start(ORDER.toBuilder().reference("second").build(), ONCE));
		assertThat(this.callbacks.bind(token, run).reference()).isEqualTo("first");
		assertThat(this.callbacks.bind(token, "run_of_somebody_else")).isNull();
	}

	@Test
	void callThatGoesOnHasItsOwnReference() {
		RunStarter starter = starter(this.callbacks);
		this.flora.answer(List.of(Reply.LOST_BEFORE, Reply.LOST_BEFORE));
		FloraStartUnconfirmedException first = unconfirmed(
				() -> starter.start(ORDER.toBuilder().reference("first").build(), ONCE));
		FloraStartUnconfirmedException second = unconfirmed(
				() -> starter.start(ORDER.toBuilder().reference("second").build(), ONCE));
		assertThat(second.request().reference()).isEqualTo("second");
		this.time.sleep(Duration.ofMinutes(1));
		String another = this.flora.stranger();
		assertThat(this.callbacks.bind(this.flora.token(), another).reference()).isEqualTo("second");
		AcceptedStart accepted = TestStarters.resolve(starter, first);
		assertThat(accepted.order().request().reference()).isEqualTo("first");
		assertThat(this.flora.bodies).hasSize(3).containsOnly(this.flora.bodies.get(0));
	}

	@Test
	void callWithOneAttemptAsksOnce() {
		this.flora.answer(Collections.nCopies(9, Reply.LOST_BEFORE));
		unconfirmed(() -> this.starter.start(ORDER, ONCE));
		unconfirmed(() -> this.starter.start(ORDER, ONCE));
		assertThat(this.flora.posts).hasSize(2);
	}

	@Test
	void withdrawnStartDoesNotGoOn() {
		this.flora.answer(List.of(Reply.LOST_BEFORE));
		unconfirmed(() -> this.starter.start(ORDER, ONCE));
		assertThatExceptionOfType(WithdrawnException.class)
			.isThrownBy(() -> this.starter.forBatches().start(ORDER, false, () -> true));
		assertThat(this.flora.charged()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void listAfterFlorasFailureIsAsLateAsInTheFirstCall(boolean resolve) {
		this.flora.listLag = Duration.ofSeconds(2);
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN));
		FloraStartUnconfirmedException doubt = unconfirmed(() -> this.starter.start(ORDER, SHORT));
		assertThat(doubt).hasMessageContaining("no time left to list");
		long failed = this.time.nanoTime();
		List<Long> waits = new ArrayList<>();
		this.flora.beforeList = () -> waits.add(this.time.nanoTime() - failed);
		unconfirmed(() -> (resolve ? TestStarters.resolve(this.starter, doubt)
				: this.starter.start(ORDER, RequestOptions.defaults()))
			.run());
		assertThat(Duration.ofNanos(waits.get(0))).isBetween(Duration.ofMillis(2500), Duration.ofMillis(3500));
		assertThat(this.flora.charged()).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "FAILED_WITH_RUN", "SLOW_THEN_DONE" })
	void resolvingYesterdaysStartDoesNotForgetTodaysUnderTheSameKey(Reply today) {
		this.flora.answer(List.of(Reply.LOST_BEFORE));
		FloraStartUnconfirmedException yesterday = unconfirmed(() -> this.starter.start(ORDER, ONCE));
		this.time.sleep(Duration.ofHours(24));
		this.flora.answer(List.of(today));
		unconfirmed(() -> this.starter.start(ORDER, ONCE));
		unconfirmed(() -> TestStarters.resolve(this.starter, yesterday));
		unconfirmed(() -> this.starter.start(ORDER, RequestOptions.defaults()));
		this.time.sleep(Duration.ofMinutes(1));
		assertThat(this.flora.charged()).hasSize(1);
	}

	@Test
	void exceptionThatIsTooOldLeavesNothingBehind() {
		this.flora.answer(List.of(Reply.LOST_AFTER, Reply.UNAUTHORIZED));
		FloraStartUnconfirmedException old = unconfirmed(() -> this.starter.start(REQUEST, RequestOptions.defaults()));
		this.time.sleep(Duration.ofHours(26));
		RunStarter other = this.flora.starter(TIMEOUT);
		unconfirmed(() -> TestStarters.resolve(other, old));
		assertThat(other.forBatches().mayBeMixedUp(REQUEST)).isFalse();
		this.flora.answer(List.of(Reply.LOST_AFTER));
		assertThat(other.start(REQUEST, RequestOptions.defaults()).run().runId())
			.isEqualTo(this.flora.charged().get(0));
	}

	@Test
	void startOfAnotherClientHidesNoRunsOfOthersOnceItWasAskedFor() {
		this.flora.answer(List.of(Reply.LOST_AFTER));
		FloraStartUnconfirmedException doubt = unconfirmed(() -> this.starter.start(ORDER, ONCE));
		this.time.sleep(Duration.ofMinutes(20));
		RunStarter other = this.flora.starter(TIMEOUT);
		this.flora.answer(List.of(Reply.LOST_AFTER, Reply.UNAUTHORIZED));
		FloraStartUnconfirmedException own = unconfirmed(() -> other.start(REQUEST, RequestOptions.defaults()));
		this.time.sleep(Duration.ofMinutes(10));
		unconfirmed(() -> TestStarters.resolve(other, doubt));
		assertThat(TestStarters.resolve(other, own).run().runId()).isEqualTo(this.flora.charged().get(0));
	}

	@Test
	void exceptionOfACallThatFoundAnotherOneAskingIsTheClientsOwn() {
		this.flora.answer(List.of(Reply.LOST_BEFORE));
		FloraStartUnconfirmedException first = unconfirmed(() -> this.starter.start(REQUEST, ONCE));
		List<FloraStartUnconfirmedException> busy = new ArrayList<>();
		this.flora.answer(List.of(Reply.LOST_AFTER, Reply.UNAUTHORIZED));
		this.flora.afterPost = () -> busy.add(unconfirmed(() -> TestStarters.resolve(this.starter, first)));
		unconfirmed(() -> TestStarters.resolve(this.starter, first));
		assertThat(busy.get(0)).hasMessageContaining("another call is asking");
		this.time.sleep(Duration.ofMinutes(5));
		this.flora.stranger();
		this.time.sleep(Duration.ofMinutes(20));
		assertThat(this.flora.charged()).containsExactly(TestStarters.resolve(this.starter, busy.get(0)).run().runId());
	}

	@Test
	void copyOfAnExceptionLeadsToTheSameRunAndIsNotCountedAgain() {
		CountedStarts counted = new CountedStarts();
		this.flora.meters = counted;
		RunStarter starter = this.flora.starter(TIMEOUT);
		this.flora.answer(List.of(Reply.LOST_BEFORE, Reply.UNAUTHORIZED, Reply.UNAUTHORIZED));
		FloraStartUnconfirmedException first = unconfirmed(() -> starter.start(ORDER, ONCE));
		unconfirmed(() -> TestStarters.resolve(starter, copy(first)));
		unconfirmed(() -> starter.start(ORDER, ONCE));
		assertThat(counted.operations).containsExactly("create");
		StartedRun run = TestStarters.resolve(starter, copy(first)).run();
		assertThat(TestStarters.resolve(starter, first).run()).isEqualTo(run);
		assertThat(this.flora.charged()).containsExactly(run.runId());
	}

	/** The caller's list is the caller's: the start has been sent with what it held. */
	@Test
	void startThatIsResolvedIsTheOneThatWasSent() {
		List<String> images = new ArrayList<>(List.of("https://media.flora.ai/1.png"));
		GenerationRequest request = REQUEST.toBuilder().param("image_urls", images).build();
		this.flora.answer(List.of(Reply.LOST_BEFORE));
		FloraStartUnconfirmedException doubt = unconfirmed(() -> this.starter.start(request, ONCE));
		images.set(0, "https://media.flora.ai/2.png");
		TestStarters.resolve(this.starter, doubt);
		assertThat(this.flora.bodies).hasSize(2).containsOnly(this.flora.bodies.get(0));
	}

	@Test
	void copyOfAnExceptionDoesNotMakeTwoStartsOfOne() {
		this.flora.answer(List.of(Reply.LOST_AFTER));
		FloraStartUnconfirmedException first = unconfirmed(() -> this.starter.start(REQUEST, ONCE));
		this.time.sleep(Duration.ofMinutes(1));
		StartedRun run = TestStarters.resolve(this.starter, copy(first)).run();
		assertThat(this.flora.charged()).containsExactly(run.runId());
	}

	@Test
	void exceptionsDoNotGrowWithEachCall() {
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN));
		FloraStartUnconfirmedException first = unconfirmed(() -> this.starter.start(ORDER, RequestOptions.defaults()));
		FloraStartUnconfirmedException last = first;
		for (int i = 0; i < 100; i++) {
			this.time.sleep(Duration.ofSeconds(10));
			FloraStartUnconfirmedException previous = last;
			last = unconfirmed(() -> TestStarters.resolve(this.starter, previous));
		}
		assertThat(Stream.iterate((Throwable) last, (thrown) -> thrown != null, Throwable::getCause)).hasSize(2);
		assertThat(this.flora.charged()).hasSize(1);
	}

	private void assertRefused(StartOrder first, StartOrder second) {
		int posts = this.flora.posts.size();
		RunStarter starter = this.flora.starter(TIMEOUT);
		this.flora.answer(List.of(Reply.LOST_BEFORE));
		unconfirmed(() -> starter.start(first, ONCE));
		assertThatExceptionOfType(FloraRequestRefusedException.class).isThrownBy(() -> starter.start(second, ONCE))
			.withMessageContaining("belongs to the start of another request");
		assertThat(this.flora.posts).hasSize(posts + 1);
	}

	private void assertGoesOn(StartOrder first, StartOrder second) {
		this.flora.forgetKeys();
		this.flora.answer(List.of(Reply.LOST_BEFORE));
		unconfirmed(() -> this.starter.start(first, ONCE));
		StartedRun run = this.starter.start(second, ONCE).run();
		assertThat(this.flora.charged()).contains(run.runId());
	}

	private static GenerationRequest text(String prompt) {
		return GenerationRequest.text(prompt).toBuilder().idempotencyKey("order-4711").build();
	}

	private static TechniqueRequest.Builder shots(String technique) {
		return TechniqueRequest.of(technique).idempotencyKey("order-4711");
	}

	private static Technique technique(Slot input) {
		return Technique.builder().techniqueId("tech_1").inputs(input).build();
	}

	private String importAndStart(GenerationRequest asked, GenerationRequest sent) {
		StartOrder imported = new GenerationOrder(sent).in("ws_1", "prj_1");
		return this.starter.prepareAndSend(new GenerationOrder(asked), (order, deadline) -> imported, ONCE, () -> false)
			.run()
			.runId();
	}

	private static String fitAndStart(RunStarter starter, TechniqueRequest order, Slot input) {
		return starter
			.fitAndStart(new TechniqueOrder(order), (deadline) -> TechniqueInputs.fit(order, technique(input), null),
					ONCE)
			.run()
			.runId();
	}

	private AcceptedStart fitAndStart(ActionRequest order) {
		return this.starter.fitAndStart(new ActionOrder(order), (deadline) -> new ActionOrder(order), ONCE);
	}

	private static Slot mood(String id) {
		return Slot.of(id, OutputType.TEXT);
	}

	private static TechniqueOrder technique(Object... values) {
		return new TechniqueOrder(
				TechniqueRequest.of("tech_1").input("input", List.of(values)).idempotencyKey("order-4711").build());
	}

	private static ActionOrder action(Object... values) {
		return new ActionOrder(ActionRequest.of("resize")
			.projectId("prj_1")
			.input("input", List.of(values))
			.idempotencyKey("order-4711")
			.build());
	}

	private static TechniqueOrder technique(OutputType type, Object value) {
		Input input = new Input("input", type, List.of(value), false);
		return new TechniqueOrder(technique().request().toBuilder().inputs(List.of(input)).build());
	}

	private static ActionOrder action(String type, Object value) {
		ActionRequest.Input input = new ActionRequest.Input("input", type, List.of(value));
		return new ActionOrder(action().request().toBuilder().inputs(List.of(input)).build());
	}

	private static StartCallbacks callbacks(String url) {
		return new StartCallbacks(new CallbackUrls(URI.create(url), List.of("whsec_1")));
	}

	private RunStarter starter(StartCallbacks callbacks) {
		return this.flora.starter(TIMEOUT, RetrySettings.defaults(), callbacks);
	}

	private static GenerationRequest image(String url) {
		return ORDER.toBuilder().fromImages(URI.create(url)).build();
	}

	/** As a table of jobs keeps it. */
	private static FloraStartUnconfirmedException copy(FloraStartUnconfirmedException exception) {
		try {
			ByteArrayOutputStream bytes = new ByteArrayOutputStream();
			try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
				out.writeObject(exception);
			}
			try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
				return (FloraStartUnconfirmedException) in.readObject();
			}
		}
		catch (IOException | ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static FloraStartUnconfirmedException unconfirmed(Runnable call) {
		FloraStartUnconfirmedException thrown = catchThrowableOfType(FloraStartUnconfirmedException.class, call::run);
		assertThat(thrown).isNotNull();
		return thrown;
	}

}
