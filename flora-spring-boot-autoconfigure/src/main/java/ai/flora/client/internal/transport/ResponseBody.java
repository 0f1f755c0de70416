package ai.flora.client.internal.transport;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * The body of a response, as a channel: an interrupt then ends the reading, which Java
 * 17's HTTP client would otherwise sleep through, and no other thread has to watch.
 */
class ResponseBody extends AbstractInterruptibleChannel {

	/** Most runs are shorter: their bodies are read without the buffer of 8 KB. */
	private static final int USUAL_LENGTH = 2048;

	/** The longest body for which memory is taken on the word of a header. */
	private static final int MAX_EXPECTED_LENGTH = 64 * 1024;

	private final InputStream stream;

	private final boolean closesAtOnce;

	private final Runnable abortion;

	private volatile @Nullable Thread reader;

	/**
	 * Creates a body.
	 * @param stream the HTTP client's stream
	 * @param closesAtOnce whether closing it ends the exchange at once, from any thread;
	 * some HTTP clients read on to the end, or wait for the reader
	 * @param abortion ends the exchange where closing its body does not: the body may be
	 * wrapped, to be decompressed, so that its type does not tell how
	 */
	ResponseBody(InputStream stream, boolean closesAtOnce, Runnable abortion) {
		this.stream = stream;
		this.closesAtOnce = closesAtOnce;
		this.abortion = abortion;
	}

	/**
	 * Reads the body.
	 * @param length most bytes to read
	 * @param expected how long the body may be by its headers; negative if they do not
	 * tell. The body may be longer, such as if it was compressed
	 */
	byte[] read(int length, long expected) throws IOException {
		this.reader = Thread.currentThread();
		try {
			return readInterruptibly(length,
					(expected >= 0 && expected <= MAX_EXPECTED_LENGTH) ? (int) expected : USUAL_LENGTH);
		}
		catch (ClosedByInterruptException ex) {
			// The stream may have cleared the flag.
			Thread.currentThread().interrupt();
			throw ex;
		}
	}

	private byte[] readInterruptibly(int length, int expected) throws IOException {
		byte @Nullable [] bytes = null;
		try {
			begin();
			bytes = readFully(length, expected);
			return bytes;
		}
		finally {
			end(bytes != null);
		}
	}

	private byte[] readFully(int length, int expected) throws IOException {
		byte[] first = new byte[Math.min(length, expected)];
		int count = this.stream.readNBytes(first, 0, first.length);
		if (count < first.length) {
			return Arrays.copyOf(first, count);
		}
		int next = (count < length) ? this.stream.read() : -1;
		if (next < 0) {
			return first;
		}
		byte[] rest = this.stream.readNBytes(length - count - 1);
		byte[] bytes = Arrays.copyOf(first, count + 1 + rest.length);
		bytes[count] = (byte) next;
		System.arraycopy(rest, 0, bytes, count + 1, rest.length);
		return bytes;
	}

	@Override
	protected void implCloseChannel() throws IOException {
		if (this.closesAtOnce) {
			this.stream.close();
			wakeReader();
		}
		else {
			this.abortion.run();
		}
	}

	/**
	 * A reader whose interrupt was swallowed may be waiting again by now, for bytes that
	 * a closed stream will not get; another interrupt makes it see that the stream is
	 * closed.
	 */
	private void wakeReader() {
		Thread reader = this.reader;
		if (reader != null && reader != Thread.currentThread()) {
			reader.interrupt();
		}
	}

}
