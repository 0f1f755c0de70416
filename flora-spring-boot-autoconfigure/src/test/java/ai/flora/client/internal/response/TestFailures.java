package ai.flora.client.internal.response;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * Makes failures of attempts for tests in other packages.
 */
public final class TestFailures {

	private TestFailures() {
	}

	/**
	 * A response with an error.
	 * @param status its status
	 * @param code the code of FLORA's envelope; {@code null} for a body without one
	 */
	public static Failure errorResponse(int status, @Nullable String code) {
		BufferedResponse response = new BufferedResponse(status, new HttpHeaders(), new byte[0]);
		return new Failure.ErrorResponse(response,
				(code != null) ? new ErrorEnvelope.Content(code, "No.", null) : null);
	}

}
