package ai.flora.client.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Another origin, to which nobody should ever come.
 */
final class Elsewhere {

	private static final AtomicInteger CONTACTS = new AtomicInteger();

	private static final ServerSocket LISTENER = listen();

	private Elsewhere() {
	}

	static String url() {
		return "http://127.0.0.1:" + LISTENER.getLocalPort() + "/stolen";
	}

	static int contacts() {
		return CONTACTS.get();
	}

	private static ServerSocket listen() {
		try {
			ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
			Thread thread = new Thread(() -> {
				try {
					while (true) {
						listener.accept().close();
						CONTACTS.incrementAndGet();
					}
				}
				catch (IOException ex) {
					// The tests are over.
				}
			});
			thread.setDaemon(true);
			thread.start();
			return listener;
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
