package ai.flora.client.internal.start;

import java.time.Duration;
import java.util.List;

import ai.flora.client.FloraConnectionException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RequestOptions;
import ai.flora.client.internal.start.VirtualFlora.Reply;
import ai.flora.client.internal.transport.VirtualTiming;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Starts of a client that is being drained, in virtual time.
 */
class EndingStartTests {

	private final VirtualFlora flora = new VirtualFlora(new VirtualTiming());

	private final RunStarter starter = this.flora.starter(Duration.ofMinutes(2));

	/** It may have started nothing so far, so that to send it again starts a run. */
	@ParameterizedTest
	@EnumSource(names = { "RATE_LIMITED", "FAILED" })
	void startThatWasRefusedIsNotSentAgain(Reply refusal) {
		this.flora.answer(List.of(refusal));
		this.flora.afterPost = this.starter::end;
		assertThatExceptionOfType(FloraConnectionException.class)
			.isThrownBy(() -> this.starter.start(GenerationRequest.image("A harbour"), RequestOptions.defaults()))
			.withMessageContaining("being closed")
			.withMessageContaining("It is not sent again")
			.satisfies((ex) -> assertThat(String.valueOf(ex.getMessage()).contains("nothing was started"))
				.isEqualTo(refusal == Reply.RATE_LIMITED));
		assertThat(this.flora.charged()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(names = { "LOST_BEFORE", "LOST_AFTER" })
	void startInDoubtIsAskedAbout(Reply loss) {
		this.flora.answer(List.of(loss));
		this.flora.afterPost = this.starter::end;
		String runId = this.starter.start(GenerationRequest.image("A harbour"), RequestOptions.defaults())
			.run()
			.runId();
		assertThat(this.flora.charged()).containsExactly(runId);
	}

}
