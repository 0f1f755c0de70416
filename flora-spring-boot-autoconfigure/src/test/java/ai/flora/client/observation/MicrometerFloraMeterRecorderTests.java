package ai.flora.client.observation;

import java.lang.ref.WeakReference;

import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.assembly.FloraClientBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MicrometerFloraMeterRecorderTests {

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final MicrometerFloraMeterRecorder recorder = new MicrometerFloraMeterRecorder(this.registry);

	@Test
	void clientThatWasClosedIsNotHeld() throws Exception {
		WeakReference<FloraGenerationsClient> client = closedClient();
		Awaitility.await().until(() -> {
			System.gc();
			return client.refersTo(null);
		});
		assertThat(this.registry.find("flora.runs.followed").gauge()).isNull();
	}

	@Test
	void recorderOfANewClientFindsNoGaugeOfAClosedOne() throws Exception {
		closedClient();
		MicrometerFloraMeterRecorder next = new MicrometerFloraMeterRecorder(this.registry);
		next.following(() -> 7);
		assertThat(this.registry.get("flora.runs.followed").gauge().value()).isEqualTo(7);
	}

	private WeakReference<FloraGenerationsClient> closedClient() throws Exception {
		FloraGenerationsClient client = new FloraClientBuilder().apiKey("sk_test_1")
			.meterRecorder(this.recorder)
			.build();
		((AutoCloseable) client).close();
		return new WeakReference<>(client);
	}

}
