package ai.flora.client.internal.response;

import java.time.Instant;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * A response as it came, whatever its status, with its body read.
 *
 * @param status HTTP status
 * @param headers its headers
 * @param body its body, possibly cut if the status is an error
 * @since 0.1.0
 */
public record BufferedResponse(int status, HttpHeaders headers, byte[] body) {

	/**
	 * Tells whether FLORA has done what it was asked for.
	 * @return whether the status is one of success
	 */
	public boolean isSuccess() {
		return this.status / 100 == 2;
	}

	/**
	 * The first value of a header.
	 * @param name its name, in any case
	 * @return the value, or {@code null} if there is none
	 */
	public @Nullable String header(String name) {
		return this.headers.getFirst(name);
	}

	/**
	 * The moment that a header tells, in one of the three forms of HTTP dates.
	 * @param name the header's name
	 * @return the moment, or {@code null} if the header tells none
	 */
	public @Nullable Instant date(String name) {
		try {
			long millis = this.headers.getFirstDate(name);
			return (millis > 0) ? Instant.ofEpochMilli(millis) : null;
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			return null;
		}
	}

	/**
	 * The content type that the headers name.
	 * @return the header, or words that say that there is none
	 */
	public String contentType() {
		return Optional.ofNullable(header(HttpHeaders.CONTENT_TYPE)).orElse("no content type");
	}

}
