package ai.flora.client.internal.start;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import ai.flora.client.FloraConnectionException;
import ai.flora.client.FloraInterruptedException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.internal.operation.Quote;
import ai.flora.client.internal.time.Deadline;
import ai.flora.client.internal.time.VirtualTiming;
import ai.flora.client.internal.transport.FloraTransport;
import ai.flora.client.internal.transport.OneAnswer;
import ai.flora.client.internal.transport.TestTransports;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Quotes that do not come.
 */
@ExtendWith(OutputCaptureExtension.class)
class QuoteSenderTests {

	private static final GenerationRequest REQUEST = GenerationRequest.image("A harbour")
		.toBuilder()
		.workspaceId("ws_1")
		.projectId("prj_1")
		.build();

	private static final String PRICE = "{\"estimated_cost\":0.05}";

	private final VirtualTiming time = new VirtualTiming();

	private final TestObservationRegistry observations = TestObservationRegistry.create();

	private final OneAnswer flora = new OneAnswer();

	private final AtomicBoolean inDoubt = new AtomicBoolean();

	private final FloraTransport transport = TestTransports
		.of("https://app.flora.ai/api/v1", () -> this.flora, Duration.ofSeconds(1))
		.apiKey("sk_live_1")
		.observations(this.observations)
		.customize((builder) -> builder.requestInterceptor((request, body, execution) -> {
			Runnable once = this.whileAsked;
			this.whileAsked = () -> {
			};
			once.run();
			return execution.execute(request, body);
		}))
		.build(this.time);

	/** What happens once, while FLORA is asked. */
	private Runnable whileAsked = () -> {
	};

	private final QuoteSender quotes = new QuoteSender(this.transport, () -> {
	});

	@Test
	void quoteWhoseResponseIsLostIsNoneAndObservedAsABrokenConnection(CapturedOutput output) {
		assertThat(send()).isNull();
		assertThat(this.quotes.hasEnded()).isTrue();
		assertThat(this.inDoubt).isTrue();
		TestObservationRegistryAssert.assertThat(this.observations)
			.hasObservationWithNameEqualTo("flora.client.requests")
			.that()
			.hasLowCardinalityKeyValue("operation", "models.estimate")
			.hasLowCardinalityKeyValue("outcome", "CONNECTION_ERROR");
		assertThat(this.transport.history().failure()).isNotNull();
		assertThat(output).containsPattern("WARN.*its answer is lost.*the idempotency key was [0-9a-f-]{36}");
	}

	@Test
	void callerWhoIsInterruptedIsToldSo() {
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(FloraInterruptedException.class).isThrownBy(() -> send());
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.quotes.hasEnded()).isFalse();
	}

	@Test
	void callerOfAClosedClientIsToldSo() {
		this.transport.close();
		assertThatExceptionOfType(FloraConnectionException.class).isThrownBy(() -> send());
		assertThat(this.quotes.hasEnded()).isFalse();
	}

	@Test
	void quoteThatIsLostAfterAPriceWasToldStartsNothing(CapturedOutput output) {
		this.flora.answer(200, PRICE);
		assertThat(send()).isNotNull();
		this.flora.loseAnswers();
		assertThat(send()).isNull();
		assertThat(this.inDoubt).isFalse();
		assertThat(output).doesNotContain("WARN");
		this.flora.answer(200, PRICE);
		assertThat(send()).as("quotes have not ended").isNotNull();
	}

	@Test
	void quoteThatFloraDoesNotKnowIsTheLast(CapturedOutput output) {
		this.flora.answer(400, refusal("quote"));
		assertThat(send()).isNull();
		assertThat(this.quotes.hasEnded()).isTrue();
		assertThat(this.inDoubt).isFalse();
		assertThat(output).contains("FLORA does not know quotes");
	}

	@Test
	void quoteThatIsRefusedForAnotherReasonIsNotTheLast() {
		this.flora.answer(400, refusal("prompt"));
		assertThat(send()).isNull();
		this.flora.answer(429, "{}");
		assertThat(send()).isNull();
		this.flora.answer(200, PRICE);
		assertThat(send()).isNotNull();
	}

	private static String refusal(String field) {
		return "{\"error\":{\"code\":\"input_validation_error\",\"message\":\"No.\",\"fields\":[{\"field\":\"" + field
				+ "\",\"message\":\"Unrecognized\"}]}}";
	}

	/** Each might start a run of its own. */
	@Test
	void untilAPriceIsToldOneIsAskedForAtATime() {
		this.flora.answer(200, PRICE);
		List<Boolean> others = new ArrayList<>();
		this.whileAsked = () -> others.add(elsewhere(() -> send(REQUEST, Duration.ZERO)) != null);
		assertThat(send()).isNotNull();
		assertThat(others).containsExactly(false);
		assertThat(this.flora.requests()).isOne();
		this.whileAsked = () -> others.add(elsewhere(() -> send()) != null);
		assertThat(send()).isNotNull();
		assertThat(others).containsExactly(false, true);
	}

	@Test
	void quoteThatEndsWithoutAPriceLetsOthersAsk() {
		this.flora.answer(429, "{}");
		assertThat(send()).isNull();
		GenerationRequest unwritable = REQUEST.toBuilder().param("size", new Unwritable()).build();
		assertThatIllegalArgumentException().isThrownBy(() -> send(unwritable, Duration.ofMinutes(1)));
		this.flora.answer(200, PRICE);
		assertThat(elsewhere(() -> send())).isNotNull();
	}

	/** What a call on another thread returns. */
	private static @Nullable Quote elsewhere(Supplier<@Nullable Quote> call) {
		return CompletableFuture.supplyAsync(call, (task) -> new Thread(task).start())
			.orTimeout(10, TimeUnit.SECONDS)
			.join();
	}

	private @Nullable Quote send() {
		return send(REQUEST, Duration.ofMinutes(1));
	}

	private @Nullable Quote send(GenerationRequest request, Duration timeout) {
		return this.quotes.send(request, Deadline.in(timeout, this.time), () -> this.inDoubt.set(true));
	}

	/** What an application might pass by mistake. */
	private static final class Unwritable {

		@SuppressWarnings("unused")
		public String getSize() {
			throw new IllegalStateException("not loaded");
		}

	}

}
