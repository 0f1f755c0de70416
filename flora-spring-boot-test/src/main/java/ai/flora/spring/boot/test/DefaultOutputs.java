package ai.flora.spring.boot.test;

import ai.flora.client.RunOutput;

/**
 * The outputs of runs without a script.
 */
final class DefaultOutputs {

	private DefaultOutputs() {
	}

	/**
	 * Returns the output of a run.
	 * @param origin scheme, host and port of the fake, which serves the output
	 */
	static RunOutput of(String origin, String runId, StartRequest request) {
		String url = origin + "/media/" + runId;
		return switch (request.type()) {
			case "image", "technique", "action" -> FakeRun.image(url + ".png");
			case "video" -> FakeRun.video(url + ".mp4");
			case "audio" -> FakeRun.audio(url + ".wav");
			default -> FakeRun.text("FLORA would write about: " + request.prompt());
		};
	}

}
