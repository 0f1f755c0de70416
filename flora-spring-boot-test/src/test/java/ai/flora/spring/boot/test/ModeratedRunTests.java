package ai.flora.spring.boot.test;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;

import ai.flora.client.FailureAdvice;
import ai.flora.client.FloraClient;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.FloraRunModeratedException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.Run;
import ai.flora.client.action.ActionRequest;
import ai.flora.client.observation.MicrometerFloraMeterRecorder;
import ai.flora.client.technique.TechniqueRequest;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * A run that was refused for its content, however it was started and is waited for.
 */
class ModeratedRunTests {

	private static final Duration MINUTE = Duration.ofMinutes(1);

	private static final GenerationRequest IMAGE = GenerationRequest.image("A harbour");

	private static final TechniqueRequest TECHNIQUE = TechniqueRequest.of("storyboard")
		.input("script", "A harbour")
		.build();

	private static final ActionRequest ACTION = ActionRequest.of("resize-image-browser")
		.input("image", URI.create("https://media.flora.ai/1.png"))
		.build();

	@Test
	void everybodyWhoWaitsIsToldAlike() {
		SimpleMeterRegistry meters = new SimpleMeterRegistry();
		try (FakeFlora fake = FakeFlora.start();
				FloraClient flora = fake.clientBuilder()
					.meterRecorder(new MicrometerFloraMeterRecorder(meters))
					.build()) {
			Map<String, Wait> waits = waits(flora);
			waits.forEach((name, wait) -> {
				fake.nextRun().failsWith("GENERATION_NO_RESULT", "Blocked by the content policy");
				assertThat(catchThrowable(wait::run)).as(name)
					.isExactlyInstanceOf(FloraRunModeratedException.class)
					.hasMessageContaining("change its prompt or media")
					.satisfies((ex) -> assertThat(((FloraRunModeratedException) ex).failure().advice())
						.isEqualTo(FailureAdvice.CHANGE_INPUT));
			});
			// A handle may know before the meters do.
			Awaitility.await()
				.until(() -> meters.get("flora.runs").timers().stream().mapToLong(Timer::count).sum() == waits.size());
			assertThat(meters.get("flora.runs").timers())
				.allSatisfy((timer) -> assertThat(timer.getId().getTag("outcome")).isEqualTo("moderated"));
		}
	}

	private static Map<String, Wait> waits(FloraClient flora) {
		FloraGenerationsClient generations = flora.generations();
		Map<String, Wait> waits = new LinkedHashMap<>();
		waits.put("generate", () -> generations.generate(IMAGE));
		waits.put("generate with a timeout", () -> generations.generate(IMAGE, MINUTE));
		waits.put("await", () -> generations.submit(IMAGE).await());
		waits.put("await with a timeout", () -> generations.submit(IMAGE).await(MINUTE));
		waits.put("follow", () -> generations.follow(generations.create(IMAGE).runId()).await());
		waits.put("completion", () -> join(generations));
		waits.put("batch", () -> throwReason(generations));
		waits.put("technique", () -> flora.techniques().run(TECHNIQUE));
		waits.put("technique that is submitted", () -> flora.techniques().submit(TECHNIQUE).await());
		waits.put("action", () -> flora.actions().run(ACTION));
		waits.put("action that is submitted", () -> flora.actions().submit(ACTION).await());
		return waits;
	}

	private static Run join(FloraGenerationsClient generations) throws Throwable {
		try {
			return generations.submit(IMAGE).completion().join();
		}
		catch (CompletionException ex) {
			throw ex.getCause();
		}
	}

	private static void throwReason(FloraGenerationsClient generations) throws Throwable {
		throw generations.submitAll(List.of(IMAGE)).await().get(0).reason();
	}

	@FunctionalInterface
	private interface Wait {

		void run() throws Throwable;

	}

}
