package ai.flora.spring.boot.test;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The memory, threads and connections of this process.
 */
final class SoakProcess {

	private static final String ESTABLISHED = "01";

	private SoakProcess() {
	}

	/** Bytes that are in use after all garbage is gone. */
	static long heap() {
		for (int i = 0; i < 3; i++) {
			System.gc();
		}
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	/** The client's threads that have begun since. */
	static List<String> floraThreads(Set<Thread> before) {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> !before.contains(thread))
			.map(Thread::getName)
			.filter((name) -> name.startsWith("flora-"))
			.sorted()
			.toList();
	}

	static int threads() {
		return ManagementFactory.getThreadMXBean().getThreadCount();
	}

	/**
	 * Open connections to a port of this machine, as Linux counts them.
	 * @return how many, or -1 where nobody counts
	 */
	static int connectionsTo(int port) throws IOException {
		if (!Files.exists(Path.of("/proc/self/net/tcp"))) {
			return -1;
		}
		String end = String.format(Locale.ROOT, ":%04X", port);
		int count = 0;
		for (String table : List.of("/proc/self/net/tcp", "/proc/self/net/tcp6")) {
			if (Files.exists(Path.of(table))) {
				for (String line : Files.readAllLines(Path.of(table))) {
					String[] columns = line.strip().split("\\s+");
					count += (columns[2].endsWith(end) && columns[3].equals(ESTABLISHED)) ? 1 : 0;
				}
			}
		}
		return count;
	}

}
