package ai.flora.spring.boot.test;

import java.util.ArrayList;
import java.util.List;

import ai.flora.client.RunOutput;
import ai.flora.client.RunStatus;
import org.jspecify.annotations.Nullable;

/**
 * The state that a read of a {@link FakeRun} shows.
 *
 * @param rawBody the whole body of the response, in place of everything else;
 * {@code null} for none
 */
record RunState(RunStatus status, int progress, @Nullable String errorCode, @Nullable String errorMessage,
		List<RunOutput> outputs, @Nullable String rawBody) {

	static RunState pending() {
		return new RunState(RunStatus.PENDING, 0, null, null, List.of(), null);
	}

	static RunState running(int progress) {
		return new RunState(RunStatus.RUNNING, progress, null, null, List.of(), null);
	}

	/** Outputs are numbered in this order. */
	static RunState completed(RunOutput... outputs) {
		List<RunOutput> numbered = new ArrayList<>();
		for (RunOutput output : outputs) {
			numbered.add(output.toBuilder().outputId("output_" + (numbered.size() + 1)).build());
		}
		return new RunState(RunStatus.COMPLETED, 100, null, null, numbered, null);
	}

	static RunState failed(String errorCode, String errorMessage) {
		return new RunState(RunStatus.FAILED, 100, errorCode, errorMessage, List.of(), null);
	}

	static RunState ofRawBody(String rawBody) {
		return new RunState(RunStatus.UNKNOWN, 0, null, null, List.of(), rawBody);
	}

}
