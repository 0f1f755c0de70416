package ai.flora.client.internal.output;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import ai.flora.client.FloraConnectionException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraRequestRefusedException;
import ai.flora.client.FloraResponseException;
import ai.flora.client.FloraResponseTooLargeException;
import ai.flora.client.FloraTimeoutException;
import ai.flora.client.internal.download.DownloadResponse;
import ai.flora.client.internal.time.Timing;
import ai.flora.client.internal.transport.NetworkFailures;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * Reads a file from its host to its end. After a cut it goes on where it was, if the host
 * has named the file by a strong ETag, and only with the same file. Used by one thread,
 * but for {@link #abort()}.
 */
final class Transfer {

	/** Most bytes of one piece. */
	static final int PIECE = 16 * 1024;

	private static final int MAX_CONTINUATIONS = 3;

	private static final Pattern RANGE = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");

	private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");

	private static final Pattern STRONG_ETAG = Pattern.compile("\"[^\"]*\"");

	private static final String ETAG = HttpHeaders.ETAG;

	private final String subject;

	private final URI url;

	private final Hops hops;

	private final Limit limit;

	private final Timing timing;

	private final Duration delay;

	private volatile @Nullable DownloadResponse current;

	private volatile boolean aborted;

	private long position;

	/** Length of the whole file, or -1 if it is not known. */
	private long total = -1;

	/** ETag of the file that is being read, if it is a strong one. */
	private @Nullable String etag;

	/**
	 * Creates a transfer.
	 * @param subject beginning of messages
	 * @param url where the file is
	 * @param hops the way to it
	 * @param limit limit of its size
	 * @param timing sleeps before each continuation
	 * @param delay time that it sleeps
	 */
	Transfer(String subject, URI url, Hops hops, Limit limit, Timing timing, Duration delay) {
		this.subject = subject;
		this.url = url;
		this.hops = hops;
		this.limit = limit;
		this.timing = timing;
		this.delay = delay;
	}

	/**
	 * Reads the file.
	 * @param sink is given the file, in order
	 * @throws FloraException if there is no whole file
	 * @throws InterruptedException if nobody wants it any more
	 */
	void run(Sink sink) throws InterruptedException {
		try {
			IOException cut = begin(sink);
			for (int continuations = 0; cut != null; continuations++) {
				if (this.etag == null || continuations == MAX_CONTINUATIONS) {
					throw new FloraResponseException(this.subject + " was cut by " + this.hops.host() + " after "
							+ this.position + ((this.total >= 0) ? " of " + this.total : "")
							+ " bytes. Nothing of it is kept; try again.", cut);
				}
				this.timing.sleep(this.delay);
				cut = goOn(sink);
			}
		}
		catch (ForbiddenAddressException ex) {
			throw new FloraRequestRefusedException(this.subject + ": its URL, or what that redirects to, "
					+ ex.getMessage() + ". Nothing was sent there. Outputs are fetched by https from public addresses;"
					+ " if you trust that host, read RunOutput.link() with a client of your own.");
		}
	}

	/** Makes the first request. A failure before its body begins is final. */
	private @Nullable IOException begin(Sink sink) throws InterruptedException {
		try (DownloadResponse response = request(Map.of())) {
			checkStatus(response);
			this.total = length(response);
			this.limit.check(this.subject, Math.max(this.total, 0));
			String etag = response.header(ETAG);
			this.etag = (etag != null && STRONG_ETAG.matcher(etag).matches()) ? etag : null;
			sink.begin((this.total >= 0) ? OptionalLong.of(this.total) : OptionalLong.empty());
			return copy(response, sink, this.total);
		}
		catch (IOException ex) {
			throw noResponse(ex);
		}
	}

	private FloraException noResponse(IOException ex) {
		String message = this.subject + ": no answer came from " + this.hops.host() + (NetworkFailures.isTimeout(ex)
				? " in time"
				: ": it cannot be reached, broke the connection, or does" + " not speak HTTP or TLS as it should");
		return NetworkFailures.isTimeout(ex) ? new FloraTimeoutException(message, ex)
				: new FloraConnectionException(message, ex);
	}

	/** Goes on after a cut, with the same file, or fails. */
	private @Nullable IOException goOn(Sink sink) throws InterruptedException {
		String etag = String.valueOf(this.etag);
		Map<String, String> headers = Map.of(HttpHeaders.RANGE, "bytes=" + this.position + "-", HttpHeaders.IF_RANGE,
				etag);
		try (DownloadResponse response = request(headers)) {
			if (response.status() / 100 == 5) {
				return new IOException("HTTP status " + response.status());
			}
			Matcher range = RANGE.matcher(String.valueOf(response.header(HttpHeaders.CONTENT_RANGE)));
			boolean same = response.status() == 206 && etag.equals(response.header(ETAG)) && range.matches()
					&& Long.parseLong(range.group(1)) == this.position
					&& isPart(Long.parseLong(range.group(2)), range.group(3));
			if (!same) {
				throw new FloraResponseException(this.subject + " was cut after " + this.position + " bytes, and "
						+ this.hops.host() + " did not go on with the same file (it answered " + response.status()
						+ "): the file has changed, or cannot be read in parts. Nothing of it is kept; try again.",
						null);
			}
			checkCoding(response);
			length(response);
			return copy(response, sink, Long.parseLong(range.group(2)) + 1);
		}
		catch (IOException ex) {
			return ex;
		}
	}

	/**
	 * Returns whether a part is of this file. Hosts may send less than the rest: only the
	 * length of the whole file tells which part is the last one.
	 */
	private boolean isPart(long last, String total) {
		if (this.total < 0 && !total.equals("*")) {
			this.limit.check(this.subject, Long.parseLong(total));
			this.total = Long.parseLong(total);
		}
		return last < this.total && (total.equals("*") || Long.parseLong(total) == this.total);
	}

	private DownloadResponse request(Map<String, String> more) throws IOException, InterruptedException {
		Map<String, String> headers = new LinkedHashMap<>(more);
		headers.put(HttpHeaders.ACCEPT, "*/*");
		headers.put(HttpHeaders.ACCEPT_ENCODING, "identity");
		DownloadResponse response = this.hops.get(this.url, headers);
		this.current = response;
		if (this.aborted) {
			response.close();
		}
		return response;
	}

	private void checkStatus(DownloadResponse response) {
		int status = response.status();
		if (status != 200) {
			boolean gone = status == 403 || status == 404 || status == 410;
			throw new FloraResponseException(this.subject + ": " + this.hops.host() + " answered " + status + "."
					+ (gone ? " URLs of outputs do not last: retrieve the run again, and save its outputs soon." : ""),
					null);
		}
		checkCoding(response);
	}

	/** A few compressed bytes may become very many. */
	private void checkCoding(DownloadResponse response) {
		String coding = response.header(HttpHeaders.CONTENT_ENCODING);
		if (coding != null && !coding.isBlank() && !coding.strip().equalsIgnoreCase("identity")) {
			throw new FloraResponseException(
					this.subject + ": " + this.hops.host() + " sends it compressed, which it was not asked for.", null);
		}
	}

	/**
	 * The length that the host has declared, or -1 if the body tells its end by itself.
	 * Without either, the end could not be told from a cut; with both, or two lengths,
	 * HTTP clients do not agree where it is.
	 */
	private long length(DownloadResponse response) {
		String length = response.header(HttpHeaders.CONTENT_LENGTH);
		String transfer = response.header(HttpHeaders.TRANSFER_ENCODING);
		if (length == null && transfer != null && transfer.strip().equalsIgnoreCase("chunked")) {
			return -1;
		}
		if (transfer != null || length == null || !LENGTH.matcher(length).matches()) {
			throw new FloraResponseException(this.subject + ": " + this.hops.host()
					+ " does not say how long it is, so that nobody could tell whether it is whole.", null);
		}
		return Long.parseLong(length);
	}

	/**
	 * Reads a body.
	 * @param end position of its end within the file, or -1 if the body tells its end
	 * @return the exception that cut it, or {@code null} if the file is whole
	 */
	private @Nullable IOException copy(DownloadResponse response, Sink sink, long end) throws InterruptedException {
		InputStream body = response.body();
		try {
			while (true) {
				byte[] piece = new byte[PIECE];
				int count = body.read(piece);
				if (count < 0) {
					break;
				}
				if (count > 0) {
					this.position += count;
					this.limit.check(this.subject, this.position);
					sink.piece((count == PIECE) ? piece : Arrays.copyOf(piece, count));
				}
			}
		}
		catch (IOException ex) {
			return ex;
		}
		if (end >= 0 && this.position > end) {
			throw new FloraResponseException(this.subject + ": " + this.hops.host() + " sent more than it said.", null);
		}
		return (this.position < this.total) ? new IOException("The body ended early") : null;
	}

	/**
	 * Ends the exchange that goes on, from another thread.
	 */
	void abort() {
		this.aborted = true;
		DownloadResponse response = this.current;
		if (response != null) {
			response.close();
		}
	}

	/**
	 * The limit of a file's size.
	 *
	 * @param bytes most bytes
	 * @param setting name of the setting
	 */
	record Limit(long bytes, String setting) {

		void check(String subject, long size) {
			if (size > this.bytes) {
				throw new FloraResponseTooLargeException(subject + " is larger than the " + this.bytes + " bytes that "
						+ this.setting + " allows. Nothing of it is kept.", null);
			}
		}

	}

	/**
	 * The target of a file.
	 */
	interface Sink {

		void begin(OptionalLong length) throws InterruptedException;

		void piece(byte[] bytes) throws InterruptedException;

	}

}
