package ai.flora.spring.boot.test;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import ai.flora.client.Run;
import ai.flora.client.RunStatus;
import ai.flora.spring.boot.test.FakeWebhooks.Delivery;
import ai.flora.spring.boot.test.SoakAttempts.Attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * The requests that the fake saw, and the events that the application was told, in all
 * rounds so far: meters have to add up with that.
 */
final class SoakTotals {

	private final Map<FloraOperation, Integer> attempts = new EnumMap<>(FloraOperation.class);

	private final Map<Integer, Integer> statuses = new TreeMap<>();

	private final Map<Integer, Integer> deliveries = new TreeMap<>();

	private final Map<RunStatus, Integer> ends = new EnumMap<>(RunStatus.class);

	private final Map<String, Integer> faults = new LinkedHashMap<>();

	private BigDecimal cost = BigDecimal.ZERO;

	private int costs;

	private int received;

	private int repeated;

	private int notSent;

	/**
	 * Matches the client's attempts with the requests that the fake received.
	 */
	void add(Map<String, Attempt> made, List<ReceivedRequest> requests, boolean repeatsByItself) {
		Map<String, ReceivedRequest> arrived = new HashMap<>();
		for (ReceivedRequest request : requests) {
			String id = request.header(SoakAttempts.HEADER).orElseThrow();
			assertThat(made).as("attempts of the client").containsKey(id);
			assertThat(made.get(id).operation()).isEqualTo(request.operation());
			if (arrived.put(id, request) != null) {
				assertThat(repeatsByItself && request.method().equals("GET")).as("repeated %s", request).isTrue();
				this.repeated++;
			}
		}
		made.forEach((id, attempt) -> {
			this.attempts.merge(attempt.operation(), 1, Integer::sum);
			this.statuses.merge(attempt.outcome(), 1, Integer::sum);
			if (!arrived.containsKey(id)) {
				assertThat(attempt.outcome()).as("an attempt that did not arrive").isEqualTo(Attempt.UNANSWERED);
				this.notSent++;
			}
		});
		this.received += requests.size();
	}

	void addDeliveries(List<Delivery> deliveries) {
		deliveries.forEach((delivery) -> this.deliveries.merge(delivery.status(), 1, Integer::sum));
	}

	void addFaults(Map<String, Integer> faults) {
		faults.forEach((kind, happened) -> this.faults.merge(kind, happened, Integer::sum));
	}

	void addEnds(Collection<Run> ends) {
		for (Run run : ends) {
			this.ends.merge(run.status(), 1, Integer::sum);
			if (run.chargedCost() != null) {
				this.costs++;
				this.cost = this.cost.add(run.chargedCost());
			}
		}
	}

	void assertMetersAddUp(SoakMeters meters) {
		int made = this.attempts.values().stream().mapToInt(Integer::intValue).sum();
		assertThat(meters.timed("http.client.requests")).as("http.client.requests").isEqualTo(made);
		assertThat(this.received).as("requests that the fake received").isEqualTo(made - this.notSent + this.repeated);
		this.statuses.forEach((status, count) -> {
			if (status != Attempt.UNANSWERED) {
				assertThat(meters.timed("http.client.requests", "status", String.valueOf(status)))
					.as("answers with " + status)
					.isEqualTo(count.longValue());
			}
		});
		assertCallsAddUp(meters, FloraOperation.CREATE, "create");
		assertCallsAddUp(meters, FloraOperation.RETRIEVE, "retrieve");
		assertCallsAddUp(meters, FloraOperation.LIST, "list");
		assertCallsAddUp(meters, FloraOperation.WORKSPACES, "probe");
		for (RunStatus status : List.of(RunStatus.COMPLETED, RunStatus.FAILED)) {
			assertThat(meters.timed("flora.runs", "outcome", status.wireName())).as("flora.runs, " + status)
				.isEqualTo(ended(status));
		}
		assertThat(meters.gauge("flora.runs.followed")).as("flora.runs.followed").isZero();
		assertCostsAddUp(meters, 0, BigDecimal.ZERO);
		assertDeliveriesAddUp(meters, 200, "accepted", "duplicate");
		assertDeliveriesAddUp(meters, 401, "bad_signature", "expired");
		assertDeliveriesAddUp(meters, 503, "overloaded");
		assertDeliveriesAddUp(meters, 400, "malformed");
	}

	/**
	 * A caller who was interrupted, or had no time left, may have given up before an
	 * attempt, or between two.
	 */
	private void assertCallsAddUp(SoakMeters meters, FloraOperation operation, String name) {
		String requests = "flora.client.requests";
		long givenUp = meters.timed(requests, "operation", name, "outcome", "INTERRUPTED")
				+ meters.timed(requests, "operation", name, "outcome", "TIMEOUT");
		long expected = meters.timed(requests, "operation", name)
				+ meters.counted("flora.client.retries", "operation", name);
		// A request about a start in doubt is neither a call nor a retry.
		long least = (operation == FloraOperation.CREATE) ? -this.attempts.getOrDefault(operation, 0) : 0;
		assertThat(expected - this.attempts.getOrDefault(operation, 0))
			.as("calls and retries less attempts of %s", name)
			.isBetween(least, givenUp);
	}

	/** Costs that a late look has brought are nobody's event. */
	void assertCostsAddUp(SoakMeters meters, int late, BigDecimal lateCost) {
		assertThat(meters.summed("flora.runs.cost")).as("costs").isEqualTo(this.costs + late);
		assertThat(meters.total("flora.runs.cost")).as("flora.runs.cost")
			.isCloseTo(this.cost.add(lateCost).doubleValue(), within(1e-6));
	}

	/**
	 * The fake waits ten seconds for a response: on a busy machine, it may come later.
	 */
	private void assertDeliveriesAddUp(SoakMeters meters, int status, String... outcomes) {
		long metered = 0;
		for (String outcome : outcomes) {
			metered += meters.timed("flora.webhook.deliveries", "outcome", outcome);
		}
		assertThat(metered - delivered(status)).as("deliveries that were answered with %s", status)
			.isBetween(0L, delivered(0));
	}

	/** How many deliveries were answered, or were not. */
	long delivered(boolean answered) {
		long unanswered = delivered(0);
		return answered ? this.deliveries.values().stream().mapToInt(Integer::intValue).sum() - unanswered : unanswered;
	}

	private long delivered(int status) {
		return this.deliveries.getOrDefault(status, 0);
	}

	private long ended(RunStatus status) {
		return this.ends.getOrDefault(status, 0);
	}

	@Override
	public String toString() {
		return "attempts " + this.attempts + "; answers by status (0: none) " + this.statuses + "\nrequests received "
				+ this.received + ", of them repeated by the HTTP library " + this.repeated
				+ "; attempts that were never sent " + this.notSent + "\nfaults " + this.faults + "\nends " + this.ends
				+ ", costs " + this.costs + " (USD " + this.cost + "); deliveries by answer " + this.deliveries;
	}

}
