package ai.flora.spring.boot.test;

import java.util.List;

import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.ListAssert;

/**
 * Assertions about what was asked of a {@link FakeFlora}: {@code assertThat(fake)}.
 *
 * @since 0.1.0
 */
public final class FakeFloraAssert extends AbstractAssert<FakeFloraAssert, FakeFlora> {

	FakeFloraAssert(FakeFlora fake) {
		super(fake, FakeFloraAssert.class);
	}

	/**
	 * There was at least one request for an operation.
	 * @param operation the operation
	 * @return this
	 * @throws AssertionError if that is not so
	 */
	public FakeFloraAssert received(FloraOperation operation) {
		if (this.actual.requests(operation).isEmpty()) {
			failWithMessage("Expected a request for %s, but received %s", operation, this.actual.requests());
		}
		return this;
	}

	/**
	 * There were so many requests for an operation, retries included.
	 * @param operation the operation
	 * @param times how many
	 * @return this
	 * @throws AssertionError if that is not so
	 */
	public FakeFloraAssert received(FloraOperation operation, int times) {
		int received = this.actual.requests(operation).size();
		if (received != times) {
			failWithActualExpectedAndMessage(received, times, "Expected %s requests for %s, but received %s", times,
					operation, this.actual.requests());
		}
		return this;
	}

	/**
	 * There was no request.
	 * @return this
	 * @throws AssertionError if that is not so
	 */
	public FakeFloraAssert receivedNothing() {
		if (!this.actual.requests().isEmpty()) {
			failWithMessage("Expected no request, but received %s", this.actual.requests());
		}
		return this;
	}

	/**
	 * So many runs were started: each would have been charged.
	 * @param runs how many
	 * @return this
	 * @throws AssertionError if that is not so
	 */
	public FakeFloraAssert charged(int runs) {
		List<String> requests = this.actual.startedRuns().stream().map((run) -> String.valueOf(run.request())).toList();
		if (requests.size() != runs) {
			failWithActualExpectedAndMessage(requests.size(), runs, "Expected %s runs to be charged, but there were %s",
					runs, requests);
		}
		return this;
	}

	/**
	 * The idempotency keys that starts have used up.
	 * @return assertions about the keys, in order
	 */
	public ListAssert<String> idempotencyKeys() {
		return new ListAssert<>(this.actual.idempotencyKeys());
	}

}
