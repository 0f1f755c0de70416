package ai.flora.spring.boot.test;

import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Numbers the client's attempts, so that the fake's requests can be told apart from what
 * an HTTP library repeats by itself.
 */
final class SoakAttempts implements ClientHttpRequestInterceptor {

	static final String HEADER = "X-Soak-Attempt";

	private final Map<String, Attempt> attempts = new ConcurrentHashMap<>();

	@Override
	public ClientHttpResponse intercept(HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
			throws IOException {
		String id = UUID.randomUUID().toString();
		FloraOperation operation = FloraOperation.of(request.getMethod().name(),
				request.getURI().getPath().substring(FakeFloraService.BASE_PATH.length()));
		this.attempts.put(id, new Attempt(operation, Attempt.RUNNING));
		request.getHeaders().set(HEADER, id);
		int outcome = Attempt.UNANSWERED;
		try {
			ClientHttpResponse response = execution.execute(request, body);
			outcome = response.getStatusCode().value();
			return response;
		}
		finally {
			this.attempts.put(id, new Attempt(operation, outcome));
		}
	}

	Map<String, Attempt> all() {
		return Map.copyOf(this.attempts);
	}

	void clear() {
		this.attempts.clear();
	}

	/**
	 * An attempt.
	 *
	 * @param operation what it asks for
	 * @param outcome HTTP status
	 */
	record Attempt(FloraOperation operation, int outcome) {

		static final int RUNNING = -1;

		static final int UNANSWERED = 0;

	}

}
