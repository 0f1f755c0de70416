package ai.flora.client.fuzz;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Inputs of fuzz tests. Each is made from a seed and its index alone, so that one that
 * fails can be repeated by itself: {@code -Dfuzz.seed=… -Dfuzz.index=…}. How many there
 * are is {@code -Dfuzz.inputs=…}.
 */
public final class FuzzInputs {

	private static final long SEED = Long.getLong("fuzz.seed", 20261124);

	private static final long COUNT = Long.getLong("fuzz.inputs", 10_000);

	private static final long ONLY = Long.getLong("fuzz.index", -1);

	private static final int MAX_FAILURES = 10;

	private static final long LONGEST = Duration.ofSeconds(1).toNanos();

	/** A slow input is slow each time. */
	private static final int TRIES = 3;

	/** A busy machine takes its time: only work counts, and to wait for very long. */
	private static final int PATIENCE = 10;

	private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

	private final String name;

	private final Fuzz fuzz;

	private final Map<String, Long> outcomes = new TreeMap<>();

	private final Map<String, AssertionError> failures = new LinkedHashMap<>();

	private long slowest;

	private long slowestIndex;

	private FuzzInputs(String name, Fuzz fuzz) {
		this.name = name;
		this.fuzz = fuzz;
	}

	/**
	 * Tries all inputs, and prints what became of them.
	 * @param name what is fuzzed
	 * @param share one of so many inputs is tried, where one is dear
	 * @param fuzz tries an input
	 */
	public static void run(String name, int share, Fuzz fuzz) {
		new FuzzInputs(name, fuzz).run(share);
	}

	private void run(int share) {
		long start = System.nanoTime();
		long first = (ONLY >= 0) ? ONLY : 0;
		long count = (ONLY >= 0) ? 1 : Math.max(1, COUNT / share);
		for (long index = first; index < first + count && this.failures.size() < MAX_FAILURES; index++) {
			check(index);
		}
		System.out.printf("Fuzzed %s: %d inputs of seed %d in %d ms, the slowest, %d, in %d ms%n", this.name, count,
				SEED, millis(System.nanoTime() - start), this.slowestIndex, millis(this.slowest));
		this.outcomes.forEach((outcome, times) -> System.out.printf("%10d %s%n", times, outcome));
		if (!this.failures.isEmpty()) {
			AssertionError failure = this.failures.values().iterator().next();
			this.failures.values().stream().skip(1).forEach(failure::addSuppressed);
			throw failure;
		}
	}

	private void check(long index) {
		long took = Long.MAX_VALUE;
		for (int i = 0; i < TRIES && took > LONGEST; i++) {
			took = Math.min(took, attempt(index));
		}
		if (took > LONGEST) {
			failed(index, new Input(index), new AssertionError("It took " + millis(took) + " ms"));
		}
		if (took > this.slowest) {
			this.slowest = took;
			this.slowestIndex = index;
		}
	}

	private long attempt(long index) {
		Input input = new Input(index);
		long start = System.nanoTime();
		long worked = THREADS.getCurrentThreadCpuTime();
		try {
			this.outcomes.merge(this.fuzz.attempt(input), 1L, Long::sum);
		}
		catch (Throwable ex) {
			failed(index, input, ex);
		}
		return Math.max(THREADS.getCurrentThreadCpuTime() - worked, (System.nanoTime() - start) / PATIENCE);
	}

	/** One of a kind is enough. */
	private void failed(long index, Input input, Throwable failure) {
		StackTraceElement[] trace = failure.getStackTrace();
		String kind = failure.getClass().getName() + ((trace.length > 0) ? trace[0] : "");
		this.failures.putIfAbsent(kind, new AssertionError("Input " + index + " of " + this.name + " (-Dfuzz.seed="
				+ SEED + " -Dfuzz.index=" + index + "): " + failure + "\n" + input.description, failure));
	}

	private static long millis(long nanos) {
		return nanos / 1_000_000;
	}

	/**
	 * Tries an input.
	 */
	@FunctionalInterface
	public interface Fuzz {

		/**
		 * Tries an input.
		 * @return what became of it, in a few words
		 * @throws Throwable if that is not allowed
		 */
		String attempt(Input input) throws Throwable;

	}

	/**
	 * Where an input comes from.
	 */
	public static final class Input {

		private final RandomGenerator random;

		private final StringBuilder description = new StringBuilder();

		Input(long index) {
			// Neighbours must have nothing in common.
			this.random = new SplittableRandom(new SplittableRandom(SEED ^ (index << 20)).nextLong() + index);
		}

		public RandomGenerator random() {
			return this.random;
		}

		public boolean chance(double probability) {
			return this.random.nextDouble() < probability;
		}

		@SafeVarargs
		public final <T> T pick(T... values) {
			return values[this.random.nextInt(values.length)];
		}

		/** Says what it is, for the case that it fails. */
		public <T> T note(T part) {
			if (this.description.length() < 4000) {
				this.description.append(part).append('\n');
			}
			return part;
		}

	}

}
