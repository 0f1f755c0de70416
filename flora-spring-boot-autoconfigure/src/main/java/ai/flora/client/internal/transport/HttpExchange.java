package ai.flora.client.internal.transport;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;

import ai.flora.client.FloraException;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClient.RequestHeadersSpec;

/**
 * One HTTP exchange: sends a request, and reads as much of the answer as allowed.
 */
class HttpExchange {

	/** Enough for every error envelope, and for an excerpt of anything else. */
	private static final int MAX_ERROR_BODY = 64 * 1024;

	private final RestClient restClient;

	private final int maxResponseSize;

	private final boolean closesAtOnce;

	private final ApiKey apiKey;

	HttpExchange(RestClient restClient, long maxResponseSize, boolean closesAtOnce, ApiKey apiKey) {
		this.restClient = restClient;
		this.apiKey = apiKey;
		// One byte more is asked for, to see whether there is one.
		this.maxResponseSize = (int) Math.min(maxResponseSize, Integer.MAX_VALUE - 16);
		this.closesAtOnce = closesAtOnce;
	}

	/**
	 * Sends a request. An answer that was read to its end is handed over once the
	 * exchange is over and recorded. One that was not is handed over at once: closing it
	 * may take long on some transports, since they read on to its end.
	 */
	void send(Operation<?> operation, Map<String, String> headers, SendPermit permit,
			CompletableFuture<BufferedResponse> result) {
		AtomicReference<@Nullable BufferedResponse> whole = new AtomicReference<>();
		try {
			RequestHeadersSpec<?> request = operation.request().apply(this.restClient);
			request.attribute(SendPermit.ATTRIBUTE, permit);
			headers.forEach((name, value) -> request.headers((all) -> all.set(name, value)));
			request.exchange((sent, response) -> read(response, permit, whole, result));
		}
		catch (Throwable ex) {
			if (whole.get() == null) {
				result.completeExceptionally(ex);
			}
			if (ex instanceof Error error && !(ex instanceof StackOverflowError)) {
				throw error;
			}
		}
		finally {
			BufferedResponse answer = whole.get();
			if (answer != null) {
				result.complete(answer);
			}
		}
	}

	private boolean read(ClientHttpResponse response, SendPermit permit,
			AtomicReference<@Nullable BufferedResponse> whole, CompletableFuture<BufferedResponse> result) {
		try {
			int status = response.getStatusCode().value();
			if (status < 200) {
				// Not the answer: FLORA may do what was asked for all the same.
				throw new IOException("An interim answer was taken for the answer");
			}
			HttpHeaders headers = response.getHeaders();
			ResponseBody body = new ResponseBody(response.getBody(), this.closesAtOnce, permit::abort);
			boolean success = status / 100 == 2;
			BufferedResponse answer = new BufferedResponse(status, headers,
					success ? read(body, result) : readError(body));
			if (!success && answer.body().length == MAX_ERROR_BODY) {
				return result.complete(answer);
			}
			whole.set(answer);
			return true;
		}
		catch (IOException ex) {
			return result.completeExceptionally(this.apiKey.clean(ex));
		}
		catch (RuntimeException ex) {
			return result.completeExceptionally(this.apiKey.clean(new IOException("The answer breaks HTTP", ex)));
		}
	}

	private byte[] read(ResponseBody body, CompletableFuture<BufferedResponse> result) throws IOException {
		byte[] bytes = body.read(this.maxResponseSize + 1);
		if (bytes.length > this.maxResponseSize) {
			ResponseTooLargeException tooLarge = new ResponseTooLargeException();
			result.completeExceptionally(tooLarge);
			// Otherwise the rest would be read when the response is closed.
			body.close();
			throw tooLarge;
		}
		return bytes;
	}

	/**
	 * The status is known: a body that breaks off must not hide it.
	 */
	private static byte[] readError(ResponseBody body) throws IOException {
		try {
			byte[] bytes = body.read(MAX_ERROR_BODY);
			if (bytes.length == MAX_ERROR_BODY) {
				body.close();
			}
			return bytes;
		}
		catch (IOException ex) {
			if (Thread.currentThread().isInterrupted()) {
				throw ex;
			}
			return new byte[0];
		}
	}

	/**
	 * What went wrong, told apart by its cause: a transport timeout within the body is
	 * neither a {@code ResourceAccessException} nor an {@code HttpTimeoutException}.
	 */
	static Failure failureOf(ExecutionException thrown, boolean readTimeoutPassed) {
		for (Throwable link = thrown.getCause(); link != null; link = link.getCause()) {
			if (link instanceof FloraException exception) {
				throw exception;
			}
			if (link instanceof ResponseTooLargeException) {
				return new Failure.Unreadable("it is larger than flora.max-response-size allows", true);
			}
			if (NetworkFailures.isBrokenCompression(link)) {
				return new Failure.Unreadable("its compression is broken");
			}
			if (link instanceof IOException exception) {
				return new Failure.Broken(exception, readTimeoutPassed || NetworkFailures.isTimeout(exception));
			}
		}
		Throwable cause = (thrown.getCause() != null) ? thrown.getCause() : thrown;
		if (cause instanceof RuntimeException exception) {
			throw exception;
		}
		if (cause instanceof Error error) {
			throw error;
		}
		throw new IllegalStateException(cause);
	}

}
