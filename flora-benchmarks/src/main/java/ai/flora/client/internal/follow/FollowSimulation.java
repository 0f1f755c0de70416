package ai.flora.client.internal.follow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import ai.flora.client.FollowSettings;

/**
 * Runs started at the same moment in one project, followed by the client's own follower
 * in virtual time: requests a run, and the time between a run's end and the follower
 * knowing it. Against a loop that asks for each run every two seconds, and against what
 * no schedule can better. The result is the same on every machine.
 */
public final class FollowSimulation {

	private static final FollowSettings SETTINGS = FollowSettings.defaults();

	private static final int EARLIER = 50;

	private static final int[] RUNS = { 1, 10, 120, 1000, 10_000 };

	/** Draws over which results are averaged. */
	private static final int[] DRAWS = { 400, 100, 20, 5, 2 };

	/** So few that the ceiling hardly matters to the optimum. */
	private static final int FEW = 3;

	private FollowSimulation() {
	}

	/**
	 * Prints a table, and draws a plot.
	 * @param args where to write the plot; by default, where docs/following.md shows it
	 */
	public static void main(String[] args) throws IOException {
		List<Panel> panels = List.of(panel("Images, median 9 s", new RunTimes(9, 0.3, 0.8), 0.1, 0.25),
				panel("Videos, median 2 min", new RunTimes(120, 0.3, 0.8), 0.5, 2));
		System.out.printf("JDK %s; polls per run, mean delay in seconds, and times the optimum%n",
				System.getProperty("java.version"));
		panels.forEach(FollowSimulation::print);
		Path plot = (args.length > 0) ? Path.of(args[0]) : Path.of("..", "docs", "following.svg");
		Files.writeString(plot, new FollowPlot(panels).draw());
	}

	private static Panel panel(String title, RunTimes times, double fineStep, double coarseStep) {
		List<OptimumCurve> optima = new ArrayList<>(
				OptimumCurve.withoutCeiling(times, fineStep, SETTINGS, IntStream.of(RUNS).limit(FEW).toArray()));
		IntStream.of(RUNS)
			.skip(FEW)
			.parallel()
			.mapToObj((runs) -> OptimumCurve.underCeiling(times, coarseStep, SETTINGS, runs, 4 * coarseStep))
			.forEachOrdered(optima::add);
		List<Case> cases = new ArrayList<>();
		for (int i = 0; i < RUNS.length; i++) {
			int runs = RUNS[i];
			cases.add(new Case(runs, mean(DRAWS[i], (seed) -> Followed.byFollower(times, runs, 0, seed)),
					mean(DRAWS[i], (seed) -> Followed.byFollower(times, runs, EARLIER, seed)),
					mean(DRAWS[i], (seed) -> Followed.byLoop(times, runs, 1e9, seed)),
					mean(DRAWS[i], (seed) -> Followed.byLoop(times, runs, SETTINGS.maxRequestsPerSecond(), seed)),
					optima.get(i)));
		}
		return new Panel(title, cases);
	}

	private static Followed mean(int draws, LongFunction<Followed> draw) {
		// Drawn one after the other: threads that share a generator draw others each
		// time.
		long[] seeds = new SplittableRandom(1).longs(draws).toArray();
		List<Followed> all = LongStream.of(seeds).parallel().mapToObj(draw).toList();
		return new Followed(all.stream().mapToDouble(Followed::polls).sum() / draws,
				all.stream().mapToDouble(Followed::delay).sum() / draws);
	}

	private static void print(Panel panel) {
		System.out.println(panel.title());
		System.out.printf("%7s | %-24s | %-24s | %-15s | %-15s%n", "runs", "a true estimate", EARLIER + " earlier runs",
				"every 2 s", "under a ceiling");
		for (Case each : panel.cases()) {
			System.out.printf("%,7d | %s | %s | %s | %s%n", each.runs(), ratio(each.estimated(), each.optimum()),
					ratio(each.learnt(), each.optimum()), plain(each.loop()), plain(each.loopUnderCeiling()));
		}
	}

	private static String ratio(Followed followed, OptimumCurve optimum) {
		return plain(followed)
				+ String.format(Locale.ROOT, "  x %5.2f", followed.delay() / optimum.delay(followed.polls()));
	}

	private static String plain(Followed followed) {
		return String.format(Locale.ROOT, "%7.3f %7.2f", followed.polls(), followed.delay());
	}

	/**
	 * All that belongs to runs which take so long.
	 *
	 * @param title what to call them
	 * @param cases by number of runs
	 */
	record Panel(String title, List<Case> cases) {
	}

	/**
	 * All that belongs to a number of runs.
	 *
	 * @param runs how many are followed
	 * @param estimated by the follower, with FLORA's estimate alone
	 * @param learnt by the follower, after some runs of the model
	 * @param loop each run every two seconds
	 * @param loopUnderCeiling likewise, with no more requests a second than the follower
	 * @param optimum what could be reached at best
	 */
	record Case(int runs, Followed estimated, Followed learnt, Followed loop, Followed loopUnderCeiling,
			OptimumCurve optimum) {
	}

}
