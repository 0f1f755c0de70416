package ai.flora.client.internal.start;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

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
		.build(this.time);

	private final QuoteSender quotes = new QuoteSender(this.transport, () -> {
	});

	@Test
	void quoteWhoseResponseIsLostIsNoneAndObservedAsABrokenConnection() {
		assertThat(send()).isNull();
		assertThat(this.quotes.hasEnded()).isTrue();
		assertThat(this.inDoubt).isTrue();
		TestObservationRegistryAssert.assertThat(this.observations)
			.hasObservationWithNameEqualTo("flora.client.requests")
			.that()
			.hasLowCardinalityKeyValue("operation", "models.estimate")
			.hasLowCardinalityKeyValue("outcome", "CONNECTION_ERROR");
		assertThat(this.transport.history().failure()).isNotNull();
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

	private @Nullable Quote send() {
		return this.quotes.send(REQUEST, Deadline.in(Duration.ofMinutes(1), this.time), () -> this.inDoubt.set(true));
	}

}
