package ai.flora.client.internal.webhook;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Deliveries seen lately, by id. Bounded, and thread-safe.
 */
class RecentDeliveries {

	private static final int CAPACITY = 20_000;

	private final Map<String, Boolean> seen = new LinkedHashMap<>() {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
			return size() > CAPACITY;
		}

	};

	/**
	 * Remembers a delivery.
	 * @return whether it is new
	 */
	synchronized boolean add(String id) {
		return this.seen.putIfAbsent(id, Boolean.TRUE) == null;
	}

	/** It was not handled after all: the next attempt is the first. */
	synchronized void forget(String id) {
		this.seen.remove(id);
	}

}
