package ai.flora.client.faults;

import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import ai.flora.client.internal.transport.RawServer;

/**
 * A server at which a fault happens, and which knows whether its clients have left.
 */
final class FaultServer implements RawServer.RequestScript, AutoCloseable {

	private final Fault fault;

	private final Subject subject;

	private final RawServer server;

	private final AtomicInteger accepted = new AtomicInteger();

	private final Set<Socket> open = ConcurrentHashMap.newKeySet();

	private final Set<Socket> idle = ConcurrentHashMap.newKeySet();

	private final AtomicLong flooded = new AtomicLong();

	FaultServer(Fault fault, Subject subject) throws IOException {
		this.fault = fault;
		this.subject = subject;
		this.server = new RawServer(this, fault.place().listen());
	}

	@Override
	public void accepted(Socket socket) throws Exception {
		this.accepted.incrementAndGet();
		this.open.add(socket);
		this.fault.accepted(socket, new Exchange("", socket, this.flooded));
		// Jetty's client connects ahead, once more than it then needs. Where there is a
		// handshake to come, a connection is not ready to wait for its first request.
		if (this.fault.place() == Place.PLAIN) {
			this.idle.add(socket);
		}
	}

	@Override
	public void answer(String first, RawServer raw, Socket socket) throws Exception {
		String request = first;
		this.idle.remove(socket);
		while (true) {
			Exchange exchange = new Exchange(request, socket, this.flooded);
			answer(request, exchange);
			if (!exchange.isWhole()) {
				exchange.leave();
				return;
			}
			this.idle.add(socket);
			request = raw.read(socket.getInputStream());
			this.idle.remove(socket);
		}
	}

	private void answer(String request, Exchange exchange) throws Exception {
		if (this.subject.makesOthers() && !this.subject.isRequest(request)) {
			exchange.answerWell();
		}
		else {
			this.fault.script().answer(exchange);
		}
	}

	@Override
	public void ended(Socket socket) {
		this.open.remove(socket);
	}

	int port() {
		return this.server.port();
	}

	int accepted() {
		return this.accepted.get();
	}

	List<String> requests() {
		return this.server.requests();
	}

	/** Whether each connection is closed, or waits for a request. */
	boolean isUnused() {
		return this.idle.containsAll(this.open);
	}

	/** Whether all connections are closed. */
	boolean isLeft() {
		return this.open.isEmpty();
	}

	/** Bytes that were sent of what has no end. */
	long flooded() {
		return this.flooded.get();
	}

	@Override
	public void close() throws IOException {
		this.server.close();
	}

}
