package ai.flora.spring.boot.test;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.GenerationRequest;
import ai.flora.client.assembly.FloraClientBuilder;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(FakeFloraExtension.class)
class FakeFloraExtensionTests {

	@RepeatedTest(2)
	void fakeIsResetBeforeEachTest(FakeFlora fake) {
		assertThat(fake).receivedNothing();
		FloraClient flora = new FloraClientBuilder().baseUrl(fake.baseUrl())
			.apiKey(fake.apiKey())
			.projectId("prj_1")
			.build();
		FloraGenerationsClient client = flora.generations();
		client.create(GenerationRequest.image("A harbour"));
		assertThat(fake).charged(1);
	}

	@Nested
	class WhenNested {

		@Test
		void fakeIsStillThere(FakeFlora fake) {
			assertThat(fake).receivedNothing();
		}

	}

}
