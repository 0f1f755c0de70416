package ai.flora.client.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;

import ai.flora.client.internal.transport.RefusedPort;
import org.jspecify.annotations.Nullable;

/**
 * Where a client looks for FLORA.
 */
public enum Place {

	/** At a server that speaks HTTP. */
	PLAIN,

	/** At a port that nobody listens to. */
	REFUSED {

		private @Nullable RefusedPort refused;

		@Override
		public synchronized String url(int port) throws IOException {
			if (this.refused == null) {
				this.refused = new RefusedPort();
			}
			return this.refused.url();
		}

	},

	/** At a port whose queue is full: the kernel drops what else comes, unanswered. */
	UNREACHABLE {

		private final List<Socket> queue = new ArrayList<>();

		private @Nullable ServerSocket full;

		@Override
		public synchronized String url(int port) throws IOException {
			if (this.full == null) {
				this.full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
				fill(this.full);
			}
			return super.url(this.full.getLocalPort());
		}

		private void fill(ServerSocket listener) throws IOException {
			try {
				while (this.queue.size() < 1000) {
					Socket socket = new Socket();
					socket.connect(listener.getLocalSocketAddress(), 200);
					this.queue.add(socket);
				}
			}
			catch (java.net.SocketTimeoutException ex) {
				return;
			}
			throw new IOException("The queue does not fill");
		}

		@Override
		Duration connectTimeout() {
			return Duration.ofMillis(300);
		}

	},

	/**
	 * At a name that no DNS request can hold, for its label is too long: looking it up
	 * fails without one.
	 */
	UNKNOWN_HOST {
		@Override
		public String url(int port) {
			return "http://" + "f".repeat(64) + ".invalid:" + port + "/api/v1";
		}
	},

	/** At a server that does not speak TLS. */
	NO_TLS {
		@Override
		public String url(int port) {
			return "https://127.0.0.1:" + port + "/api/v1";
		}
	},

	/** At a server whose certificate nobody vouches for. */
	UNTRUSTED {
		@Override
		public ServerSocket listen() throws IOException {
			return Certificates.SERVER.listen();
		}

		@Override
		public String url(int port) {
			return "https://127.0.0.1:" + port + "/api/v1";
		}
	},

	/** At a server whose certificate is another host's. */
	MISNAMED {
		@Override
		public ServerSocket listen() throws IOException {
			return Certificates.SERVER.listen();
		}

		@Override
		public String url(int port) {
			return "https://localhost:" + port + "/api/v1";
		}

		@Override
		SSLContext tls() {
			return Certificates.SERVER.trusting();
		}
	},

	/** At a server whose certificate is right. */
	TLS {
		@Override
		public ServerSocket listen() throws IOException {
			return Certificates.SERVER.listen();
		}

		@Override
		public String url(int port) {
			return "https://127.0.0.1:" + port + "/api/v1";
		}

		@Override
		SSLContext tls() {
			return Certificates.SERVER.trusting();
		}
	};

	/**
	 * Listens there.
	 */
	public ServerSocket listen() throws IOException {
		return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
	}

	/**
	 * Its base URL.
	 * @param port where a server listens there
	 */
	public String url(int port) throws IOException {
		return "http://127.0.0.1:" + port + "/api/v1";
	}

	@Nullable SSLContext tls() {
		return null;
	}

	Duration connectTimeout() {
		return Duration.ofSeconds(5);
	}

}
