package ai.flora.client.internal.start;

/**
 * A start, as FLORA tells it from others.
 *
 * @param runs the runs among which its own may be
 * @param key its idempotency key
 */
record StartKey(KindAndProject runs, String key) {

	static StartKey of(StartOrder order, String key) {
		return new StartKey(new KindAndProject(order.kind(), order.request().projectId()), key);
	}

}
