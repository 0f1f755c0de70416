package ai.flora.sample;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.SocketTimeoutException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Reads bodies before anything else looks at a request, whole, small and in time: what
 * arrives here is memory of this application, and goes on to FLORA.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
class RequestBodies extends OncePerRequestFilter {

	static final DataSize LIMIT = DataSize.ofKilobytes(64);

	private static final DataSize PICTURE_LIMIT = DataSize.ofMegabytes(20);

	/** Senders read the response only when they have sent everything. */
	private static final DataSize DISCARDED = DataSize.ofMegabytes(32);

	private final Duration timeout;

	private final HandlerExceptionResolver problems;

	RequestBodies(@Value("${sample.body-timeout:10s}") Duration timeout,
			@Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
		this.timeout = timeout;
		this.problems = problems;
	}

	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		return request.getContentLengthLong() <= 0 && request.getHeader(HttpHeaders.TRANSFER_ENCODING) == null;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		byte[] body;
		try {
			body = read(request.getInputStream(), limit(request));
		}
		catch (ResponseStatusException ex) {
			this.problems.resolveException(request, response, null, ex);
			return;
		}
		chain.doFilter(new ReadRequest(request, body), response);
	}

	private static DataSize limit(HttpServletRequest request) {
		return request.getServletPath().equals(PictureController.PATH) ? PICTURE_LIMIT : LIMIT;
	}

	/**
	 * A sender that is slow without end is as bad as one that says nothing: Tomcat's own
	 * timeout begins anew with each byte.
	 */
	private byte[] read(InputStream input, DataSize limit) throws IOException {
		long start = System.nanoTime();
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		byte[] buffer = new byte[8192];
		long size = 0;
		for (int count = next(input, buffer); count >= 0; count = next(input, buffer)) {
			size += count;
			if (size <= limit.toBytes()) {
				body.write(buffer, 0, count);
			}
			boolean late = System.nanoTime() - start > this.timeout.toNanos();
			if (late && size <= limit.toBytes()) {
				throw unfinished();
			}
			if (late || size > DISCARDED.toBytes()) {
				break;
			}
		}
		if (size > limit.toBytes()) {
			throw new ResponseStatusException(HttpStatus.valueOf(413),
					"A body has " + limit.toKilobytes() + " KB at most.");
		}
		return body.toByteArray();
	}

	private static int next(InputStream input, byte[] buffer) throws IOException {
		try {
			return input.read(buffer);
		}
		catch (IOException ex) {
			if (NestedExceptionUtils.getMostSpecificCause(ex) instanceof SocketTimeoutException) {
				throw unfinished();
			}
			throw ex;
		}
	}

	private static ResponseStatusException unfinished() {
		return new ResponseStatusException(HttpStatus.REQUEST_TIMEOUT, "The body did not arrive in time.");
	}

	/**
	 * A request whose body has been read.
	 */
	private static final class ReadRequest extends HttpServletRequestWrapper {

		private final ServletInputStream body;

		ReadRequest(HttpServletRequest request, byte[] body) {
			super(request);
			this.body = new ReadBody(body);
		}

		@Override
		public ServletInputStream getInputStream() {
			return this.body;
		}

		@Override
		public BufferedReader getReader() {
			String charset = getCharacterEncoding();
			return new BufferedReader(new InputStreamReader(this.body,
					(charset != null) ? Charset.forName(charset) : StandardCharsets.UTF_8));
		}

	}

	private static final class ReadBody extends ServletInputStream {

		private final ByteArrayInputStream bytes;

		ReadBody(byte[] bytes) {
			this.bytes = new ByteArrayInputStream(bytes);
		}

		@Override
		public int read() {
			return this.bytes.read();
		}

		@Override
		public int read(byte[] target, int offset, int length) {
			return this.bytes.read(target, offset, length);
		}

		@Override
		public boolean isFinished() {
			return this.bytes.available() == 0;
		}

		@Override
		public boolean isReady() {
			return true;
		}

		@Override
		public void setReadListener(ReadListener listener) {
			throw new UnsupportedOperationException("The body is there already");
		}

	}

}
