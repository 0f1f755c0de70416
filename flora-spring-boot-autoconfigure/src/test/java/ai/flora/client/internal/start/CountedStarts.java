package ai.flora.client.internal.start;

import java.util.ArrayList;
import java.util.List;

import ai.flora.client.observation.FloraMeterRecorder;

/**
 * Keeps the operations of the unconfirmed starts that were counted.
 */
class CountedStarts implements FloraMeterRecorder {

	final List<String> operations = new ArrayList<>();

	@Override
	public void startUnconfirmed(String operation) {
		this.operations.add(operation);
	}

}
