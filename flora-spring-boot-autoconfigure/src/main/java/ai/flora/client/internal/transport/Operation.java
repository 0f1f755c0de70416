package ai.flora.client.internal.transport;

import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClient.RequestHeadersSpec;

/**
 * One of FLORA's operations with its arguments.
 *
 * @param <T> what it answers
 * @param name name of the client's method
 * @param subject what it is about, for messages
 * @param runId the run that it is about
 * @param request its request
 * @param reader reads its answer
 * @param charged whether it costs money, so that it matters what became of it when no
 * answer came
 * @param endsWithClient whether it has to end at once when the client is closed, whatever
 * the transport
 */
record Operation<T>(String name, String subject, @Nullable String runId,
		Function<RestClient, RequestHeadersSpec<?>> request, Function<BufferedResponse, T> reader, boolean charged,
		boolean endsWithClient) {

	Operation(String name, String subject, @Nullable String runId, Function<RestClient, RequestHeadersSpec<?>> request,
			Function<BufferedResponse, T> reader) {
		this(name, subject, runId, request, reader, false, false);
	}

}
