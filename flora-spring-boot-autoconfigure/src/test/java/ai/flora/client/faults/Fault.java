package ai.flora.client.faults;

import java.net.Socket;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import ai.flora.client.faults.Exchange.Script;
import ai.flora.client.internal.transport.Transports;
import org.jspecify.annotations.Nullable;

/**
 * Something that goes wrong, and what each operation has to come to then.
 */
final class Fault {

	private static final Duration LONG_READ_TIMEOUT = Duration.ofSeconds(10);

	private final String name;

	private final Script script;

	private final Map<Transports, Map<Subject, Expected>> expected = new EnumMap<>(Transports.class);

	private final Set<Transports> repeating = new HashSet<>();

	private final Set<Transports> perhapsUnsent = EnumSet.noneOf(Transports.class);

	private final Set<Transports> keeping = new HashSet<>();

	private final Map<Transports, Integer> startsOnTheWire = new HashMap<>();

	private Place place = Place.PLAIN;

	private Duration readTimeout = LONG_READ_TIMEOUT;

	private boolean atAccept;

	private Fault(String name, Script script) {
		this.name = name;
		this.script = script;
	}

	static Fault of(String name, Script script) {
		return new Fault(name, script);
	}

	/** Where no request gets to. */
	static Fault of(String name, Place place) {
		return new Fault(name, Exchange::answerWell).at(place);
	}

	/**
	 * What operations come to.
	 * @param calls {@code retrieve}, {@code list} and the look for the workspace
	 * @param probe the health indicator's
	 * @param create a start
	 */
	Fault expect(String calls, String probe, String create) {
		for (Transports transport : Transports.values()) {
			expect(transport, calls, probe, create);
		}
		return this;
	}

	/** The same, where transports differ. */
	Fault expect(Transports transport, String calls, String probe, String create) {
		Map<Subject, Expected> all = new EnumMap<>(Subject.class);
		all.put(Subject.RETRIEVE, Expected.parse(calls));
		all.put(Subject.LIST, Expected.parse(calls));
		all.put(Subject.MODELS, Expected.parse(calls));
		all.put(Subject.OTHER, Expected.parse(calls));
		for (Subject subject : List.of(Subject.ASSETS_LIST, Subject.ASSETS_RETRIEVE, Subject.ASSETS_UPLOAD,
				Subject.ASSETS_IMPORT, Subject.ASSETS_COMPLETE, Subject.ASSETS_RETRY)) {
			all.put(subject, Expected.parse(calls));
		}
		all.put(Subject.PROJECTS_LIST, Expected.parse(calls));
		all.put(Subject.PROJECTS_RETRIEVE, Expected.parse(calls));
		all.put(Subject.PROJECTS_CREATE, Expected.parse(calls));
		all.put(Subject.WORKSPACES, Expected.parse(calls));
		all.put(Subject.PROBE, Expected.parse(probe));
		all.put(Subject.TECHNIQUES_LIST, Expected.parse(calls));
		all.put(Subject.TECHNIQUES_RETRIEVE, Expected.parse(calls));
		all.put(Subject.ACTIONS_LIST, Expected.parse(calls));
		all.put(Subject.ACTIONS_RETRIEVE, Expected.parse(calls));
		all.put(Subject.TECHNIQUES_CREATE, Expected.parse(create));
		all.put(Subject.ACTIONS_CREATE, Expected.parse(create));
		all.put(Subject.CREATE, Expected.parse(create));
		all.put(Subject.MODELS_ESTIMATE, Expected.parse(create).once());
		this.expected.put(transport, all);
		return this;
	}

	/** One operation, where it differs from those of its kind. */
	Fault expect(Subject subject, String expected) {
		this.expected.values().forEach((all) -> all.put(subject, Expected.parse(expected)));
		return this;
	}

	Fault at(Place place) {
		this.place = place;
		return this;
	}

	/** Whether it may happen before a start has left. */
	boolean isAtAccept() {
		return this.atAccept;
	}

	/** The script begins before a request is read: no start is seen. */
	Fault atAccept() {
		this.atAccept = true;
		return unseen();
	}

	/**
	 * Whether transports have begun to send when it happens is a race: a start that was
	 * never sent comes to what other calls come to, and one that was to what is expected.
	 */
	Fault perhapsUnsent(Transports... transports) {
		this.perhapsUnsent.addAll(List.of(transports));
		return this;
	}

	/** No start gets to the server, or into its hands. */
	Fault unseen() {
		for (Transports transport : Transports.values()) {
			this.startsOnTheWire.put(transport, 0);
		}
		return this;
	}

	Fault readTimeout(Duration readTimeout) {
		this.readTimeout = readTimeout;
		return this;
	}

	/** The JDK's client repeats a GET by itself when a connection ends unanswered. */
	Fault repeatedByJdk() {
		this.repeating.add(Transports.JDK);
		return this;
	}

	/** The JDK's client leaves connections open on which it cannot read a head. */
	Fault keptByJdk() {
		return keptBy(Transports.JDK);
	}

	/** The transport leaves connections open, each until it or the peer closes it. */
	Fault keptBy(Transports transport) {
		this.keeping.add(transport);
		return this;
	}

	void accepted(Socket socket, Exchange exchange) throws Exception {
		if (this.atAccept) {
			this.script.answer(exchange);
			exchange.leave();
			socket.close();
		}
	}

	Script script() {
		return this.script;
	}

	Place place() {
		return this.place;
	}

	boolean readTimesOut() {
		return !this.readTimeout.equals(LONG_READ_TIMEOUT);
	}

	Duration readTimeout() {
		return this.readTimeout;
	}

	Expected expected(Transports transport, Subject subject) {
		return Objects.requireNonNull(this.expected.get(transport), this.name)
			.get((subject == Subject.BATCH) ? Subject.CREATE : subject);
	}

	/** What a start comes to that was never sent, where that may be. */
	@Nullable Expected unsent(Transports transport) {
		return this.perhapsUnsent.contains(transport) ? expected(transport, Subject.RETRIEVE) : null;
	}

	/** Whether more requests than attempts may be seen. */
	boolean isRepeated(Transports transport, Subject subject) {
		return !subject.isStart() && this.repeating.contains(transport);
	}

	/** Whether connections stay open until the transport itself is gone. */
	boolean isKept(Transports transport) {
		return this.keeping.contains(transport);
	}

	int startsOnTheWire(Transports transport, Subject subject) {
		return subject.isQuote() ? Math.min(startsOnTheWire(transport), 1) : startsOnTheWire(transport);
	}

	private int startsOnTheWire(Transports transport) {
		return this.startsOnTheWire.getOrDefault(transport, expected(transport, Subject.CREATE).attempts());
	}

	@Override
	public String toString() {
		return this.name;
	}

}
