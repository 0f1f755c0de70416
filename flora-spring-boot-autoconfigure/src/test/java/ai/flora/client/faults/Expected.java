package ai.flora.client.faults;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import ai.flora.client.FloraRateLimitException;
import ai.flora.client.FloraStartUnconfirmedException;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;

/**
 * What an operation has to come to. {@code Connection 3} is a
 * {@code FloraConnectionException} after three attempts, promptly, and {@code fine 2} no
 * exception after two. {@code RateLimit 3 waiting 10000} takes ten seconds of waits, and
 * {@code StartUnconfirmed 1 at the deadline} all the time that there is: the client's
 * clock skips such waits. {@code StartUnconfirmed asked} asks FLORA for it again, which
 * is no retry, as long as there is time. {@code Timeout 1 after 2000} really takes two
 * seconds, the deadline in that case; {@code Timeout 1 within 2000} takes no longer.
 *
 * @param failure the exact class of the exception, or {@code null} for none
 * @param attempts attempts, also for a start without the looks for its run
 * @param deadline the call's deadline
 * @param least the time that it takes at least
 * @param real whether that time really passes
 * @param asked whether FLORA is asked again: at least so many attempts, and no retry
 */
record Expected(@Nullable Class<?> failure, int attempts, Duration deadline, Duration least, boolean real,
		boolean asked) {

	/** A question needs ten seconds at most, and a second for its answer. */
	private static final Duration TIME_TO_ASK = Duration.ofSeconds(11);

	/** The first question of a later call needs five at most. */
	private static final Duration TIME_TO_RESOLVE = Duration.ofSeconds(6);

	private static final int LEAST_QUESTIONS = 5;

	/** Machines that run tests are busy. */
	private static final Duration MARGIN = Duration.ofSeconds(20);

	private static final Duration LONG = Duration.ofMinutes(1);

	private static final Pattern FORM = Pattern
		.compile("(\\w+) (\\d|asked)(?:( at the deadline)| waiting (\\d+)| after (\\d+)| within (\\d+))?");

	static Expected parse(String text) {
		Matcher form = FORM.matcher(text.strip());
		Assert.state(form.matches(), () -> "Not an expectation: " + text);
		Class<?> failure = "fine".equals(form.group(1)) ? null
				: ClassUtils.resolveClassName("ai.flora.client.Flora" + form.group(1) + "Exception", null);
		if (form.group(2).equals("asked")) {
			return new Expected(failure, LEAST_QUESTIONS, LONG, LONG.minus(TIME_TO_ASK), false, true);
		}
		int attempts = Integer.parseInt(form.group(2));
		if (form.group(5) != null) {
			Duration deadline = Duration.ofMillis(Long.parseLong(form.group(5)));
			// A start keeps some of its time back, to ask what became of it.
			boolean start = failure == FloraStartUnconfirmedException.class;
			return new Expected(failure, attempts, deadline, start ? deadline.multipliedBy(4).dividedBy(5) : deadline,
					true, false);
		}
		if (form.group(6) != null) {
			return new Expected(failure, attempts, Duration.ofMillis(Long.parseLong(form.group(6))), Duration.ZERO,
					true, false);
		}
		Duration least = (form.group(4) != null) ? Duration.ofMillis(Long.parseLong(form.group(4))) : Duration.ZERO;
		return new Expected(failure, attempts, LONG, (form.group(3) != null) ? LONG.minus(TIME_TO_ASK) : least, false,
				false);
	}

	/** For a machine that is too busy to send a request before the deadline. */
	Expected slower() {
		return this.real ? new Expected(this.failure, this.attempts, this.deadline.multipliedBy(2),
				this.least.multipliedBy(2), true, this.asked) : this;
	}

	/** What FLORA does not list is not looked for: the call ends at once. */
	Expected withoutLists() {
		return (this.attempts == 1 && !this.real && !this.asked)
				? new Expected(this.failure, this.attempts, this.deadline, Duration.ZERO, false, false) : this;
	}

	/**
	 * The calls that a batch makes of what comes to this: one more where the start is in
	 * doubt, if there is time to ask, and it did not wait for a list that failed, too,
	 * and will again; and as many as there is time for where FLORA has refused attempts
	 * by its rate limit, but not for too long.
	 * @param attempts the attempts that were made
	 */
	int callsOfBatch(int attempts) {
		if (this.failure == FloraStartUnconfirmedException.class) {
			boolean endedByList = !this.asked && !this.real && !isAtDeadline() && !this.least.isZero();
			return (!endedByList && this.deadline.compareTo(TIME_TO_RESOLVE) > 0) ? 2 : 1;
		}
		return (isRateLimit() && this.attempts > 1) ? Math.max(2, attempts / this.attempts) : 1;
	}

	/** What so many calls, one after another, come to. */
	Expected in(int calls) {
		return (calls == 1) ? this
				: new Expected(this.failure, this.attempts * calls, this.deadline,
						isRateLimit() ? this.deadline.minus(TIME_TO_ASK) : this.least.multipliedBy(calls), this.real,
						this.asked);
	}

	/** Whether nothing was started, so that each call has a key of its own. */
	boolean isRateLimit() {
		return this.failure == FloraRateLimitException.class;
	}

	/** Nothing is thrown, and nothing sent again. */
	Expected once() {
		return new Expected(null, 1, this.deadline, Duration.ZERO, this.real, false);
	}

	/**
	 * Whether calls took as long as they should.
	 * @param elapsed how long they took
	 * @param calls how many, one after another
	 */
	boolean isInTime(Duration elapsed, int calls) {
		Duration most = this.least.plus(MARGIN.multipliedBy(Math.min(calls, 2)));
		return elapsed.compareTo(this.least.minusMillis(10)) >= 0 && elapsed.compareTo(most) < 0;
	}

	boolean isAtDeadline() {
		return this.least.compareTo(this.deadline.dividedBy(2)) > 0;
	}

	static String describe(@Nullable Throwable failure, int attempts) {
		String name = (failure != null) ? failure.getClass().getSimpleName() : "fine";
		return name.replaceAll("^Flora(.*)Exception$", "$1") + " " + attempts;
	}

	@Override
	public String toString() {
		return ((this.failure != null) ? this.failure.getSimpleName() : "no exception") + " after " + this.attempts
				+ " in at least " + this.least.toMillis() + " ms of " + this.deadline.toMillis() + " ms";
	}

}
