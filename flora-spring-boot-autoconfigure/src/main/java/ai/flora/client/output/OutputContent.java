package ai.flora.client.output;

import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;

/**
 * The content of an output while it is read. To be closed.
 *
 * @since 0.1.0
 */
public interface OutputContent extends AutoCloseable {

	/**
	 * What the output is by its first bytes.
	 * @return the media type, such as {@code image/jpeg};
	 * {@code application/octet-stream} if the bytes do not tell
	 */
	String mediaType();

	/**
	 * Its length, if it is known before it was read, as the host says.
	 * @return the length in bytes, or empty
	 */
	OptionalLong length();

	/**
	 * The content. What keeps it from being read to its end is thrown by the stream as a
	 * {@link ai.flora.client.FloraException}, as {@link FloraOutputs} describes, and
	 * never shows as an early end.
	 * @return always the same stream, bounded in size and time; closed with this
	 */
	InputStream stream();

	/**
	 * Ends the download, if it goes on. Does nothing the second time.
	 * @throws IOException never, if the client has made it
	 */
	@Override
	void close() throws IOException;

}
