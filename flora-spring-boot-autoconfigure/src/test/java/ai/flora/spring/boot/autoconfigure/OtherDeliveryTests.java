package ai.flora.spring.boot.autoconfigure;

import java.net.URI;
import java.time.Duration;
import java.util.function.IntSupplier;

import ai.flora.client.FloraClient;
import ai.flora.client.RunStatus;
import ai.flora.client.assembly.FloraClientBuilder;
import ai.flora.client.observation.FloraMeterRecorder;
import ai.flora.client.webhook.FloraWebhookEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Deliveries that FLORA may come to make: they tell no end.
 */
@Tag("exhaustive")
class OtherDeliveryTests {

	private @Nullable IntSupplier followed;

	@ParameterizedTest
	@CsvSource({ "run.started,RUNNING,0", "run.created,PENDING,0", "run.cancelled,,1", "run.cancelled,UNKNOWN,1",
			"run.completed,RUNNING,1", "run.done,COMPLETED,1" })
	void onlyEndsAreLookedFor(String type, @Nullable RunStatus status, int expected) {
		try (FloraServer flora = new FloraServer().hangs();
				FloraClient client = new FloraClientBuilder().baseUrl(URI.create(flora.url()))
					.apiKey("sk_test_1")
					.meterRecorder(new FloraMeterRecorder() {

						@Override
						public void following(IntSupplier runs) {
							OtherDeliveryTests.this.followed = runs;
						}

					})
					.build()) {
			FloraWebhookEvent event = new FloraWebhookEvent("whd_1", type, null, null,
					new FloraWebhookEvent.Data("run_1", null, null, status, null, null));
			assertThat(client.received(event, null)).isTrue();
			assertThat(this.followed).isNotNull();
			assertThat(this.followed.getAsInt()).isEqualTo(expected);
			client.drain(Duration.ZERO);
		}
	}

}
