package ai.flora.client.faults;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;

import ai.flora.client.internal.transport.Transports;

/**
 * Prints the matrix.
 */
final class FaultTable {

	private static final Path FILE = Path.of("target", "fault-matrix.md");

	private FaultTable() {
	}

	static void publish(List<Fault> faults, Map<FaultCase, Future<Outcome>> outcomes) throws Exception {
		StringBuilder table = new StringBuilder("| fault |");
		StringBuilder line = new StringBuilder("|---|");
		for (Transports transport : FaultCase.TRANSPORTS) {
			for (Subject subject : FaultCase.subjects(transport)) {
				table.append(' ').append(subject).append(", ").append(transport).append(" |");
				line.append("---|");
			}
		}
		table.append('\n').append(line).append('\n');
		for (Fault fault : faults) {
			table.append("| ").append(fault).append(" |");
			for (FaultCase each : FaultCase.of(fault).toList()) {
				table.append(' ').append(outcomes.get(each).get().cell()).append(" |");
			}
			table.append('\n');
		}
		System.out.println(table);
		Files.writeString(FILE, table);
	}

}
