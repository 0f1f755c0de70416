package ai.flora.client.internal.start;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import ai.flora.client.FloraRequestRefusedException;
import ai.flora.client.FloraServerException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.FloraValidationException;
import ai.flora.client.OutputType;
import ai.flora.client.RequestOptions;
import ai.flora.client.RetrySettings;
import ai.flora.client.action.Action;
import ai.flora.client.action.ActionRequest;
import ai.flora.client.internal.RunOrigin;
import ai.flora.client.internal.action.ActionInputs;
import ai.flora.client.internal.action.ActionOrder;
import ai.flora.client.internal.callback.CallbackUrls;
import ai.flora.client.internal.callback.StartCallbacks;
import ai.flora.client.internal.start.VirtualFlora.Reply;
import ai.flora.client.internal.start.order.StartOrder;
import ai.flora.client.internal.technique.TechniqueInputs;
import ai.flora.client.internal.technique.TechniqueOrder;
import ai.flora.client.internal.time.VirtualTiming;
import ai.flora.client.technique.Technique;
import ai.flora.client.technique.Technique.Slot;
import ai.flora.client.technique.TechniqueRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What starts of techniques and actions have of their own.
 */
class StartKindsTests {

	private static final Technique TECHNIQUE = Technique.builder()
		.techniqueId("tech_1")
		.inputs(Slot.of("mood", OutputType.TEXT))
		.build();

	private static final TechniqueRequest REQUEST = TechniqueRequest.of("tech_1").input("mood", "warm").build();

	private static final ActionOrder ACTION = new ActionOrder(
			ActionRequest.of("resize-image-browser").input("image", "https://media.flora.ai/1.png").build());

	private final VirtualTiming time = new VirtualTiming();

	private final VirtualFlora flora = new VirtualFlora(this.time);

	private final RunStarter starter = this.flora.starter(Duration.ofMinutes(2));

	@Test
	void lostRunOfATechniqueIsFoundInTheListOfSuchRuns() {
		this.flora.answer(List.of(Reply.LOST_AFTER));
		AcceptedStart accepted = start(order(REQUEST));
		assertThat(accepted.run().runId()).isEqualTo("run_own1");
		assertThat(accepted.run().type()).isEqualTo("technique");
		assertThat(accepted.run().projectId()).isEqualTo("prj_1");
		assertThat(this.flora.charged()).containsExactly("run_own1");
		assertThat(this.flora.requests).contains("GET /technique-runs").doesNotContain("GET /generations");
		assertThat(new HashSet<>(this.flora.keys)).hasSize(1);
	}

	@Test
	void runOfAnotherTechniqueIsNotTaken() {
		this.flora.technique = "tech_2";
		this.flora.answer(List.of(Reply.LOST_AFTER));
		assertThatExceptionOfType(FloraStartUnconfirmedException.class).isThrownBy(() -> start(order(REQUEST)))
			.satisfies((ex) -> assertThat(ex.candidates()).isEmpty());
	}

	@Test
	void refusalOfATechniqueSaysNothingOfAnEarlierAttemptInDoubt() {
		this.flora.answer(List.of(Reply.LOST_BEFORE, Reply.INVALID));
		assertThatExceptionOfType(FloraStartUnconfirmedException.class).isThrownBy(() -> start(order(REQUEST)))
			.withCauseInstanceOf(FloraValidationException.class);
	}

	@Test
	void refusalOfATechniqueWithoutADoubtIsSure() {
		this.flora.answer(List.of(Reply.INVALID));
		assertThatExceptionOfType(FloraValidationException.class).isThrownBy(() -> start(order(REQUEST)));
		assertThat(this.flora.posts).hasSize(1);
	}

	@Test
	void nestedRouteHasItsKeyInTheBody() {
		this.flora.answer(List.of(Reply.LOST_AFTER));
		TechniqueOrder order = order(REQUEST.toBuilder().callbackUrl(URI.create("https://example.com/flora")).build());
		assertThat(start(order).run().runId()).isEqualTo("run_own1");
		assertThat(this.flora.requests).contains("POST /techniques/tech_1/runs").doesNotContain("POST /runs/technique");
		assertThat(new HashSet<>(this.flora.keys)).hasSize(1);
		assertThat(this.flora.bodies.get(0))
			.startsWith("{\"inputs\":[{\"id\":\"mood\",\"type\":\"text\",\"value\":\"warm\"}],\"mode\":\"async\","
					+ "\"callback_url\":\"https://example.com/flora\",\"idempotency_key\":\"");
	}

	@Test
	void deliveryThatComesBeforeTheResponseTellsTheRouteOfARunOfATechnique() {
		StartCallbacks callbacks = new StartCallbacks(
				new CallbackUrls(URI.create("https://app.example.com/flora"), List.of("whsec_1")));
		RunStarter starter = this.flora.starter(Duration.ofMinutes(2), RetrySettings.defaults(), callbacks);
		AtomicReference<RunOrigin> origin = new AtomicReference<>();
		this.flora.afterPost = () -> origin.set(callbacks.bind(this.flora.token(), "run_own1"));
		AcceptedStart accepted = starter.start(order(REQUEST), RequestOptions.defaults());
		assertThat(this.flora.requests).containsExactly("POST /techniques/tech_1/runs");
		assertThat(origin.get().place()).isEqualTo(accepted.order().place(accepted.run()));
		assertThat(origin.get().place().techniqueId()).isEqualTo("tech_1");
	}

	@Test
	void doubtOfATechniqueIsResolved() {
		this.flora.listsFailAfter = 0;
		this.flora.answer(List.of(Reply.LOST_AFTER));
		FloraStartUnconfirmedException doubt = catchThrowableOfType(FloraStartUnconfirmedException.class,
				() -> start(order(REQUEST)));
		this.flora.listsFailAfter = Integer.MAX_VALUE;
		TechniqueOrder order = TechniqueOrder.of(doubt);
		assertThat(this.starter.resolve(doubt, order).run().runId()).isEqualTo("run_own1");
		assertThat(this.starter.resolve(doubt, order).run().runId()).isEqualTo("run_own1");
		assertThat(this.flora.charged()).hasSize(1);
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> TestStarters.resolve(this.starter, doubt).run())
			.withMessageContaining("by the client that started it");
	}

	@Test
	void lostRunOfAnActionIsNotSearchedFor() {
		this.flora.answer(List.of(Reply.LOST_AFTER));
		assertThatExceptionOfType(FloraStartUnconfirmedException.class).isThrownBy(() -> start(ACTION))
			.withMessageContaining("FLORA does not list runs of this kind");
		assertThat(this.flora.lists()).isZero();
		assertThat(this.flora.charged()).hasSize(1);
	}

	/** Another list tells the time. */
	@Test
	void doubtOfAnActionIsResolvedByAnotherInstance() {
		this.flora.answer(List.of(Reply.LOST_BEFORE));
		FloraStartUnconfirmedException doubt = catchThrowableOfType(FloraStartUnconfirmedException.class,
				() -> this.starter.start(ACTION, RequestOptions.defaults().withMaxAttempts(1)));
		RunStarter other = this.flora.starter(Duration.ofMinutes(2));
		assertThat(other.resolve(doubt, ActionOrder.of(doubt)).run().runId()).isEqualTo("run_own1");
		assertThat(this.flora.requests).contains("GET /generations");
	}

	@Test
	void actionIsNotSentAgainWhereAListWouldHaveToTell() {
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN));
		assertThatExceptionOfType(FloraStartUnconfirmedException.class).isThrownBy(() -> start(ACTION))
			.withCauseInstanceOf(FloraServerException.class);
		assertThat(this.flora.posts).hasSize(1);
		assertThat(this.flora.lists()).isZero();
	}

	/** FLORA's form of an input has a type, and an empty one is none. */
	@ParameterizedTest
	@CsvSource({ "a text, '\"type\":\"text\",\"text\":\"a text\"', false",
			"https://media.flora.ai/1.PNG?x=1, '\"type\":\"image\",\"url\":', true",
			"https://media.flora.ai/1.jpeg, '\"type\":\"image\",\"url\":', true",
			"https://media.flora.ai/1.mp4, '\"type\":\"video\",\"url\":', true",
			"https://media.flora.ai/1.mp3, '\"type\":\"audio\",\"url\":', true",
			"https://media.flora.ai/1.pdf, '[{\"url\":', true", "https://media.flora.ai/1, '[{\"url\":', true" })
	void valueTellsItsTypeWhereTheActionDoesNot(String value, String sent, boolean link) {
		Action action = Action.builder().actionId("resize").inputs(Action.Slot.of("input", "")).build();
		ActionRequest.Builder request = ActionRequest.of("resize");
		start(ActionInputs
			.fit((link ? request.input("input", URI.create(value)) : request.input("input", value)).build(), action));
		assertThat(this.flora.bodies.get(0)).contains(sent).contains("\"name\":\"input\"}]");
	}

	@Test
	void inputWhoseTypeFloraLeftOutTakesAValue() {
		Action action = Action.builder().actionId("resize").inputs(Action.Slot.of("input", "")).build();
		assertThatExceptionOfType(FloraRequestRefusedException.class)
			.isThrownBy(() -> ActionInputs.fit(ActionRequest.of("resize").build(), action))
			.withMessageContaining("it takes a value, and is not optional");
	}

	@Test
	void actionThatWasNotReceivedIsSentAgain() {
		this.flora.answer(List.of(Reply.LOST_BEFORE));
		assertThat(start(ACTION).run().runId()).isEqualTo("run_own1");
	}

	/** A third of the answers get lost, before FLORA or after it. */
	@Test
	void threeHundredTechniquesAreChargedOnceAndGivenTheirOwnRun() {
		List<String> given = new ArrayList<>();
		for (int i = 0; i < 300; i++) {
			if (i % 3 == 0) {
				this.flora.answer(List.of((i % 2 == 0) ? Reply.LOST_AFTER : Reply.GATEWAY_AFTER));
			}
			given.add(start(order(REQUEST)).run().runId());
		}
		assertThat(given).doesNotHaveDuplicates().hasSize(300);
		assertThat(this.flora.charged()).containsExactlyInAnyOrderElementsOf(given);
	}

	private TechniqueOrder order(TechniqueRequest request) {
		return TechniqueInputs.fit(request, TECHNIQUE, null);
	}

	private AcceptedStart start(StartOrder order) {
		return this.starter.start(order, RequestOptions.defaults());
	}

}
