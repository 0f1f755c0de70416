package ai.flora.spring.boot.test;

import java.net.URI;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraValidationException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.assembly.FloraClientBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * No test reaches another host by a webhook of {@link FakeFlora}.
 */
class LoopbackOnlyTests {

	private final FakeFlora fake = FakeFlora.start();

	private final FloraClient flora = new FloraClientBuilder().baseUrl(this.fake.baseUrl())
		.apiKey(this.fake.apiKey())
		.workspaceId(KnownIds.WORKSPACE_ID)
		.projectId(KnownIds.PROJECT_ID)
		.build();

	@AfterEach
	void stop() {
		this.flora.close();
		this.fake.close();
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "https://shop.flora.invalid/flora/webhook", "https://127.0.0.1.flora.invalid/flora/webhook",
					"https://localhost.flora.invalid", "https://93.184.216.34/flora/webhook" })
	void startWhenCalledBackElsewhereIsRefusedWithTheHost(String url) {
		assertThatExceptionOfType(FloraValidationException.class).isThrownBy(() -> start(url))
			.withMessageContaining("callback_url")
			.withMessageContaining(URI.create(url).getHost())
			.withMessageContaining("@WithFakeFlora");
		assertThat(this.fake).charged(0);
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://127.flora.invalid/flora/webhook", "http://127.0.0.1.flora.invalid:80/",
			"http://localhost.flora.invalid/", "http://10.0.0.1/", "http://user@127.0.0.1/" })
	void startWhenOnlyWrittenLikeLoopbackIsRefused(String url) {
		assertThatExceptionOfType(FloraValidationException.class).isThrownBy(() -> start(url))
			.withMessageContaining("callback_url");
		assertThat(this.fake).charged(0);
	}

	@Test
	void startWhenCalledBackOnLoopbackIsAccepted() {
		this.fake.clock().stop();
		start("http://127.0.0.1:1/flora/webhook");
		start("http://localhost:1/flora/webhook");
		start("http://[::1]:1/flora/webhook");
		assertThat(this.fake).charged(3);
	}

	private void start(String callbackUrl) {
		this.flora.generations()
			.create(GenerationRequest.image("A harbour").toBuilder().callbackUrl(URI.create(callbackUrl)).build());
	}

}
