package ai.flora.client.faults;

import java.util.List;

import ai.flora.client.internal.transport.Transports;

/**
 * FLORA cannot be reached, or not safely. No start gets to it; where its connection was
 * ready to be sent on, that is not certain, and it is one that may have been accepted.
 */
final class ConnectionFaults {

	private static final String LOST = "StartUnconfirmed asked";

	private static final String SILENCE = "Timeout 1 after 2000";

	private ConnectionFaults() {
	}

	static List<Fault> all() {
		return List.of(
				Fault.of("refused", Place.REFUSED).unseen().expect("Connection 3", "Connection 1", "Connection 3"),
				Fault.of("unreachable", Place.UNREACHABLE).unseen().expect("Timeout 3", "Timeout 1", "Timeout 3"),
				Fault.of("unknown host", Place.UNKNOWN_HOST)
					.unseen()
					.expect("Connection 3", "Connection 1", "Connection 3"),
				Fault.of("TLS certificate not trusted", Place.UNTRUSTED)
					.unseen()
					.expect("Connection 3", "Connection 1", "Connection 3"),
				Fault.of("TLS certificate of another host", Place.MISNAMED)
					.unseen()
					.expect("Connection 3", "Connection 1", "Connection 3"),
				// The JDK's client may have read the body when it sees the text.
				Fault.of("plain text instead of TLS", (exchange) -> exchange.send("HTTP/1.1 400 Bad Request\n\n"))
					.at(Place.NO_TLS)
					.atAccept()
					.perhapsUnsent(Transports.JDK)
					.expect("Connection 3", "Connection 1", "Connection 3")
					.expect(Transports.JDK, "Connection 3", "Connection 1", LOST),
				Fault.of("reset in TLS handshake", Exchange::reset)
					.at(Place.NO_TLS)
					.atAccept()
					.expect("Connection 3", "Connection 1", "Connection 3"),
				// The JDK's client and Jetty's may have read the body when they see the
				// end.
				Fault.of("closed in TLS handshake", (exchange) -> {
				})
					.at(Place.NO_TLS)
					.atAccept()
					.perhapsUnsent(Transports.JDK, Transports.JETTY)
					.expect("Connection 3", "Connection 1", "Connection 3")
					.expect(Transports.JDK, "Connection 3", "Connection 1", LOST)
					.expect(Transports.JETTY, "Connection 3", "Connection 1", LOST),
				Fault.of("silence in TLS handshake", Exchange::hang)
					.at(Place.NO_TLS)
					.atAccept()
					// Reactor's own timeout for the handshake, of ten seconds, ends it.
					.keptBy(Transports.REACTOR)
					.expect(SILENCE, SILENCE, "Timeout 1 within 2000"),
				// The system may tell it while any client still connects.
				Fault.of("reset at accept", Exchange::reset)
					.atAccept()
					.repeatedByJdk()
					.perhapsUnsent(Transports.values())
					.expect("Connection 3", "Connection 1", LOST),
				Fault.of("closed at accept", (exchange) -> {
				})
					.atAccept()
					.repeatedByJdk()
					.perhapsUnsent(Transports.JETTY, Transports.REACTOR)
					.expect("Connection 3", "Connection 1", LOST),
				Fault.of("none, over TLS", Exchange::answerWell).at(Place.TLS).expect("fine 1", "fine 1", "fine 1"),
				Fault.of("none", Exchange::answerWell).expect("fine 1", "fine 1", "fine 1"));
	}

}
