package ai.flora.client.internal.transport;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * A port that refuses connections as long as it is held. A port that was closed may be
 * taken by somebody else, or by the very connection to it.
 */
class RefusedPort implements Closeable {

	private final Socket socket = new Socket();

	RefusedPort() throws IOException {
		this.socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
	}

	int port() {
		return this.socket.getLocalPort();
	}

	String url() {
		return "http://127.0.0.1:" + port() + "/api/v1";
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
