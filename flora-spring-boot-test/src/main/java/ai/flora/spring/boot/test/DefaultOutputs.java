package ai.flora.spring.boot.test;

import ai.flora.client.RunOutput;

/**
 * The outputs of runs without a script.
 *
 * @param origin scheme, host and port of the fake
 */
record DefaultOutputs(String origin) {

	RunOutput usual(String runId, StartRequest order) {
		String url = this.origin + "/media/" + runId;
		return switch (order.type()) {
			case "image", "technique", "action" -> FakeRun.image(url + ".png");
			case "video" -> FakeRun.video(url + ".mp4");
			case "audio" -> FakeRun.audio(url + ".wav");
			default -> FakeRun.text("FLORA would write about: " + order.prompt());
		};
	}

}
