package ai.flora.client.internal.start;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import ai.flora.client.FloraException;
import ai.flora.client.Generation;
import ai.flora.client.GenerationQuery;
import ai.flora.client.Page;
import ai.flora.client.RequestOptions;
import ai.flora.client.internal.transport.Deadline;
import ai.flora.client.internal.transport.FloraTransport;

/**
 * Reads the newest runs of a start's project. List items hold neither prompt nor key.
 */
class NewestRuns {

	private static final int MAX_PAGES = 10;

	private static final Duration LONGEST_REQUEST = Duration.ofSeconds(10);

	private final FloraTransport transport;

	private final OutstandingStarts ledger;

	NewestRuns(FloraTransport transport, OutstandingStarts ledger) {
		this.transport = transport;
		this.ledger = ledger;
	}

	/**
	 * Reads runs back to when a start was sent.
	 * @return the runs, newest first
	 * @throws TooManyRunsException if they are more than are worth reading
	 * @throws FloraException if FLORA does not tell
	 */
	List<Generation> since(PendingStart start, Deadline deadline) throws TooManyRunsException {
		List<Generation> newest = new ArrayList<>();
		GenerationQuery query = query(start);
		for (int page = 1; page <= MAX_PAGES; page++) {
			Page<Generation> read = page(query, deadline, LONGEST_REQUEST);
			newest.addAll(read.items());
			if (read.nextCursor() == null || isBefore(read, start.window().earliest(this.transport.clock()))) {
				return newest;
			}
			query = query.withCursor(read.nextCursor());
		}
		throw new TooManyRunsException();
	}

	/**
	 * Reads one page.
	 * @throws FloraException if FLORA does not tell
	 */
	List<Generation> page(PendingStart start, Deadline deadline, Duration longest) {
		return page(query(start), deadline, longest).items();
	}

	private Page<Generation> page(GenerationQuery query, Deadline deadline, Duration longest) {
		long asked = this.transport.timing().nanoTime();
		Page<Generation> page = this.transport.listForStart(query, options(deadline, longest));
		this.ledger.listed(query, page, asked);
		return page;
	}

	private static GenerationQuery query(PendingStart start) {
		return GenerationQuery.all().withWorkspaceId(start.request().workspaceId()).withProjectId(start.projectId());
	}

	private static RequestOptions options(Deadline deadline, Duration longest) {
		Duration remaining = deadline.remaining();
		Duration timeout = (remaining.compareTo(longest) < 0) ? remaining : longest;
		return RequestOptions.defaults()
			.withMaxAttempts(1)
			.withTimeout(timeout.isZero() ? Duration.ofNanos(1) : timeout);
	}

	private static boolean isBefore(Page<Generation> page, Instant moment) {
		List<Generation> items = page.items();
		Instant oldest = items.isEmpty() ? null : items.get(items.size() - 1).run().createdAt();
		return oldest != null && oldest.isBefore(moment);
	}

	/**
	 * More runs were started since than are worth reading.
	 */
	static class TooManyRunsException extends Exception {

	}

}
