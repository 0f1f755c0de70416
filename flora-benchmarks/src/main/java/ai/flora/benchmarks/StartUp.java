package ai.flora.benchmarks;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * Compares what the starter adds to the start of a web application with actuator with
 * what Spring AI's starter for OpenAI adds: the same class in new JVMs by turns, on three
 * class paths, with the same flags and arguments, and on a fourth with Boot's
 * {@code RestClient} alone, which both bring. The modules under {@code startup} resolve
 * the class paths, each on its own.
 */
public final class StartUp {

	private static final int WARM_UPS = 2;

	private static final int ROUNDS = 15;

	private static final double MEGABYTE = 1_000_000.0;

	private static final List<String> FLAGS = List.of("-XX:+UseSerialGC", "-Xmx256m");

	private static final List<String> ARGUMENTS = List.of("--server.address=127.0.0.1", "--server.port=0",
			"--flora.api-key=sk_benchmark", "--spring.ai.openai.api-key=sk-benchmark");

	private StartUp() {
	}

	public static void main(String[] args) throws IOException, InterruptedException, URISyntaxException {
		Path classes = Path.of(StartUp.class.getProtectionDomain().getCodeSource().getLocation().toURI());
		Path modules = classes.resolve("../../startup").normalize();
		ClassPath without = ClassPath.of(modules, classes, List.of());
		ClassPath restClient = ClassPath.of(modules.resolve("restclient"), classes, without.jars());
		ClassPath flora = ClassPath.of(modules.resolve("flora"), classes, restClient.jars());
		ClassPath springAi = ClassPath.of(modules.resolve("spring-ai"), classes, restClient.jars());
		report(measure(List.of(without, restClient, flora, springAi)));
	}

	private static List<Round> measure(List<ClassPath> classPaths) throws IOException, InterruptedException {
		List<Round> rounds = new ArrayList<>();
		for (int i = 0; i < WARM_UPS + ROUNDS; i++) {
			Start[] starts = new Start[classPaths.size()];
			for (int j = 0; j < starts.length; j++) {
				int turn = (i + j) % starts.length;
				starts[turn] = start(classPaths.get(turn));
			}
			if (i >= WARM_UPS) {
				rounds.add(new Round(starts[0], starts[1], starts[2], starts[3]));
			}
		}
		return rounds;
	}

	private static void report(List<Round> rounds) {
		System.out.printf("JDK %s, %s, %d rounds: median, median deviation, and range%n",
				System.getProperty("java.version"), String.join(" ", FLAGS), ROUNDS);
		System.out.printf("%-18s | %-32s | %-32s | %-32s | %-32s | %s%n", "", "without", "RestClient adds",
				"FLORA adds", "Spring AI adds", "FLORA / Spring AI");
		print("ms from JVM start", rounds, Start::millis);
		print("ms of CPU", rounds, (start) -> start.cpu() / 1_000_000.0);
		print("beans", rounds, Start::beans);
		print("classes", rounds, Start::classes);
		print("MB of heap", rounds, (start) -> start.heap() / MEGABYTE);
		print("MB allocated", rounds, (start) -> start.allocated() / MEGABYTE);
		print("jars", rounds, (start) -> start.classPath().jars().size());
		print("MB of jars", rounds, (start) -> start.classPath().size() / MEGABYTE);
	}

	private static Start start(ClassPath classPath) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>();
		command.add(ProcessHandle.current().info().command().orElse("java"));
		command.addAll(FLAGS);
		command.addAll(List.of("-cp", classPath.value(), StartedApplication.class.getName()));
		command.addAll(ARGUMENTS);
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		List<String> output = process.inputReader().lines().toList();
		int exit = process.waitFor();
		if (exit != 0) {
			throw new IllegalStateException("Exit " + exit + ":\n" + String.join("\n", output));
		}
		String line = output.stream()
			.filter((text) -> text.startsWith(StartedApplication.PREFIX))
			.findFirst()
			.orElseThrow();
		long[] values = Arrays.stream(line.substring(StartedApplication.PREFIX.length()).split(" "))
			.mapToLong(Long::parseLong)
			.toArray();
		return new Start(classPath, values[0], values[1], values[2], values[3], values[4], values[5]);
	}

	/**
	 * Differences are taken within a round, for the machine changes its pace.
	 */
	private static void print(String name, List<Round> rounds, ToDoubleFunction<Start> quantity) {
		double[] without = rounds.stream().map(Round::without).mapToDouble(quantity).sorted().toArray();
		double[] restClient = added(rounds, quantity, Round::restClient);
		double[] flora = added(rounds, quantity, Round::flora);
		double[] springAi = added(rounds, quantity, Round::springAi);
		System.out.printf("%-18s | %-32s | %-32s | %-32s | %-32s | %.3f%n", name, spread(without), spread(restClient),
				spread(flora), spread(springAi), median(flora) / median(springAi));
	}

	private static double[] added(List<Round> rounds, ToDoubleFunction<Start> quantity, Function<Round, Start> start) {
		return rounds.stream()
			.mapToDouble(
					(round) -> quantity.applyAsDouble(start.apply(round)) - quantity.applyAsDouble(round.without()))
			.sorted()
			.toArray();
	}

	private static double median(double[] sorted) {
		return sorted[sorted.length / 2];
	}

	private static String spread(double[] sorted) {
		double median = median(sorted);
		double deviation = median(Arrays.stream(sorted).map((value) -> Math.abs(value - median)).sorted().toArray());
		return String.format("%,.1f ± %,.1f (%,.1f to %,.1f)", median, deviation, sorted[0], sorted[sorted.length - 1]);
	}

	/**
	 * One start on each class path.
	 */
	private record Round(Start without, Start restClient, Start flora, Start springAi) {
	}

	private record Start(ClassPath classPath, long millis, long cpu, long beans, long classes, long allocated,
			long heap) {
	}

	/**
	 * The jars that a module has resolved, after the classes of this one. A class is
	 * looked for in one jar after another: what is compared has its common jars in the
	 * same order, or the order would be measured, too.
	 */
	private record ClassPath(Path classes, List<Path> jars, long size) {

		static ClassPath of(Path module, Path classes, List<Path> first) throws IOException {
			String resolved = Files.readString(module.resolve("target/class-path")).strip();
			List<Path> jars = Stream.of(resolved.split(File.pathSeparator))
				.map(Path::of)
				.sorted(Comparator.comparingInt((jar) -> first.contains(jar) ? first.indexOf(jar) : first.size()))
				.toList();
			long size = 0;
			for (Path jar : jars) {
				size += Files.size(jar);
			}
			return new ClassPath(classes, jars, size);
		}

		String value() {
			return String.join(File.pathSeparator,
					Stream.concat(Stream.of(this.classes), this.jars.stream()).map(Path::toString).toList());
		}

	}

}
