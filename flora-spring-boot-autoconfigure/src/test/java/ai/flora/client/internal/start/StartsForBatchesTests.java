package ai.flora.client.internal.start;

import java.time.Duration;

import ai.flora.client.FloraRequestRefusedException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.internal.start.order.ClientDefaults;
import ai.flora.client.internal.time.VirtualTiming;
import ai.flora.client.internal.transport.FloraTransport;
import ai.flora.client.internal.transport.OneAnswer;
import ai.flora.client.internal.transport.TestTransports;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link StartsForBatches}: which items are refused before they are sent.
 */
class StartsForBatchesTests {

	private static final GenerationRequest REQUEST = GenerationRequest.image("A harbour");

	private final OneAnswer flora = new OneAnswer();

	private final FloraTransport transport = TestTransports
		.of("https://app.flora.ai/api/v1", () -> this.flora, Duration.ofSeconds(1))
		.build(new VirtualTiming());

	/** The models of a batch are asked for once, not once more for each item. */
	@Test
	void itemIsCheckedUnlessItsBatchHasCheckedIt() {
		this.flora.answer(201, "{\"run_id\":\"run_1\"}");
		StartsForBatches starts = starts("prj_1");
		assertThatExceptionOfType(FloraRequestRefusedException.class)
			.isThrownBy(() -> starts.start(REQUEST, false, () -> false));
		assertThat(this.flora.requests()).isZero();
		assertThat(starts.start(REQUEST, true, () -> false).run().runId()).isEqualTo("run_1");
	}

	@Test
	void itemWithoutAProjectIsRefusedWithoutARequest() {
		StartsForBatches starts = starts(null);
		assertThatIllegalArgumentException().isThrownBy(() -> starts.verify(REQUEST))
			.withMessageContaining("flora.project-id");
		starts.verify(REQUEST.toBuilder().projectId("prj_1").build());
		assertThat(this.flora.requests()).isZero();
	}

	private StartsForBatches starts(@Nullable String projectId) {
		return new RunStarter(this.transport,
				TestStarters.defaults(this.transport, new ClientDefaults("ws_1", projectId)), null,
				(request, deadline) -> {
					throw new FloraRequestRefusedException("No such model");
				}, (request, deadline) -> request)
			.forBatches();
	}

}
