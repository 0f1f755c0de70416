package ai.flora.client.internal.operation;

import java.util.function.Function;

import ai.flora.client.internal.response.AttemptFailedException;
import ai.flora.client.internal.response.BufferedResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClient.RequestHeadersSpec;

/**
 * One of FLORA's operations with its arguments: its request, and how its response is
 * read. The reader refuses what is not FLORA's, such as the start page of a web server
 * that the base URL leads to by mistake. Each resource has a file of its operations, a
 * few lines each.
 *
 * @param <T> what it returns
 * @param name name of the client's method
 * @param subject the subject of messages about it
 * @param runId the run that it is about, if it is about a run
 * @param request its request
 * @param reader reads a successful response; throws {@link AttemptFailedException} if it
 * cannot
 * @param charged whether it costs money, so that its result matters even if there is no
 * response
 * @param endsWithClient whether it has to end at once when the client is closed, whatever
 * the HTTP client
 * @since 0.1.0
 */
public record Operation<T>(String name, String subject, @Nullable String runId,
		Function<RestClient, RequestHeadersSpec<?>> request, Function<BufferedResponse, T> reader, boolean charged,
		boolean endsWithClient) {

	/** Header, and request attribute from which it is restored. */
	public static final String IDEMPOTENCY_KEY = "Idempotency-Key";

	/**
	 * Creates an operation that costs nothing.
	 * @param name name of the client's method, the operation's name in observations
	 * @param subject the subject of messages about it
	 * @param request its request
	 * @param reader reads a successful response; throws {@link AttemptFailedException} if
	 * it cannot
	 */
	public Operation(String name, String subject, Function<RestClient, RequestHeadersSpec<?>> request,
			Function<BufferedResponse, T> reader) {
		this(name, subject, null, request, reader, false, false);
	}

	/**
	 * Gives a request an idempotency key: as its header, and as an attribute, by which
	 * the header is restored if an interceptor of the application changes it.
	 * @param <S> the type of request
	 * @param request the request
	 * @param key the key; {@code null} for none
	 * @return the request
	 */
	public static <S extends RequestHeadersSpec<S>> S withKey(S request, @Nullable String key) {
		return (key == null) ? request : request.header(IDEMPOTENCY_KEY, key).attribute(IDEMPOTENCY_KEY, key);
	}

}
