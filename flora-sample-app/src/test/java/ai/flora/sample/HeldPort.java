package ai.flora.sample;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * A port that is kept for a server at a loopback address, before it listens, after it and
 * in between. A port that was only looked up may be taken by somebody else meanwhile.
 */
public class HeldPort implements Closeable {

	private final Socket socket = new Socket();

	public HeldPort() throws IOException {
		this.socket.setReuseAddress(true);
		this.socket.bind(new InetSocketAddress(0));
	}

	public int port() {
		return this.socket.getLocalPort();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
