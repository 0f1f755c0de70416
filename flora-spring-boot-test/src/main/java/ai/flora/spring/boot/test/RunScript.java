package ai.flora.spring.boot.test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import ai.flora.client.RunOutput;
import org.jspecify.annotations.Nullable;

/**
 * The course of a {@link FakeRun}: either on the fake's clock, or one state after the
 * other, as it is read. Guarded by its run.
 */
class RunScript {

	/** A part of a run's time in which it only waits. */
	private static final double PENDING = 0.1;

	private static final Duration USUAL = Duration.ofSeconds(9);

	/** A run that is not timed does not keep a test waiting. */
	private static final Duration SOON = Duration.ofSeconds(1);

	private final List<RunState> states = new ArrayList<>();

	private Instant createdAt;

	private int next;

	private @Nullable Duration takes;

	private @Nullable Instant shownEnd;

	private Duration estimated = USUAL;

	private boolean estimateGiven;

	private Duration late = Duration.ZERO;

	private boolean endless;

	RunScript(Instant createdAt) {
		this.createdAt = createdAt;
	}

	void takes(Duration takes) {
		this.takes = takes;
		this.estimated = this.estimateGiven ? this.estimated : takes;
	}

	void isEstimatedAt(Duration estimated) {
		this.estimated = estimated;
		this.estimateGiven = true;
	}

	void neverEnds() {
		this.endless = true;
	}

	void reportsLate(Duration late) {
		this.late = late;
	}

	void add(RunState state) {
		this.states.add(state);
	}

	/** Begins now, and gets an end if nobody scripted one. */
	void start(Instant now, RunOutput usualOutput) {
		this.createdAt = now;
		if (this.states.isEmpty()) {
			this.takes = (this.takes != null) ? this.takes : this.estimated;
			add(RunState.completed(usualOutput));
		}
		else if (!isTimed() && !this.estimateGiven) {
			this.estimated = SOON;
		}
	}

	Duration estimated() {
		return this.estimated;
	}

	Instant createdAt() {
		return this.createdAt;
	}

	Instant startedAt() {
		return isTimed() ? this.createdAt.plusNanos((long) (duration().toNanos() * PENDING)) : this.createdAt;
	}

	/** The moment of the end, if this state is shown now. */
	Instant endedAt(RunState shown, Instant now) {
		if (isTimed()) {
			return this.createdAt.plus(duration());
		}
		if (!shown.status().isTerminal()) {
			return now;
		}
		this.shownEnd = (this.shownEnd != null) ? this.shownEnd : now;
		return this.shownEnd;
	}

	/** The state that the next read shows. */
	RunState read(Instant now) {
		if (!isTimed()) {
			if (this.states.isEmpty()) {
				add(RunState.pending());
			}
			return this.states.get(Math.min(this.next++, this.states.size() - 1));
		}
		Duration takes = duration();
		double part = Duration.between(this.createdAt, now).toNanos() / Math.max(1.0, takes.toNanos());
		boolean ended = !this.endless && !now.isBefore(this.createdAt.plus(takes).plus(this.late));
		if (ended && !this.states.isEmpty()) {
			return this.states.get(this.states.size() - 1);
		}
		int progress = (int) Math.min(99, Math.max(0, 100 * part));
		return (part < PENDING) ? RunState.pending() : RunState.running(progress);
	}

	/** The end, if there is one; reads may show it later. */
	@Nullable RunState ended(Instant now) {
		boolean over = isTimed() ? !this.endless && !now.isBefore(this.createdAt.plus(duration()))
				: this.next >= this.states.size() || !now.isBefore(this.createdAt.plus(this.estimated));
		RunState last = this.states.isEmpty() ? null : this.states.get(this.states.size() - 1);
		return (over && last != null && last.status().isTerminal()) ? last : null;
	}

	private boolean isTimed() {
		return this.takes != null || this.endless;
	}

	private Duration duration() {
		return (this.takes != null) ? this.takes : this.estimated;
	}

}
