package ai.flora.client.internal.start;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import ai.flora.client.FloraConnectionException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RequestOptions;
import ai.flora.client.internal.start.VirtualFlora.Reply;
import ai.flora.client.internal.transport.VirtualTiming;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Starts of a client that is being drained, in virtual time.
 */
class EndingStartTests {

	private final VirtualTiming timing = new VirtualTiming();

	private final VirtualFlora flora = new VirtualFlora(this.timing);

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

	@ParameterizedTest
	@EnumSource(names = { "NORMAL", "LOST_AFTER" })
	void startThatMayHaveStartedARunIsWaitedFor(Reply reply) {
		this.flora.answer(List.of(reply));
		List<Boolean> ended = new ArrayList<>();
		this.flora.afterPost = () -> {
			this.starter.end();
			ended.add(this.starter.awaitEnd(Duration.ZERO));
		};
		this.timing.in(Duration.ofSeconds(1), () -> ended.add(this.starter.awaitEnd(Duration.ZERO)));
		this.starter.start(GenerationRequest.image("A harbour"), RequestOptions.defaults());
		assertThat(ended).isNotEmpty().containsOnly(false);
		assertThat(this.starter.awaitEnd(Duration.ZERO)).isTrue();
	}

	/** It will be refused after its wait, however long that is. */
	@Test
	void startThatHasStartedNothingAndWaitsIsNotWaitedFor() {
		this.flora.answer(List.of(Reply.RATE_LIMITED));
		AtomicBoolean ended = new AtomicBoolean();
		this.flora.afterPost = () -> this.timing.in(Duration.ofSeconds(1), () -> {
			this.starter.end();
			ended.set(this.starter.awaitEnd(Duration.ZERO));
		});
		assertThatExceptionOfType(FloraConnectionException.class)
			.isThrownBy(() -> this.starter.start(GenerationRequest.image("A harbour"), RequestOptions.defaults()))
			.withMessageContaining("It is not sent again");
		assertThat(ended).isTrue();
		assertThat(this.starter.awaitEnd(Duration.ZERO)).isTrue();
	}

}
