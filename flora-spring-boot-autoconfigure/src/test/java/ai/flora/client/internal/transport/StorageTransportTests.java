package ai.flora.client.internal.transport;

import java.net.URI;
import java.time.Duration;
import java.util.List;

import ai.flora.client.internal.time.Deadline;
import ai.flora.client.internal.time.VirtualTiming;
import ai.flora.client.internal.transport.HttpSettings.RestClientCustomization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.http.HttpMethod;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for {@link StorageTransport}.
 */
class StorageTransportTests {

	@Test
	@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
	void clientThatCannotBeBuiltFailsTheUploadAtOnce() {
		IllegalStateException failure = new IllegalStateException("no trust store");
		HttpSettings http = new HttpSettings(() -> {
			throw failure;
		}, () -> {
			throw failure;
		}, Duration.ofMinutes(1), new RestClientCustomization(List.of(), List.of()), Runnable::run);
		VirtualTiming timing = new VirtualTiming();
		StorageTransport.Request request = new StorageTransport.Request(HttpMethod.PUT,
				URI.create("https://storage.example.com/a"), "image/png", 4, (out) -> out.write(new byte[4]));
		assertThatThrownBy(
				() -> new StorageTransport(http, timing).send(request, Deadline.in(Duration.ofMinutes(2), timing)))
			.isSameAs(failure);
	}

}
