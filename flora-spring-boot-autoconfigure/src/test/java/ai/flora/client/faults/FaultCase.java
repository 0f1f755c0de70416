package ai.flora.client.faults;

import ai.flora.client.transport.Transports;

/**
 * One operation under one fault, on one transport.
 */
record FaultCase(Fault fault, Subject subject, Transports transport) {

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
