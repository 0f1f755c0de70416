package ai.flora.client.internal.transport;

/**
 * What all calls of a client share.
 *
 * @param settings deadline and retries of calls that have none of their own
 * @param instrumentation whom to tell of calls
 * @param attempts makes attempts
 * @param translator turns failures into exceptions
 * @param answers learns from all answers
 * @param timing the clock
 */
record CallSupport(TransportSettings settings, Instrumentation instrumentation, AttemptRunner attempts,
		ErrorTranslator translator, ResponseListener answers, Timing timing) {
}
