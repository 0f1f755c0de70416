package ai.flora.client.internal.transport;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads and writes FLORA's JSON with a mapper of its own, which an application's
 * {@code spring.jackson.*} does not change.
 */
final class FloraJson {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private FloraJson() {
	}

	/**
	 * Reads a successful response.
	 * @throws AttemptFailedException without the parser's own exception, whose message
	 * quotes the body
	 */
	static <T> T read(BufferedResponse response, Class<T> type) {
		try {
			T value = MAPPER.readValue(response.body(), type);
			if (value != null) {
				return value;
			}
		}
		catch (JacksonException ex) {
			String where = (ex.getLocation() != null) ? " at byte " + ex.getLocation().getByteOffset() : "";
			throw AttemptFailedException.unreadable("it is not the JSON that was due" + where + " ("
					+ response.contentType() + ", " + response.body().length + " bytes)");
		}
		throw AttemptFailedException.unreadable("it is the JSON value null");
	}

	/**
	 * Writes a request.
	 * @throws IllegalArgumentException if it holds what Jackson cannot write
	 */
	static byte[] write(Object body) {
		try {
			return MAPPER.writeValueAsBytes(body);
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException("The request cannot be written as JSON: " + ex.getOriginalMessage(), ex);
		}
	}

	/**
	 * Reads an error.
	 * @return the content of FLORA's envelope, or {@code null} if the body is something
	 * else: gateways write envelopes, too, whose code is the status
	 */
	static ErrorEnvelope.@Nullable Content readError(byte[] body) {
		try {
			ErrorEnvelope envelope = MAPPER.readValue(body, ErrorEnvelope.class);
			ErrorEnvelope.Content error = (envelope != null) ? envelope.error() : null;
			return (error != null && (error.code() != null || error.message() != null) && !isNumber(error.code()))
					? error : null;
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	private static boolean isNumber(@Nullable String code) {
		return code != null && code.matches("-?[0-9.]+");
	}

}
