package ai.flora.client.internal.output;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.BiConsumer;

import ai.flora.client.FloraConnectionException;
import ai.flora.client.FloraInterruptedException;
import ai.flora.client.FloraRequestRefusedException;
import ai.flora.client.FloraResponseException;
import ai.flora.client.FloraTimeoutException;
import ai.flora.client.internal.FileType;
import ai.flora.client.output.OutputContent;
import org.jspecify.annotations.Nullable;

/**
 * An output that is being read. Closing it reports the outcome and the number of bytes,
 * once.
 */
final class OpenOutput extends InputStream implements OutputContent {

	private final OutputSource source;

	private final BiConsumer<String, Long> whenClosed;

	private OptionalLong length = OptionalLong.empty();

	private ContentType type = ContentType.UNKNOWN;

	/** Bytes that were read, but not yet handed out. */
	private ByteArrayInputStream piece = new ByteArrayInputStream(new byte[0]);

	private boolean ended;

	private long count;

	private @Nullable String outcome;

	private boolean closed;

	/**
	 * Creates an output.
	 * @param source source of its bytes
	 * @param whenClosed told the outcome, in a word, and the number of bytes that were
	 * read
	 */
	OpenOutput(OutputSource source, BiConsumer<String, Long> whenClosed) {
		this.source = source;
		this.whenClosed = whenClosed;
	}

	/**
	 * Waits for the first bytes.
	 * @param text {@code true} for a text, whatever its bytes look like
	 */
	void begin(boolean text) {
		try {
			this.length = this.source.begin();
			ByteArrayOutputStream head = new ByteArrayOutputStream(FileType.HEAD);
			while (head.size() < FileType.HEAD && !this.ended) {
				head.writeBytes(next());
			}
			byte[] bytes = head.toByteArray();
			this.piece = new ByteArrayInputStream(bytes);
			this.type = text ? ContentType.TEXT : ContentType.of(bytes);
		}
		catch (RuntimeException ex) {
			throw failed(ex);
		}
	}

	/** The next bytes from the source; none at the end. */
	private byte[] next() {
		byte[] next = this.source.read();
		this.ended = next == null;
		this.count += (next != null) ? next.length : 0;
		return (next != null) ? next : new byte[0];
	}

	ContentType type() {
		return this.type;
	}

	@Override
	public String mediaType() {
		return this.type.mediaType();
	}

	@Override
	public OptionalLong length() {
		return this.length;
	}

	@Override
	public InputStream stream() {
		return this;
	}

	@Override
	public int read() {
		byte[] one = new byte[1];
		return (read(one, 0, 1) < 0) ? -1 : one[0] & 0xff;
	}

	@Override
	public int read(byte[] bytes, int offset, int count) {
		Objects.checkFromIndexSize(offset, count, bytes.length);
		if (count == 0) {
			return 0;
		}
		if (this.closed) {
			throw new IllegalStateException("The output is closed");
		}
		try {
			int read = readPiece(bytes, offset, count);
			while (read < 0 && !this.ended) {
				this.piece = new ByteArrayInputStream(next());
				read = readPiece(bytes, offset, count);
			}
			return read;
		}
		catch (RuntimeException ex) {
			throw failed(ex);
		}
	}

	private int readPiece(byte[] bytes, int offset, int count) {
		return this.piece.read(bytes, offset, count);
	}

	/**
	 * Notes the failure that ends the reading.
	 */
	RuntimeException failed(RuntimeException failure) {
		if (this.outcome == null) {
			this.outcome = outcome(failure);
		}
		return failure;
	}

	static String outcome(RuntimeException failure) {
		if (failure instanceof FloraRequestRefusedException) {
			return "refused";
		}
		if (failure instanceof FloraTimeoutException) {
			return "timeout";
		}
		if (failure instanceof FloraConnectionException) {
			return "connection_error";
		}
		if (failure instanceof FloraResponseException) {
			return "invalid_response";
		}
		return (failure instanceof FloraInterruptedException) ? "interrupted" : "failed";
	}

	@Override
	public void close() {
		if (!this.closed) {
			this.closed = true;
			this.source.close();
			String outcome = (this.outcome != null) ? this.outcome : this.ended ? "success" : "abandoned";
			this.whenClosed.accept(outcome, this.count);
		}
	}

}
