package ai.flora.client.internal;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A map of bounded size: when it is full, a new entry takes the place of the eldest. Not
 * thread-safe.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 * @since 0.1.0
 */
@SuppressWarnings("serial") // never serialized
public final class LatestEntries<K, V> extends LinkedHashMap<K, V> {

	private final int capacity;

	/**
	 * Creates an empty map.
	 * @param capacity the most entries that are kept
	 */
	public LatestEntries(int capacity) {
		this.capacity = capacity;
	}

	/**
	 * Creates an empty set of bounded size.
	 * @param <E> type of the elements
	 * @param capacity the most elements that are kept
	 * @return the set, which is not thread-safe
	 */
	public static <E> Set<E> set(int capacity) {
		return Collections.newSetFromMap(new LatestEntries<>(capacity));
	}

	@Override
	protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
		return size() > this.capacity;
	}

}
