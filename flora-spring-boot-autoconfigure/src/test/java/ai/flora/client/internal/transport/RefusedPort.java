package ai.flora.client.internal.transport;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * A port of all addresses that refuses connections as long as it is held. A port that was
 * closed may be taken by somebody else, or by the very connection to it. Servers of the
 * test may listen on a held port, and nobody else is given it.
 */
public class RefusedPort implements Closeable {

	private final Socket socket = new Socket();

	public RefusedPort() throws IOException {
		this.socket.setReuseAddress(true);
		this.socket.bind(new InetSocketAddress(0));
	}

	public int port() {
		return this.socket.getLocalPort();
	}

	public String url() {
		return "http://127.0.0.1:" + port() + "/api/v1";
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
