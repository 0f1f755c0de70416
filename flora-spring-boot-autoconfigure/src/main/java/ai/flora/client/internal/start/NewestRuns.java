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
import ai.flora.client.internal.Durations;
import ai.flora.client.internal.RunKind;
import ai.flora.client.internal.run.RunOperations;
import ai.flora.client.internal.start.order.StartOrder;
import ai.flora.client.internal.time.Deadline;
import ai.flora.client.internal.transport.FloraTransport;
import org.jspecify.annotations.Nullable;

/**
 * Lists the newest runs of a start's project. List items hold neither prompt nor key.
 * Runs of techniques are listed for the whole workspace, since their starts name no
 * project. FLORA does not list runs of actions.
 */
class NewestRuns {

	/** The reason why a list tells nothing, as a part of a sentence. */
	static final String NO_TIME = "FLORA's answers do not tell the time";

	private static final int MAX_PAGES = 10;

	private static final Duration PAGE_TIMEOUT = Duration.ofSeconds(10);

	/**
	 * A caller who is told of a conflict does not wait longer for a list of the runs that
	 * the key may have led to.
	 */
	private static final Duration CONFLICT_PAGE_TIMEOUT = Duration.ofSeconds(5);

	private final FloraTransport transport;

	private final OutstandingStarts outstanding;

	NewestRuns(FloraTransport transport, OutstandingStarts outstanding) {
		this.transport = transport;
		this.outstanding = outstanding;
	}

	/**
	 * Lists runs back to the time when a start was sent first.
	 * @return the runs
	 * @throws FloraException if there is no list
	 */
	Listing since(PendingStart start, Deadline deadline) {
		if (!start.order().kind().isListed()) {
			return new Listing(List.of(), "FLORA does not list runs of this kind");
		}
		Listing newest = readSince(start, deadline);
		if (!this.transport.clock().isKnown()) {
			return new Listing(mayTellPosted(start) ? newest.runs() : List.of(), NO_TIME);
		}
		if (start.opened().mayHaveSleptSince(this.transport.timing())) {
			return new Listing(newest.runs(), "this machine slept meanwhile, or its clock was set");
		}
		return newest;
	}

	/**
	 * Tells whether a list may tell that a run which a delivery named is the start's. By
	 * this machine's clock, which may be wrong, a run of an earlier use of a caller's key
	 * would fit. The path of any other key was made for this start alone.
	 */
	boolean mayTellPosted(PendingStart start) {
		return !start.hasCallersKey() || this.transport.clock().isKnown();
	}

	/** Says that there is no list, as a part of a sentence. */
	static String notListed(FloraException failure) {
		return "its project's newest runs could not be listed (" + failure.getMessage() + ")";
	}

	private Listing readSince(PendingStart start, Deadline deadline) {
		List<Generation> newest = new ArrayList<>();
		GenerationQuery query = query(start.order());
		for (int count = 1; count <= MAX_PAGES; count++) {
			Page<Generation> page = page(start, query, deadline, PAGE_TIMEOUT);
			newest.addAll(page.items());
			if (page.nextCursor() == null || endsBefore(page, start.window().earliest(this.transport.clock()))) {
				return new Listing(newest, null);
			}
			query = query.withCursor(page.nextCursor());
		}
		return new Listing(newest, "too many runs were started since");
	}

	/**
	 * Lists the runs that an earlier use of a start's key may have led to, on one page.
	 * @throws FloraException if there is no list
	 */
	List<Generation> fromEarlierUse(PendingStart start, Deadline deadline) {
		if (!start.order().kind().isListed()) {
			return List.of();
		}
		List<Generation> newest = page(start, query(start.order()), deadline, CONFLICT_PAGE_TIMEOUT).items();
		Instant keysForgotten = this.transport.clock().now().minus(StartKey.LIFE);
		return newest.stream()
			.filter(start.window()::fits)
			.filter((run) -> run.run().createdAt() == null || !run.run().createdAt().isBefore(keysForgotten))
			.toList();
	}

	private Page<Generation> page(PendingStart start, GenerationQuery query, Deadline deadline, Duration timeout) {
		RunKind kind = start.order().kind();
		long askedAt = this.transport.timing().nanoTime();
		Page<Generation> page = list(kind, query, options(deadline, timeout));
		this.outstanding.observe(kind, query, page, askedAt);
		return page;
	}

	/** An interceptor's own exception must not hide that a start is in doubt. */
	private Page<Generation> list(RunKind kind, GenerationQuery query, RequestOptions options) {
		try {
			return this.transport.call(RunOperations.listForStart(kind, query), options);
		}
		catch (FloraException ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw new FloraException("Runs: the application failed to handle the exchange", ex);
		}
	}

	/**
	 * Reads FLORA's clock, which any response tells. A list, of whatever kind, costs
	 * nothing.
	 * @param order names workspace and project to list
	 * @return the time; {@code null} if the response did not tell it
	 * @throws FloraException if there was no list, and no time either
	 */
	@Nullable Instant time(StartOrder order, Deadline deadline) {
		long askedAt = this.transport.timing().nanoTime();
		try {
			list(RunKind.GENERATION, query(order).withLimit(1), deadline.options());
		}
		catch (FloraException ex) {
			if (!this.transport.clock().isKnownSince(askedAt)) {
				throw ex;
			}
		}
		return this.transport.clock().isKnownSince(askedAt) ? this.transport.clock().now() : null;
	}

	private static GenerationQuery query(StartOrder order) {
		return GenerationQuery.all()
			.withWorkspaceId(order.request().workspaceId())
			.withProjectId(order.request().projectId());
	}

	private static RequestOptions options(Deadline deadline, Duration longest) {
		return RequestOptions.defaults()
			.withMaxAttempts(1)
			.withTimeout(Durations.min(deadline.remainingTimeout(), longest));
	}

	private static boolean endsBefore(Page<Generation> page, Instant moment) {
		List<Generation> items = page.items();
		Instant oldest = items.isEmpty() ? null : items.get(items.size() - 1).run().createdAt();
		return oldest != null && oldest.isBefore(moment);
	}

	/**
	 * The newest runs of a project.
	 *
	 * @param runs the runs, newest first
	 * @param inconclusive why they cannot tell which run is the start's, as a part of a
	 * sentence; {@code null} if they can. A delivery still may, as far as there are runs
	 */
	record Listing(List<Generation> runs, @Nullable String inconclusive) {
	}

}
