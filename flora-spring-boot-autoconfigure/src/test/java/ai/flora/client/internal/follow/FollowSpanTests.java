package ai.flora.client.internal.follow;

import java.time.Duration;
import java.util.List;

import ai.flora.client.Run;
import ai.flora.client.RunHandle;
import ai.flora.client.internal.RunOrigin;
import ai.flora.client.internal.RunPlace;
import ai.flora.client.observation.FloraRunTracer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When the span of a run is made, and what is written within it.
 */
class FollowSpanTests extends AbstractFollowTests {

	/** What happens to spans and within them, as lines. */
	private final List<String> lines = this.recorder.written;

	private final RunFollower tracing = tracing(new Spans());

	private RunFollower tracing(FloraRunTracer tracer) {
		return follower().tracer(tracer).build();
	}

	@Test
	void metersAreWrittenWithinTheSpanOfTheStart() {
		this.runs.run("run_1", Duration.ofSeconds(20));
		started("run_1", new Spans().started("req_1"));
		this.tracing.follow(started("run_1", 20), origin("prj_1", "model-a"), null);
		advance(10);
		assertThat(this.lines).isEmpty();
		advance(50);
		assertThat(this.lines).hasSize(5)
			.startsWith("begin req_1 generation run_1 model-a", "ended run_1 model-a PT20S")
			.endsWith("charged run_1 model-a 0.02", "end req_1");
	}

	@Test
	void runThatIsFollowedByItsIdHasTheSpanOfItsStartIfThatIsKnown() {
		this.runs.run("run_1", Duration.ofSeconds(5));
		this.runs.run("run_2", Duration.ofSeconds(5));
		started("run_1", new Spans().started("req_1"));
		this.tracing.follow("run_1");
		this.tracing.follow("run_2");
		advance(60);
		assertThat(this.lines).contains("begin req_1 generation run_1 model-a", "begin ? generation run_2 model-a");
	}

	@Test
	void runWhoseEndWasReportedBeforeItsStartHasTheSpanOfItsStart() {
		this.runs.run("run_1", Duration.ofSeconds(5));
		this.tracing.endReported("run_1", null);
		this.tracing.rememberPosted("run_1", new RunOrigin("order 7", "model-a", "prj_1", RunPlace.USUAL));
		started("run_1", new Spans().started("req_1"));
		advance(60);
		assertThat(this.lines).contains("begin req_1 generation run_1 model-a");
	}

	@Test
	void spanIsMadeOnce() {
		this.runs.run("run_1", Duration.ofSeconds(5));
		for (int i = 0; i < 3; i++) {
			this.tracing.follow("run_1");
			this.tracing.endReported("run_1", null);
			advance(60);
		}
		assertThat(this.lines).filteredOn((line) -> line.startsWith("begin")).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource
	void failureOfASpanHarmsNobody(Trouble trouble) {
		RunFollower follower = tracing(new Failing(trouble));
		this.runs.run("run_1", Duration.ofSeconds(5));
		this.runs.run("run_2", Duration.ofSeconds(5));
		List<RunHandle> handles = List.of(follower.follow("run_1"), follower.follow("run_2"));
		advance(30);
		assertThat(handles).allSatisfy((handle) -> assertThat(handle.completion()).isCompleted());
		assertThat(this.lines).containsOnlyOnce("ended run_1 model-a PT5S", "charged run_1 model-a 0.02",
				"ended run_2 model-a PT5S", "charged run_2 model-a 0.02");
	}

	@Test
	void meterThatThrowsEndsNoSpanBeforeTheOthersAreWritten() {
		this.recorder.broken = true;
		this.runs.run("run_1", Duration.ofSeconds(5));
		this.tracing.follow("run_1");
		advance(30);
		assertThat(this.lines).startsWith("begin ? generation run_1 null").endsWith("charged run_1 null 0.02", "end ?");
	}

	private void started(String runId, FloraRunTracer.RunSpan span) {
		this.tracing.rememberStart(started(runId, 10), new RunOrigin(null, null, "prj_1", RunPlace.USUAL, span, null));
	}

	private final class Spans implements FloraRunTracer {

		@Override
		public RunSpan started(@Nullable String requestId) {
			return span(String.valueOf(requestId));
		}

		@Override
		public RunSpan followed() {
			return span("?");
		}

		private RunSpan span(String name) {
			return (type, run, model, meters) -> {
				FollowSpanTests.this.lines.add("begin " + name + " " + type + " " + run.runId() + " " + model);
				meters.run();
				FollowSpanTests.this.lines.add("end " + name);
			};
		}

	}

	enum Trouble {

		NO_SPAN, NOT_MADE, NO_METERS, METERS_TWICE, NOT_ENDED, ERROR

	}

	private record Failing(Trouble trouble) implements FloraRunTracer {

		@Override
		public RunSpan started(@Nullable String requestId) {
			return this::ended;
		}

		@Override
		public RunSpan followed() {
			if (this.trouble == Trouble.NO_SPAN) {
				throw new IllegalStateException("a tracer fails");
			}
			return this::ended;
		}

		private void ended(String type, Run run, @Nullable String model, Runnable meters) {
			switch (this.trouble) {
				case NO_METERS -> {
				}
				case METERS_TWICE -> {
					meters.run();
					meters.run();
				}
				case NOT_ENDED -> {
					meters.run();
					throw new IllegalStateException("a span fails");
				}
				case ERROR -> throw new NoClassDefFoundError("a bridge is missing");
				default -> throw new IllegalStateException("a span fails");
			}
		}

	}

}
