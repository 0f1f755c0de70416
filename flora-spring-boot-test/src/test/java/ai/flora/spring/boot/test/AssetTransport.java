package ai.flora.spring.boot.test;

import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import ai.flora.client.RetrySettings;
import ai.flora.client.asset.FloraAssetsClient;
import ai.flora.client.internal.asset.AssetCalls;
import ai.flora.client.internal.asset.DefaultFloraAssetsClient;
import ai.flora.client.internal.time.Timing;
import ai.flora.client.internal.transport.FloraTransport;
import ai.flora.client.internal.transport.HttpSettings;
import ai.flora.client.internal.transport.HttpSettings.RestClientCustomization;
import ai.flora.client.internal.transport.Instrumentation;
import ai.flora.client.internal.transport.SettingNames;
import ai.flora.client.internal.transport.TransportSettings;
import ai.flora.client.internal.workspace.OwnWorkspace;
import ai.flora.client.observation.FloraMeterRecorder;
import ai.flora.client.observation.FloraRunTracer;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;

/**
 * Assets of a fake, by a client whose waits take no time.
 */
final class AssetTransport implements AutoCloseable {

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final AtomicLong slept = new AtomicLong();

	private final FloraTransport transport;

	private volatile Runnable whenSleeping = () -> {
	};

	AssetTransport(FakeFlora fake) {
		TransportSettings settings = new TransportSettings(fake.baseUrl(), fake::apiKey, Duration.ofMinutes(2),
				8_000_000, RetrySettings.defaults(), new SettingNames(Map.of()));
		Supplier<ClientHttpRequestFactory> requestFactory = () -> new JdkClientHttpRequestFactory(
				HttpClient.newHttpClient());
		HttpSettings http = new HttpSettings(requestFactory, requestFactory, Duration.ofSeconds(20),
				new RestClientCustomization(List.of(), List.of()), this.executor);
		this.transport = new FloraTransport(settings, http,
				new Instrumentation(ObservationRegistry.NOOP, null, FloraMeterRecorder.NOOP, FloraRunTracer.NOOP),
				(pause) -> {
				}, new Hasty());
	}

	FloraAssetsClient assets() {
		AssetCalls calls = new AssetCalls(this.transport, new OwnWorkspace(this.transport, "ws_1"));
		return new DefaultFloraAssetsClient(() -> calls);
	}

	/** Does something with each wait. */
	void whenSleeping(Runnable action) {
		this.whenSleeping = action;
	}

	Duration slept() {
		return Duration.ofNanos(this.slept.get());
	}

	@Override
	public void close() {
		this.transport.close();
		this.executor.shutdownNow();
	}

	/**
	 * Real time, save that sleeping takes none.
	 */
	private final class Hasty implements Timing {

		private volatile boolean closed;

		@Override
		public long nanoTime() {
			return System.nanoTime() + AssetTransport.this.slept.get();
		}

		@Override
		public Instant now() {
			return Instant.now().plus(slept());
		}

		@Override
		public void sleep(Duration duration) {
			AssetTransport.this.whenSleeping.run();
			AssetTransport.this.slept.addAndGet(duration.toNanos());
		}

		@Override
		public boolean isClosed() {
			return this.closed;
		}

		@Override
		public void close() {
			this.closed = true;
		}

	}

}
