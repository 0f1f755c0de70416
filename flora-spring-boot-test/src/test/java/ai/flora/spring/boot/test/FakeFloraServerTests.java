package ai.flora.spring.boot.test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatRuntimeException;

class FakeFloraServerTests {

	@Test
	void argumentsSayWhereToListenAndWhatToAccept() {
		FakeFloraSettings settings = FakeFloraServer
			.settings(List.of("8089", "sk_mine", "--host", "0.0.0.0", "--webhook-secret=whsec_mine"));
		assertThat(settings).isEqualTo(FakeFloraSettings.defaults()
			.withApiKey("sk_mine")
			.withWebhookSecret("whsec_mine")
			.withAddress("0.0.0.0", 8089)
			.inRealTime());
	}

	@Test
	void argumentsMayBeLeftOut() {
		assertThat(FakeFloraServer.settings(List.of())).isEqualTo(FakeFloraSettings.defaults().inRealTime());
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "port", "70000", "1 key other", "--host", "--hots 127.0.0.1", "1 --webhook-secret", "--help" })
	void argumentsWhenWrongAreRefused(String args) {
		assertThat(FakeFloraServer.settings(List.of(args.split(" ")))).isNull();
	}

	@Test
	void serverListensWhereItIsTold() {
		FakeFloraSettings settings = FakeFloraServer.settings(List.of("0", "sk_mine", "--host=0.0.0.0"));
		try (FakeFlora fake = FakeFlora.start(settings)) {
			assertThat(fake.baseUrl().getHost()).isEqualTo("127.0.0.1");
			assertThat(fake.apiKey()).isEqualTo("sk_mine");
		}
	}

	@Test
	void portInUseIsToldInASentence() throws IOException {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			FakeFloraSettings settings = FakeFloraSettings.defaults().withAddress("127.0.0.1", taken.getLocalPort());
			assertThatRuntimeException().isThrownBy(() -> FakeFlora.start(settings))
				.satisfies((failure) -> assertThat(FakeFloraServer.problem(settings, failure))
					.isEqualTo("FakeFlora cannot listen at 127.0.0.1:" + taken.getLocalPort()
							+ ": the port is in use; end the other program, or take another port, "
							+ "or 0 for any that is free."));
		}
	}

}
