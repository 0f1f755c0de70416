package ai.flora.client.internal.follow.plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import ai.flora.client.FollowSettings;
import ai.flora.client.internal.follow.plan.DurationDistribution.Component;
import ai.flora.client.internal.follow.plan.DurationDistribution.EarlyFailure;
import ai.flora.client.internal.follow.plan.DurationDistribution.LogNormal;
import org.jspecify.annotations.Nullable;

/**
 * Knows how long the latest runs of each model took, and plans polls of the next runs.
 * Thread-safe.
 */
public class ModelDurations {

	/** The duration of a run, in seconds, if nothing tells another one. */
	public static final double USUAL_DURATION = 15;

	private static final int MAX_MODELS = 200;

	private static final int MAX_PLANS = 100;

	private final FollowSettings settings;

	private final Map<String, RecentDurations> models = new LeastRecentlyUsed<>(MAX_MODELS);

	private final Map<PlanKey, CurrentPlan> plans = new LeastRecentlyUsed<>(MAX_PLANS);

	/**
	 * Creates an instance that has learnt from no run.
	 * @param settings bounds of the time between polls
	 */
	public ModelDurations(FollowSettings settings) {
		this.settings = settings;
	}

	/**
	 * Learns from a run that has ended.
	 * @param model the run's model, if known
	 * @param duration how long it took, by FLORA's own timestamps
	 */
	public synchronized void ended(@Nullable String model, Duration duration) {
		this.models.computeIfAbsent(key(model), (name) -> new RecentDurations()).add(duration.toNanos() / 1e9);
	}

	/**
	 * The plan for a run.
	 * @param model the run's model, if known
	 * @param estimate how long FLORA expects it to take, if it said so
	 * @return the plan, shared by all runs of the model with such an estimate; it
	 * improves with each run that ends
	 */
	public synchronized PollPlan plan(@Nullable String model, @Nullable Duration estimate) {
		Double expected = (estimate != null) ? roundedSeconds(estimate) : null;
		return this.plans.computeIfAbsent(new PlanKey(key(model), expected), CurrentPlan::new);
	}

	private static String key(@Nullable String model) {
		return (model != null) ? model : "";
	}

	/** Similar estimates share a plan. */
	private static double roundedSeconds(Duration estimate) {
		double seconds = Math.min(Math.max(estimate.toMillis() / 1000.0, 0.5), 7200);
		return Math.exp(Math.round(Math.log(seconds) * 20) / 20.0);
	}

	private static DurationDistribution distribution(@Nullable RecentDurations recent, @Nullable Double estimate) {
		List<Component> components = new ArrayList<>();
		double prior = 1;
		if (recent != null) {
			prior = 1.0 / (1 + recent.count());
			components.addAll(recent.components(1 - prior));
		}
		components.add(new EarlyFailure(prior * 0.05, 3));
		if (estimate != null) {
			components.add(new LogNormal(prior * 0.55, estimate, 0.3));
			components.add(new LogNormal(prior * 0.30, estimate, 0.7));
			components.add(new LogNormal(prior * 0.10, estimate, 1.5));
		}
		else {
			double median = (recent != null) ? recent.median() : USUAL_DURATION;
			components.add(new LogNormal(prior * 0.95, median, 1.2));
		}
		return DurationDistribution.of(components.toArray(Component[]::new));
	}

	/**
	 * The key of a plan.
	 *
	 * @param model the model
	 * @param estimate FLORA's estimate in seconds
	 */
	private record PlanKey(String model, @Nullable Double estimate) {
	}

	/**
	 * The plan by what is known now. Computed plans are large: if each run kept the plan
	 * of its start, thousands of runs would keep thousands of plans.
	 */
	private final class CurrentPlan implements PollPlan {

		private final PlanKey key;

		private int version = -1;

		private @Nullable PollPlan plan;

		CurrentPlan(PlanKey key) {
			this.key = key;
		}

		@Override
		public double nextPoll(double lastPollAge) {
			return current().nextPoll(lastPollAge);
		}

		@Override
		public double unnoticed(double lastPollAge, double age) {
			return current().unnoticed(lastPollAge, age);
		}

		private PollPlan current() {
			synchronized (ModelDurations.this) {
				RecentDurations recent = ModelDurations.this.models.get(this.key.model());
				int version = (recent != null) ? recent.version() : 0;
				PollPlan plan = this.plan;
				if (plan == null || version != this.version) {
					plan = new OptimalPollPlan(distribution(recent, this.key.estimate()), ModelDurations.this.settings);
					this.plan = plan;
					this.version = version;
				}
				return plan;
			}
		}

	}

	/**
	 * A map that forgets the entry that was not used for longest.
	 *
	 * @param <K> type of keys
	 * @param <V> type of values
	 */
	private static final class LeastRecentlyUsed<K, V> extends LinkedHashMap<K, V> {

		private final int capacity;

		LeastRecentlyUsed(int capacity) {
			super(16, 0.75f, true);
			this.capacity = capacity;
		}

		@Override
		protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
			return size() > this.capacity;
		}

	}

}
