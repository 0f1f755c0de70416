package ai.flora.client.internal.transport;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;

import ai.flora.client.FloraException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.internal.Causes;
import ai.flora.client.internal.operation.Operation;
import ai.flora.client.internal.response.AttemptFailedException;
import ai.flora.client.internal.response.BufferedResponse;
import ai.flora.client.internal.response.Failure;

import org.springframework.http.HttpHeaders;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.web.client.RestClient.RequestHeadersSpec;

/**
 * One HTTP exchange: sends a request, and reads as much of the response as allowed.
 */
class HttpExchange {

	/** Enough for every error envelope, and for an excerpt of anything else. */
	private static final int MAX_ERROR_BODY = 64 * 1024;

	private final Connection connection;

	private final int maxResponseSize;

	HttpExchange(Connection connection, long maxResponseSize) {
		this.connection = connection;
		// One byte more is asked for, to see whether there is one.
		this.maxResponseSize = (int) Math.min(maxResponseSize, Integer.MAX_VALUE - 16);
	}

	/**
	 * Sends a request, and reads the response.
	 * @param pending completed with the response, or with an
	 * {@link AttemptFailedException}, a {@link FloraException} or whatever an application
	 * threw
	 */
	void send(Operation<?> operation, Map<String, String> headers, SendPermit permit, PendingResponse pending) {
		try {
			RequestHeadersSpec<?> request = operation.request().apply(this.connection.restClient());
			request.attribute(SendPermit.ATTRIBUTE, permit);
			headers.forEach((name, value) -> request.headers((all) -> all.set(name, value)));
			request.exchange((sent, response) -> read(response, permit, pending));
		}
		catch (Throwable ex) {
			if (!pending.isKept()) {
				pending.fail(failureOf(ex, pending.elapsed()));
			}
			if (ex instanceof Error error && !(ex instanceof StackOverflowError)) {
				throw error;
			}
		}
		finally {
			pending.completeKept();
		}
	}

	/**
	 * Throws nothing, so that Boot's meters count what FLORA responded: response or
	 * failure are for the {@link PendingResponse}.
	 * @return {@code true}, since {@code RestClient} wants something
	 */
	private boolean read(ClientHttpResponse response, SendPermit permit, PendingResponse pending) {
		try {
			int status = response.getStatusCode().value();
			if (status < 200) {
				// Not the response: FLORA may act on the request all the same.
				throw new IOException("An interim answer was taken for the answer");
			}
			HttpHeaders headers = response.getHeaders();
			ResponseBody body = new ResponseBody(response.getBody(), this.connection.closesAtOnce(), permit::abort);
			if (status / 100 == 2) {
				readSuccess(status, headers, body, pending);
			}
			else {
				readError(status, headers, body, pending);
			}
		}
		catch (IOException ex) {
			pending.fail(failureOf(ex, pending.elapsed()));
		}
		catch (RuntimeException ex) {
			pending.fail(failureOf(new IOException("The answer breaks HTTP", ex), pending.elapsed()));
		}
		return true;
	}

	private void readSuccess(int status, HttpHeaders headers, ResponseBody body, PendingResponse pending)
			throws IOException {
		byte[] bytes = body.read(this.maxResponseSize + 1, contentLength(headers));
		if (bytes.length <= this.maxResponseSize) {
			pending.keep(new BufferedResponse(status, headers, bytes));
			return;
		}
		pending.fail(new AttemptFailedException(new Failure.Unreadable("it is too large", true)));
		// Otherwise the rest would be read when the response is closed.
		body.close();
	}

	private void readError(int status, HttpHeaders headers, ResponseBody body, PendingResponse pending)
			throws IOException {
		byte[] bytes = readError(headers, body);
		BufferedResponse response = new BufferedResponse(status, headers, bytes);
		if (bytes.length == MAX_ERROR_BODY) {
			pending.complete(response);
		}
		else {
			pending.keep(response);
		}
	}

	/**
	 * Reads as much of a response that is no success as counts. Its status is known: a
	 * body that breaks off must not hide it.
	 * @throws IOException if the thread is interrupted
	 */
	static byte[] readError(HttpHeaders headers, ResponseBody body) throws IOException {
		try {
			byte[] bytes = body.read(MAX_ERROR_BODY, contentLength(headers));
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

	private static long contentLength(HttpHeaders headers) {
		try {
			return headers.getContentLength();
		}
		catch (IllegalArgumentException ex) {
			// The HTTP client says whether that breaks HTTP.
			return -1;
		}
	}

	/**
	 * Turns what an exchange threw into the form that the call gets. {@code RestClient}
	 * and applications wrap the exceptions of HTTP clients, so that the causes tell. An
	 * interceptor may start runs by itself: whoever got the doubt of such a start might
	 * take its run for the one that this call starts.
	 */
	Throwable failureOf(Throwable thrown, Duration elapsed) {
		for (Throwable link : Causes.chain(thrown)) {
			if (link instanceof FloraStartUnconfirmedException) {
				return new FloraException("A start that an interceptor of this application has made by itself stays "
						+ "unconfirmed. It is not the start of this call", link);
			}
			if (link instanceof FloraException) {
				return link;
			}
			if (NetworkFailures.isBrokenCompression(link)) {
				return AttemptFailedException.unreadable("its compression is broken");
			}
			if (link instanceof IOException exception) {
				boolean timeout = this.connection.isReadTimeout(elapsed) || NetworkFailures.isTimeout(exception);
				return new AttemptFailedException(new Failure.NoResponse(exception, timeout));
			}
		}
		return (thrown instanceof RuntimeException || thrown instanceof Error) ? thrown
				: new IllegalStateException(thrown);
	}

}
