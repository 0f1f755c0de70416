package ai.flora.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * What the starter adds to the start of an application with {@code RestClient} and
 * actuator: the same application in new JVMs, by turns with FLORA and with its
 * auto-configurations excluded.
 */
public final class StartUp {

	private static final int STARTS = 15;

	private StartUp() {
	}

	public static void main(String[] args) throws IOException {
		if (args.length > 0) {
			start(args);
			return;
		}
		String[] without = { "--spring.autoconfigure.exclude=" + autoConfigurations() };
		String[] with = { "--flora.api-key=sk_benchmark" };
		TreeMap<String, List<long[]>> results = new TreeMap<>();
		for (int i = -2; i < STARTS; i++) {
			long[] bare = launch(without);
			long[] flora = launch(with);
			if (i >= 0) {
				results.computeIfAbsent("without FLORA", (name) -> new ArrayList<>()).add(bare);
				results.computeIfAbsent("with FLORA", (name) -> new ArrayList<>()).add(flora);
			}
		}
		results.forEach((name, runs) -> System.out.printf("%-14s %5d ms from JVM start (median of %d), %d beans%n",
				name, runs.stream().mapToLong((run) -> run[0]).sorted().toArray()[STARTS / 2], STARTS, runs.get(0)[1]));
	}

	private static String autoConfigurations() {
		List<String> names = new ArrayList<>();
		ImportCandidates.load(org.springframework.boot.autoconfigure.AutoConfiguration.class, null).forEach(names::add);
		return names.stream().filter((name) -> name.startsWith("ai.flora.")).collect(Collectors.joining(","));
	}

	private static long[] launch(String[] arguments) throws IOException {
		List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java"), "-cp",
				System.getProperty("java.class.path"), StartUp.class.getName()));
		command.addAll(Arrays.asList(arguments));
		Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		String line = process.inputReader()
			.lines()
			.filter((text) -> text.startsWith("STARTED "))
			.findFirst()
			.orElseThrow();
		String[] parts = line.split(" ");
		return new long[] { Long.parseLong(parts[1]), Long.parseLong(parts[2]) };
	}

	private static void start(String[] args) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		try (ConfigurableApplicationContext context = application.run(args)) {
			long millis = System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
			System.out.println("STARTED " + millis + " " + context.getBeanDefinitionCount());
		}
	}

	/**
	 * An application with nothing of its own.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
