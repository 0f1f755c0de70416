package ai.flora.client.output;

import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;

/**
 * The content of an output while it is read. It must be closed.
 *
 * @since 0.1.0
 */
public interface OutputContent extends AutoCloseable {

	/**
	 * The media type by the first bytes.
	 * @return the type, such as {@code image/jpeg}; {@code application/octet-stream} if
	 * the bytes do not tell
	 */
	String mediaType();

	/**
	 * The length that the host has declared.
	 * @return the length in bytes; empty if the host has declared none
	 */
	OptionalLong length();

	/**
	 * The content. If it cannot be read to its end, the stream throws a
	 * {@link ai.flora.client.FloraException}, as {@link FloraOutputs} describes. It never
	 * ends early instead.
	 * @return always the same stream, limited in size and time; closed with this content
	 */
	InputStream stream();

	/**
	 * Ends the download, if it goes on. Does nothing the second time.
	 * @throws IOException never, if the client has made the content
	 */
	@Override
	void close() throws IOException;

}
