package ai.flora.spring.boot.test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import ai.flora.client.RunStatus;
import org.jspecify.annotations.Nullable;

/**
 * The states of a {@link FakeRun}: either by the fake's clock, or one after the other, as
 * it is read. Guarded by its run.
 */
class RunScript {

	/** The share of a run's time in which it is pending. */
	private static final double PENDING = 0.1;

	private static final Duration USUAL = Duration.ofSeconds(9);

	/** A run that is not timed does not keep a test waiting. */
	private static final Duration SOON = Duration.ofSeconds(1);

	private final List<RunState> states = new ArrayList<>();

	/** The end of a run that was started, as long as nobody scripts one. */
	private @Nullable RunState usualEnd;

	private Instant createdAt;

	private int next;

	private @Nullable Duration takes;

	private @Nullable Instant shownEnd;

	private Duration estimated = USUAL;

	private boolean estimateGiven;

	private Duration late = Duration.ZERO;

	private boolean endless;

	private boolean started;

	RunScript(Instant createdAt) {
		this.createdAt = createdAt;
	}

	void takes(Duration takes) {
		checkStates("takes(" + takes + ")", this.states);
		this.takes = takes;
		this.estimated = this.estimateGiven ? this.estimated : takes;
	}

	void isEstimatedAt(Duration estimated) {
		this.estimated = estimated;
		this.estimateGiven = true;
	}

	void neverEnds() {
		Misuse.check(this.states.isEmpty(), "neverEnds(): the run has got states before, which it would never show");
		this.endless = true;
	}

	void reportsLate(Duration late) {
		this.late = late;
	}

	/**
	 * Adds a state.
	 * @param call how the test has said so, for the message of a refusal
	 */
	void add(String call, RunState state) {
		RunState last = lastStatus();
		if (last != null && state.rawBody() == null) {
			Misuse.check(!last.status().isTerminal(),
					call + ": the run is " + last.status() + " before that, and stays so");
			Misuse.check(last.status() != RunStatus.RUNNING || state.status() != RunStatus.PENDING,
					call + ": the run is RUNNING before that, and is not pending again");
		}
		Misuse.check(!this.endless, call + ": the run never ends, and shows no states of its own");
		if (this.takes != null) {
			checkStates(call, List.of(state));
		}
		this.states.add(state);
	}

	/** A raw body has no status. */
	private @Nullable RunState lastStatus() {
		return this.states.stream()
			.filter((state) -> state.rawBody() == null)
			.reduce((first, next) -> next)
			.orElse(null);
	}

	/** A run on the clock is pending and running by itself. */
	private static void checkStates(String call, List<RunState> states) {
		for (RunState state : states) {
			Misuse.check(state.rawBody() != null || state.status().isTerminal(),
					call + ": a run that takes a time is pending and running by itself; tell it only how it ends");
		}
	}

	/** Begins now, and gets an end if nobody scripted one. */
	void start(Instant now, RunState usualEnd) {
		this.createdAt = now;
		this.started = true;
		if (this.states.isEmpty()) {
			this.takes = (this.takes != null) ? this.takes : this.estimated;
			this.usualEnd = usualEnd;
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
			RunState state = untimed();
			this.next++;
			return state;
		}
		return timed(now);
	}

	/**
	 * The state that a list shows: the one that the next read shows, which it does not
	 * use up. A started run that is only listed ends when it was expected to.
	 */
	RunState listed(Instant now) {
		if (isTimed()) {
			return timed(now);
		}
		if (this.started && !now.isBefore(this.createdAt.plus(this.estimated))) {
			this.next = Math.max(this.next, this.states.size() - 1);
		}
		return untimed();
	}

	private RunState untimed() {
		return this.states.isEmpty() ? RunState.pending()
				: this.states.get(Math.min(this.next, this.states.size() - 1));
	}

	private RunState timed(Instant now) {
		Duration takes = duration();
		double part = Duration.between(this.createdAt, now).toNanos() / Math.max(1.0, takes.toNanos());
		boolean ended = !this.endless && !now.isBefore(this.createdAt.plus(takes).plus(this.late));
		RunState last = last();
		if (ended && last != null) {
			return last;
		}
		int progress = (int) Math.min(99, Math.max(0, 100 * part));
		return (part < PENDING) ? RunState.pending() : RunState.running(progress);
	}

	/** The end, if there is one; reads may show it later. */
	@Nullable RunState ended(Instant now) {
		boolean over = isTimed() ? !this.endless && !now.isBefore(this.createdAt.plus(duration()))
				: this.next >= this.states.size() || !now.isBefore(this.createdAt.plus(this.estimated));
		RunState last = last();
		return (over && last != null && last.status().isTerminal()) ? last : null;
	}

	private @Nullable RunState last() {
		return this.states.isEmpty() ? this.usualEnd : this.states.get(this.states.size() - 1);
	}

	/** The moment of the end, or {@code null} if there is none. */
	@Nullable Instant endsAt() {
		RunState last = last();
		return (this.endless || last == null || !last.status().isTerminal()) ? null
				: this.createdAt.plus(isTimed() ? duration() : this.estimated);
	}

	/**
	 * The moment that whoever reads the run now waits for: it begins to run, or is shown
	 * ended; {@code null} if time changes nothing.
	 */
	@Nullable Instant nextStage(Instant now) {
		if (!isTimed()) {
			return null;
		}
		if (now.isBefore(startedAt())) {
			return startedAt();
		}
		Instant end = this.createdAt.plus(duration()).plus(this.late);
		return (this.endless || !now.isBefore(end)) ? null : end;
	}

	private boolean isTimed() {
		return this.takes != null || this.endless;
	}

	private Duration duration() {
		return (this.takes != null) ? this.takes : this.estimated;
	}

}
