package ai.flora.client.internal.output;

import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

import ai.flora.client.internal.download.DownloadClient;
import ai.flora.client.internal.download.DownloadRoute;
import ai.flora.client.internal.time.Deadline;
import ai.flora.client.internal.transport.ClientSetting;
import ai.flora.client.internal.transport.FloraTransport;
import ai.flora.client.internal.transport.SettingNames;
import org.jspecify.annotations.Nullable;

import org.springframework.util.function.SingletonSupplier;

/**
 * The downloads of a client, over one HTTP client of its own, which is made with the
 * first one. Thread-safe.
 *
 * @since 0.1.0
 */
public final class Downloads implements AutoCloseable {

	private final FloraTransport transport;

	private final OutputSettings settings;

	private final Executor executor;

	private final AddressGuard guard;

	private final Supplier<DownloadClient> client;

	private final Set<Download> running = ConcurrentHashMap.newKeySet();

	private volatile @Nullable DownloadClient built;

	/**
	 * Creates the downloads of a client.
	 * @param transport knows FLORA's base URL, and the clock
	 * @param settings limits of downloads, and their route
	 * @param executor makes exchanges
	 */
	public Downloads(FloraTransport transport, OutputSettings settings, Executor executor) {
		this(transport, settings, executor, new AddressGuard(transport.settings().baseUrl(), InetAddress::getAllByName),
				DownloadClient::of);
	}

	Downloads(FloraTransport transport, OutputSettings settings, Executor executor, AddressGuard guard,
			Function<DownloadRoute, DownloadClient> client) {
		this.transport = transport;
		this.settings = settings;
		this.executor = executor;
		this.guard = guard;
		this.client = SingletonSupplier.of(() -> {
			DownloadClient made = client.apply(new DownloadRoute(guard, settings.proxy(), settings.connectTimeout()));
			this.built = made;
			return made;
		});
	}

	/**
	 * Begins a download.
	 * @param subject beginning of messages
	 * @param url where the file is
	 * @return the download, to be closed
	 */
	OutputSource begin(String subject, URI url) {
		SettingNames names = this.transport.settings().names();
		Duration delay = this.transport.settings().retry().initialDelay();
		Download download = new Download(subject, Deadline.in(this.settings.timeout(), this.transport.timing()),
				names.of(ClientSetting.OUTPUT_TIMEOUT), new Transfer(subject, url,
						new Hops(this.client.get(), this.guard, subject), limit(), this.transport.timing(), delay),
				this.running::remove);
		this.running.add(download);
		download.start(this.executor);
		if (this.transport.timing().isClosed()) {
			download.clientClosed();
		}
		return download;
	}

	/**
	 * The number of downloads that the client has to end when it is closed: a caller may
	 * forget to close one.
	 */
	int running() {
		return this.running.size();
	}

	Transfer.Limit limit() {
		return new Transfer.Limit(this.settings.maxSize(),
				this.transport.settings().names().of(ClientSetting.OUTPUT_MAX_SIZE));
	}

	FloraTransport transport() {
		return this.transport;
	}

	/**
	 * Wakes all callers that wait for a download, and closes connections. The transport
	 * is closed before.
	 */
	@Override
	public void close() {
		this.running.forEach(Download::clientClosed);
		DownloadClient client = this.built;
		if (client != null) {
			client.close();
		}
	}

}
