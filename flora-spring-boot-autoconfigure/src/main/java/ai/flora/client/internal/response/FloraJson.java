package ai.flora.client.internal.response;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

import ai.flora.client.Page;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * Reads and writes FLORA's JSON with a mapper of its own, which an application's
 * {@code spring.jackson.*} does not change.
 *
 * @since 0.1.0
 */
public final class FloraJson {

	private static final JsonMapper MAPPER = JsonMapper.builder()
		.addModule(new SimpleModule().addDeserializer(BigDecimal.class, new BoundedDecimalDeserializer()))
		.build();

	private FloraJson() {
	}

	/**
	 * Reads a successful response.
	 * @param <T> the type
	 * @param response the response
	 * @param type the type of its JSON
	 * @return the value, never {@code null}
	 * @throws AttemptFailedException without the parser's own exception, whose message
	 * quotes the body
	 */
	public static <T> T read(BufferedResponse response, Class<T> type) {
		try {
			T value = MAPPER.readValue(response.body(), type);
			if (value != null) {
				return value;
			}
		}
		catch (JacksonException ex) {
			throw unreadable(response, ex);
		}
		throw AttemptFailedException.unreadable("it is the JSON value null");
	}

	/**
	 * Reads one page of a list. Items that are {@code null} are left out. By FLORA's own
	 * SDK, a page that FLORA sends without items is the last, whatever cursor it has.
	 * @param <T> the type of an item
	 * @param response the response
	 * @param items the name under which FLORA lists the items
	 * @param type the type of an item
	 * @param listable tells items that mean something
	 * @return the page
	 * @throws AttemptFailedException if there is no such list
	 */
	public static <T> Page<T> readPage(BufferedResponse response, String items, Class<T> type,
			Predicate<? super T> listable) {
		try (JsonParser parser = MAPPER.createParser(response.body())) {
			List<@Nullable T> listed = null;
			PageMeta meta = null;
			boolean object = parser.nextToken() == JsonToken.START_OBJECT;
			for (String name = object ? parser.nextName() : null; name != null; name = parser.nextName()) {
				JsonToken value = parser.nextToken();
				if (name.equals(items) && value == JsonToken.START_ARRAY) {
					listed = part(MAPPER.readerForListOf(type)).readValue(parser);
				}
				else if (name.equals("meta")) {
					meta = part(MAPPER.readerFor(PageMeta.class)).readValue(parser);
				}
				else {
					parser.skipChildren();
				}
			}
			if (listed == null || parser.nextToken() != null) {
				throw AttemptFailedException
					.unreadable("it does not list " + items.replace('_', ' ') + " (" + response.contentType() + ")");
			}
			List<T> values = listed.stream().filter(Objects::nonNull).filter(listable).toList();
			Page<T> page = (meta != null) ? meta.toPage(values) : new Page<>(values, null, null);
			return listed.isEmpty() ? new Page<>(values, null, page.totalEstimate()) : page;
		}
		catch (JacksonException ex) {
			throw unreadable(response, ex);
		}
	}

	/** Reads a part of a document, after which others come. */
	private static ObjectReader part(ObjectReader reader) {
		return reader.without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
	}

	/** The parser's own message quotes the body. */
	private static AttemptFailedException unreadable(BufferedResponse response, JacksonException ex) {
		String where = (ex.getLocation() != null) ? " at byte " + ex.getLocation().getByteOffset() : "";
		return AttemptFailedException.unreadable("it is not the JSON that was due" + where + " ("
				+ response.contentType() + ", " + response.body().length + " bytes)");
	}

	/**
	 * Writes a request.
	 * @param body the body
	 * @return the JSON
	 * @throws IllegalArgumentException if it holds what Jackson cannot write
	 */
	public static byte[] write(Object body) {
		try {
			return MAPPER.writeValueAsBytes(body);
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException("The request cannot be written as JSON: " + ex.getOriginalMessage(), ex);
		}
	}

	/**
	 * Writes a value as JSON.
	 * @param value any value
	 * @return a text, a number, a truth value, a list, a map or {@code null}
	 * @throws IllegalArgumentException if Jackson cannot write it, or not read it again
	 */
	public static @Nullable Object plain(Object value) {
		byte[] json = write(value);
		try {
			return MAPPER.readValue(json, Object.class);
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException("The request cannot be read as JSON: " + ex.getOriginalMessage(), ex);
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
