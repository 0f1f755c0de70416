package ai.flora.client.faults;

import java.util.List;
import java.util.stream.Stream;

import ai.flora.client.internal.transport.Transports;

/**
 * One operation under one fault, on one transport.
 */
record FaultCase(Fault fault, Subject subject, Transports transport) {

	static final List<Transports> TRANSPORTS = List.of(Transports.JDK, Transports.APACHE, Transports.JETTY,
			Transports.REACTOR);

	/** All operations go the same way: two tell of the rarer transports. */
	static List<Subject> subjects(Transports transport) {
		return (transport == Transports.JDK || transport == Transports.APACHE) ? List.of(Subject.values())
				: List.of(Subject.RETRIEVE, Subject.CREATE);
	}

	static Stream<FaultCase> of(Fault fault) {
		return TRANSPORTS.stream()
			.flatMap((transport) -> subjects(transport).stream()
				.map((subject) -> new FaultCase(fault, subject, transport)));
	}

	Expected expected() {
		return this.fault.expected(this.transport, this.subject);
	}

	/** Whether it depends on real time, and thus on how busy the machine is. */
	boolean isRealTime() {
		return expected().real() || this.fault.readTimesOut();
	}

	@Override
	public String toString() {
		return this.subject.operation() + " when " + this.fault + ", on " + this.transport;
	}

}
