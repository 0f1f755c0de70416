package ai.flora.sample;

import java.net.URI;
import java.util.Optional;

import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.GenerationRequest;
import ai.flora.client.Run;
import ai.flora.spring.boot.test.FakeFlora;
import ai.flora.spring.boot.test.FakeRun;
import ai.flora.spring.boot.test.WithFakeFlora;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.stereotype.Service;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The example of the README, as it is there.
 */
class ReadmeExampleTests {

	@Nested
	@SpringBootTest
	@WithFakeFlora
	@Import(Pictures.class)
	class PicturesTests {

		@Test
		void pictureIsTheFirstLink(FakeFlora fake, @Autowired Pictures pictures) {
			fake.nextRun().completesWith(FakeRun.image("https://media.flora.ai/1.png"));
			assertThat(pictures.picture("A harbour")).hasValue(URI.create("https://media.flora.ai/1.png"));
			assertThat(fake).charged(1);
		}

	}

	@Service
	static class Pictures {

		private final FloraGenerationsClient flora;

		Pictures(FloraGenerationsClient flora) {
			this.flora = flora;
		}

		Optional<URI> picture(String prompt) {
			Run run = this.flora.generate(GenerationRequest.image(prompt));
			return run.outputs().stream().flatMap((output) -> output.link().stream()).findFirst();
		}

	}

}
