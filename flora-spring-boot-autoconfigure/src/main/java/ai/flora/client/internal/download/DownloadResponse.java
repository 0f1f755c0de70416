package ai.flora.client.internal.download;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * A response whose body is still to be read. Closing it ends the exchange at once, from
 * whatever thread, without reading the rest.
 *
 * @param status HTTP status
 * @param headers the values of each header, separated by commas if there are several, by
 * its name in any case
 * @param body the body, as it was sent
 * @param exchange what ends the exchange
 * @since 0.1.0
 */
public record DownloadResponse(int status, Map<String, String> headers, InputStream body,
		Closeable exchange) implements AutoCloseable {

	/**
	 * Copies the headers.
	 */
	public DownloadResponse {
		TreeMap<String, String> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		headers.forEach((name, value) -> anyCase.merge(name, value, (first, second) -> first + ", " + second));
		headers = anyCase;
	}

	/**
	 * A header.
	 * @param name its name
	 * @return its value, or {@code null} if there is none
	 */
	public @Nullable String header(String name) {
		return this.headers.get(name);
	}

	@Override
	public void close() {
		try {
			this.exchange.close();
		}
		catch (IOException ex) {
			// It is over in any case.
		}
	}

}
