package ai.flora.client.internal.output;

import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

import ai.flora.client.OutputType;
import ai.flora.client.RunOutput;
import ai.flora.client.internal.download.DownloadClient;
import ai.flora.client.internal.download.DownloadRoute;
import ai.flora.client.internal.thread.CallThreads;
import ai.flora.client.internal.thread.ClientThreads;
import ai.flora.client.internal.transport.FloraTransport;
import ai.flora.client.internal.transport.TestTransports;
import ai.flora.client.internal.transport.Transports;
import ai.flora.client.observation.FloraMeterRecorder;
import ai.flora.client.output.FloraOutputs;
import org.jspecify.annotations.Nullable;

/**
 * Outputs over one of the two HTTP clients, as a client builds them, with shorter limits.
 */
final class TestOutputs implements AutoCloseable {

	private final CallThreads threads = CallThreads.platform(ClientThreads.ofCaller());

	private final FloraTransport transport;

	private final Downloads downloads;

	private final FloraOutputs outputs;

	private final List<String> recorded = new CopyOnWriteArrayList<>();

	private TestOutputs(Wire wire, AddressGuard guard, Settings settings) {
		this.transport = TestTransports
			.of(settings.baseUrl(), () -> Transports.JDK.requestFactory(Duration.ofSeconds(5), Duration.ofSeconds(20)),
					Duration.ofSeconds(20))
			.attempts(3)
			.meters(new FloraMeterRecorder() {

				@Override
				public void downloaded(String type, String outcome, Duration took, long bytes) {
					TestOutputs.this.recorded.add(type + " " + outcome + " " + bytes);
				}

			})
			.build();
		this.downloads = new Downloads(this.transport,
				new OutputSettings(settings.maxSize(), settings.timeout(), settings.proxy(), Duration.ofSeconds(5)),
				this.threads, guard, wire::client);
		this.outputs = new DefaultFloraOutputs(() -> this.downloads);
	}

	/** FLORA is on this machine, and so may be its media. */
	static TestOutputs onLoopback(Wire wire) {
		return onLoopback(wire, Settings.defaults());
	}

	static TestOutputs onLoopback(Wire wire, Settings settings) {
		return with(wire, guard(settings.baseUrl(), InetAddress::getAllByName), settings);
	}

	static TestOutputs with(Wire wire, AddressGuard guard, Settings settings) {
		return new TestOutputs(wire, guard, settings);
	}

	static AddressGuard guard(String baseUrl, DownloadRoute.Resolver names) {
		return new AddressGuard(URI.create(baseUrl), names);
	}

	static RunOutput image(String url) {
		return output("output_1", url);
	}

	static RunOutput output(@Nullable String outputId, String url) {
		return new RunOutput(outputId, OutputType.IMAGE, url);
	}

	FloraOutputs outputs() {
		return this.outputs;
	}

	/** How many downloads the client has to end when it is closed. */
	int running() {
		return this.downloads.running();
	}

	/** Downloads that were told to the meters: type, outcome, bytes. */
	List<String> recorded() {
		return this.recorded;
	}

	@Override
	public void close() {
		this.transport.close();
		this.downloads.close();
		this.threads.close();
	}

	/**
	 * Limits of a test's downloads.
	 */
	record Settings(String baseUrl, long maxSize, Duration timeout, @Nullable URI proxy) {

		static Settings defaults() {
			return new Settings("http://127.0.0.1:1/api/v1", 1_000_000, Duration.ofSeconds(20), null);
		}

		Settings baseUrl(String baseUrl) {
			return new Settings(baseUrl, this.maxSize, this.timeout, this.proxy);
		}

		Settings maxSize(long maxSize) {
			return new Settings(this.baseUrl, maxSize, this.timeout, this.proxy);
		}

		Settings timeout(Duration timeout) {
			return new Settings(this.baseUrl, this.maxSize, timeout, this.proxy);
		}

		Settings proxy(URI proxy) {
			return new Settings(this.baseUrl, this.maxSize, this.timeout, proxy);
		}

	}

	/**
	 * The two HTTP clients.
	 */
	enum Wire {

		APACHE(DownloadClient::apache), JDK(DownloadClient::jdk);

		private final Function<DownloadRoute, DownloadClient> client;

		Wire(Function<DownloadRoute, DownloadClient> client) {
			this.client = client;
		}

		DownloadClient client(DownloadRoute route) {
			return this.client.apply(route);
		}

	}

}
