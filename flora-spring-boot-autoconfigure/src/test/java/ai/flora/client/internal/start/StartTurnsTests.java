package ai.flora.client.internal.start;

import java.time.Duration;

import ai.flora.client.FloraConnectionException;
import ai.flora.client.FloraInterruptedException;
import ai.flora.client.FloraTimeoutException;
import ai.flora.client.internal.RunKind;
import ai.flora.client.internal.time.Deadline;
import ai.flora.client.internal.time.VirtualTiming;
import ai.flora.client.internal.transport.SettingNames;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link StartTurns}.
 */
class StartTurnsTests {

	private static final StartKey KEY = new StartKey(new KindAndProject(RunKind.GENERATION, "prj_1"), "ws_1",
			"order-4711");

	private final VirtualTiming time = new VirtualTiming();

	private final StartTurns turns = new StartTurns(this.time, SettingNames.OF_BUILDER);

	private final Deadline deadline = Deadline.in(Duration.ofMinutes(1), this.time);

	@Test
	void oneCallAtATimeHasTheTurn() {
		this.turns.take(KEY, this.deadline);
		assertThat(this.turns.tryTake(KEY)).isFalse();
		assertThat(this.turns.tryTake(new StartKey(KEY.runs(), "ws_1", "order-4712"))).isTrue();
		assertThat(this.turns.tryTake(new StartKey(new KindAndProject(RunKind.GENERATION, "prj_2"), "ws_1", KEY.key())))
			.isTrue();
		this.turns.end(KEY);
		assertThat(this.turns.tryTake(KEY)).isTrue();
	}

	@Test
	void waitEndsWithTheTimeOfTheCallOrAnInterrupt() {
		this.turns.take(KEY, this.deadline);
		Deadline passed = Deadline.in(Duration.ofSeconds(10), this.time);
		this.time.sleep(Duration.ofMillis(9001));
		assertThatExceptionOfType(FloraTimeoutException.class).isThrownBy(() -> this.turns.take(KEY, passed))
			.withMessageContaining("Nothing was sent")
			.withMessageEndingWith("A longer one is FloraClientBuilder.callTimeout or RequestOptions.withTimeout.");
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(FloraInterruptedException.class).isThrownBy(() -> this.turns.take(KEY, this.deadline))
			.withMessageContaining("Nothing was sent");
		assertThat(Thread.interrupted()).isTrue();
		this.turns.end(KEY);
		assertThatCode(() -> this.turns.take(KEY, this.deadline)).doesNotThrowAnyException();
	}

	@Test
	void closeIsNotCalledAnInterrupt() {
		this.turns.take(KEY, this.deadline);
		this.time.close();
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(FloraConnectionException.class).isThrownBy(() -> this.turns.take(KEY, this.deadline))
			.withMessageContaining(
					"being closed, as is the application that it belongs to. Nothing was sent for this one");
		assertThat(Thread.interrupted()).isTrue();
	}

}
