package ai.flora.client.internal.transport;

import ai.flora.client.FloraException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads FLORA's JSON with a mapper of its own, deaf to an application's
 * {@code spring.jackson.*}.
 */
final class FloraJson {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private FloraJson() {
	}

	/**
	 * Reads a successful answer.
	 * @throws UnreadableAnswerException without the parser's own exception, whose message
	 * quotes the body
	 */
	static <T> T read(BufferedResponse answer, Class<T> type) {
		try {
			T value = MAPPER.readValue(answer.body(), type);
			if (value != null) {
				return value;
			}
		}
		catch (JacksonException ex) {
			String where = (ex.getLocation() != null) ? " at byte " + ex.getLocation().getByteOffset() : "";
			throw new UnreadableAnswerException("it is not the JSON that was due" + where + " (" + answer.contentType()
					+ ", " + answer.body().length + " bytes)");
		}
		throw new UnreadableAnswerException("it is the JSON value null");
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

	static ErrorEnvelope.@Nullable Content readError(byte[] body) {
		try {
			ErrorEnvelope envelope = MAPPER.readValue(body, ErrorEnvelope.class);
			ErrorEnvelope.Content error = (envelope != null) ? envelope.error() : null;
			return (error != null && (error.code() != null || error.message() != null)) ? error : null;
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	/**
	 * Why an answer cannot be read; becomes a {@link FloraException} when the call ends.
	 */
	static class UnreadableAnswerException extends RuntimeException {

		UnreadableAnswerException(String message) {
			super(message);
		}

	}

}
