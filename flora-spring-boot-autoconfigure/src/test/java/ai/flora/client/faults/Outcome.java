package ai.flora.client.faults;

import java.time.Duration;
import java.util.List;

/**
 * What became of a case.
 *
 * @param observed the exception and the number of attempts
 * @param elapsed how long the call took, by the client's clock
 * @param expected what it should have come to
 * @param problems what is not as it should be
 */
record Outcome(String observed, Duration elapsed, Expected expected, List<String> problems) {

	String cell() {
		return this.observed + ", " + this.elapsed.toMillis() + " ms"
				+ (this.expected.isAtDeadline() ? " of " + this.expected.deadline().toMillis() : "")
				+ (this.problems.isEmpty() ? "" : " **wrong**");
	}

}
