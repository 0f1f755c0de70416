package ai.flora.client.faults;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import ai.flora.client.internal.transport.Transports;

/**
 * One operation under one fault, on one transport.
 */
record FaultCase(Fault fault, Subject subject, Transports transport) {

	static final List<Transports> TRANSPORTS = List.of(Transports.JDK, Transports.APACHE, Transports.JETTY,
			Transports.REACTOR);

	/**
	 * Reads of the other resources go the way of a run's, and starts of a batch that of
	 * others.
	 */
	private static final Set<Subject> ALIKE = EnumSet.of(Subject.BATCH, Subject.MODELS, Subject.ASSETS_LIST,
			Subject.ASSETS_RETRIEVE, Subject.PROJECTS_LIST, Subject.PROJECTS_RETRIEVE, Subject.TECHNIQUES_LIST,
			Subject.TECHNIQUES_RETRIEVE, Subject.ACTIONS_LIST, Subject.ACTIONS_RETRIEVE);

	/** All operations go the same way: two tell of the rarer transports. */
	static List<Subject> subjects(Transports transport) {
		return switch (transport) {
			case JDK -> List.of(Subject.values());
			case APACHE -> List.copyOf(EnumSet.complementOf(EnumSet.copyOf(ALIKE)));
			default -> List.of(Subject.RETRIEVE, Subject.CREATE);
		};
	}

	static Stream<FaultCase> of(Fault fault) {
		return TRANSPORTS.stream()
			.flatMap((transport) -> subjects(transport).stream()
				.map((subject) -> new FaultCase(fault, subject, transport)));
	}

	Expected expected() {
		Expected expected = this.fault.expected(this.transport, this.subject);
		return (this.subject == Subject.ACTIONS_CREATE) ? expected.withoutLists() : expected;
	}

	/** Whether it depends on real time, and thus on how busy the machine is. */
	boolean isRealTime() {
		return expected().real() || this.fault.readTimesOut();
	}

	@Override
	public String toString() {
		return this.subject + " when " + this.fault + ", on " + this.transport;
	}

}
