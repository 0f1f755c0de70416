package ai.flora.spring.boot.test;

import java.time.Duration;

import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RunStatus;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("exhaustive")
@SpringBootTest(classes = WithFakeFloraTests.Application.class)
@WithFakeFlora(realTime = true)
class WithFakeFloraInRealTimeTests {

	@Test
	void clockSkipsNothingAndClientAsksAsUsual(FakeFlora fake, @Autowired FloraGenerationsClient flora,
			@Autowired Environment environment) {
		fake.nextRun().takes(Duration.ofDays(1)).completesWith();
		String runId = flora.create(GenerationRequest.image("A harbour")).runId();
		for (int i = 0; i < 5; i++) {
			assertThat(flora.retrieve(runId).status()).isEqualTo(RunStatus.PENDING);
		}
		assertThat(environment.getProperty("flora.follow.max-interval")).isNull();
	}

}
