package ai.flora.client.internal.follow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import ai.flora.client.internal.EventRefusedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The end of a follower: what it takes, what it tells, and what it says of the rest.
 */
@ExtendWith(OutputCaptureExtension.class)
class FollowDrainTests extends AbstractFollowTests {

	private final List<Runnable> events = new ArrayList<>();

	private final List<String> told = new ArrayList<>();

	private boolean refuses;

	private final RunFollower drained = follower().events(this.events::add).ended((event) -> {
		if (this.refuses) {
			throw new EventRefusedException();
		}
		this.told.add(event.runId());
	}).build();

	@Test
	void drainEndsOnceWhatWasTakenIsTold(CapturedOutput output) {
		this.runs.run("run_1", Duration.ofSeconds(5));
		this.runs.run("run_2", Duration.ofSeconds(5));
		assertThat(this.drained.endReported("run_1", null)).isTrue();
		assertThat(this.drained.drain(Duration.ZERO)).isFalse();
		assertThat(this.drained.endReported("run_2", null)).isFalse();
		advance(60);
		assertThat(this.drained.drain(Duration.ZERO)).as("seen, but not told").isFalse();
		this.events.forEach(Runnable::run);
		assertThat(this.drained.drain(Duration.ofDays(1))).isTrue();
		assertThat(this.told).containsExactly("run_1");
		this.drained.close();
		assertThat(output).doesNotContain("follows no more");
	}

	@Test
	void listenerThatDrainsDoesNotWaitForItself(CapturedOutput output) {
		List<Boolean> drained = new ArrayList<>();
		RunFollower[] ending = new RunFollower[1];
		ending[0] = follower().ended((event) -> {
			drained.add(ending[0].drain(Duration.ofDays(1)));
			ending[0].close();
		}).build();
		this.runs.run("run_1", Duration.ofSeconds(5));
		ending[0].follow("run_1");
		advance(60);
		assertThat(drained).containsExactly(true);
		assertThat(output).doesNotContain("follows no more");
	}

	@Test
	void closeNamesWhatIsLeft(CapturedOutput output) {
		for (int i = 1; i <= 3; i++) {
			this.runs.run("run_" + i, Duration.ofSeconds((i == 3) ? 1 : 3600));
		}
		this.drained.follow(started("run_1", 3600), origin("prj_1", "model-a"), null);
		this.drained.endReported("run_2", null);
		this.drained.endReported("run_3", null);
		advance(30);
		this.drained.close();
		this.drained.close();
		assertThat(output.getAll().lines().filter((line) -> line.contains("follows no more"))).singleElement()
			.asString()
			.contains("go on at FLORA, which charges them: run_1.")
			.contains("were not seen ended: run_2.")
			.contains("was not told: run_3.");
		this.events.forEach(Runnable::run);
		assertThat(this.told).isEmpty();
		assertThat(this.drained.drain(Duration.ofDays(1))).isFalse();
	}

	@Test
	void listenerWhoseOwnWaitIsCancelledHasFailed(CapturedOutput output) {
		RunFollower follower = follower().ended((event) -> {
			CompletableFuture<String> upload = new CompletableFuture<>();
			upload.cancel(true);
			upload.join();
		}).build();
		this.runs.run("run_1", Duration.ofSeconds(1));
		follower.follow("run_1");
		advance(30);
		assertThat(output).contains("What was seen of a run could not be told").contains("CancellationException");
		follower.close();
		assertThat(output).doesNotContain("was not told");
	}

	@Test
	void endThatTheApplicationWouldNotHearIsNamed(CapturedOutput output) {
		this.runs.run("run_1", Duration.ofSeconds(1));
		this.drained.follow("run_1");
		advance(30);
		this.refuses = true;
		this.events.forEach(Runnable::run);
		assertThat(this.drained.drain(Duration.ZERO)).isTrue();
		this.drained.close();
		assertThat(output).contains("was not told: run_1.").doesNotContain("\tat ");
	}

}
