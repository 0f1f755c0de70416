package ai.flora.client.internal.transport;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * The body of an answer, as a channel: an interrupt then ends the reading, which Java
 * 17's HTTP client would otherwise sleep through, and no other thread has to watch.
 */
class ResponseBody extends AbstractInterruptibleChannel {

	/** Most runs are shorter, and spare the buffer of 8 KB that more is read with. */
	private static final int USUAL_LENGTH = 2048;

	private final InputStream stream;

	private final boolean closesAtOnce;

	private final Runnable abortion;

	private volatile @Nullable Thread reader;

	/**
	 * Creates a body.
	 * @param stream what the transport offers
	 * @param closesAtOnce whether closing it ends the exchange at once, from any thread;
	 * some transports read on to the end, or wait for the reader
	 * @param abortion ends the exchange, where closing its body does not; the body's type
	 * would not tell how, for a compressed one is another's
	 */
	ResponseBody(InputStream stream, boolean closesAtOnce, Runnable abortion) {
		this.stream = stream;
		this.closesAtOnce = closesAtOnce;
		this.abortion = abortion;
	}

	byte[] read(int length) throws IOException {
		this.reader = Thread.currentThread();
		try {
			return readInterruptibly(length);
		}
		catch (ClosedByInterruptException ex) {
			// The stream may have swallowed it.
			Thread.currentThread().interrupt();
			throw ex;
		}
	}

	private byte[] readInterruptibly(int length) throws IOException {
		byte @Nullable [] bytes = null;
		try {
			begin();
			bytes = readFully(length);
			return bytes;
		}
		finally {
			end(bytes != null);
		}
	}

	private byte[] readFully(int length) throws IOException {
		byte[] first = this.stream.readNBytes(Math.min(length, USUAL_LENGTH));
		if (first.length < USUAL_LENGTH) {
			return first;
		}
		byte[] rest = this.stream.readNBytes(length - first.length);
		byte[] bytes = Arrays.copyOf(first, first.length + rest.length);
		System.arraycopy(rest, 0, bytes, first.length, rest.length);
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
	 * A reader who slept through an interrupt may be waiting again by now, for bytes that
	 * a closed stream will not get; one more makes it see that the stream is closed.
	 */
	private void wakeReader() {
		Thread reader = this.reader;
		if (reader != null && reader != Thread.currentThread()) {
			reader.interrupt();
		}
	}

}
