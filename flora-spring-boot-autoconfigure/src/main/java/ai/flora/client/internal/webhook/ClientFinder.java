package ai.flora.client.internal.webhook;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

import ai.flora.client.FloraClient;
import org.jspecify.annotations.Nullable;

/**
 * Finds the client that a delivery is for, among those that share an endpoint.
 * Thread-safe.
 */
class ClientFinder {

	private final FloraClient client;

	private final Supplier<Stream<FloraClient>> others;

	/**
	 * Creates a finder.
	 * @param client the client of the endpoint, for deliveries that are not known to be
	 * another's
	 * @param others may have started the runs of deliveries to the paths of starts
	 */
	ClientFinder(FloraClient client, Supplier<Stream<FloraClient>> others) {
		this.client = client;
		this.others = others;
	}

	/**
	 * Finds the client that has made the start that the path is of; if none knows, as
	 * after a restart, a client that has its key; or else the client of the endpoint.
	 * @param token a valid token of a start; {@code null} for the path of all
	 */
	FloraClient clientFor(@Nullable String token) {
		if (token == null || this.client.hasStarted(token)) {
			return this.client;
		}
		boolean hasKey = this.client.hasApiKeyOfStart(token);
		List<FloraClient> others = others(hasKey);
		Optional<FloraClient> found = first(others, (other) -> other.hasStarted(token));
		if (found.isEmpty() && !hasKey) {
			found = first(others, (other) -> other.hasApiKeyOfStart(token));
		}
		return found.orElse(this.client);
	}

	/** A client bean that cannot be created has started nothing. */
	private List<FloraClient> others(boolean optional) {
		try {
			return this.others.get().toList();
		}
		catch (RuntimeException ex) {
			if (!optional) {
				throw ex;
			}
			return List.of();
		}
	}

	private static Optional<FloraClient> first(List<FloraClient> clients, Predicate<FloraClient> condition) {
		return clients.stream().filter(condition).findFirst();
	}

}
