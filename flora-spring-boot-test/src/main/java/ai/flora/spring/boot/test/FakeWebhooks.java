package ai.flora.spring.boot.test;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

import ai.flora.client.internal.signature.WebhookSigner;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The webhooks of a {@link FakeFlora}: when a run that was started with a callback URL
 * has ended, its end is posted there, signed, and again after 10 s, a minute and five
 * minutes on the fake's clock if it was not acknowledged. It posts to loopback only: a
 * start with another callback URL is refused. Bodies show the time of that clock,
 * signatures the real one. Thread-safe.
 *
 * @since 0.1.0
 */
public final class FakeWebhooks {

	private static final Log logger = LogFactory.getLog(FakeWebhooks.class);

	private static final long TICK = 10;

	/** Goes to loopback without a detour, whatever proxies the application sets. */
	private final HttpClient http = HttpClient.newBuilder()
		.connectTimeout(Duration.ofSeconds(5))
		.proxy(HttpClient.Builder.NO_PROXY)
		.build();

	private final FakeClock clock;

	private final String secret;

	private final @Nullable TestedApplication application;

	private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();

	private final List<PendingDelivery> pending = new ArrayList<>();

	private int copies = 1;

	private Duration late = Duration.ZERO;

	private boolean tampered;

	private boolean silent;

	private @Nullable Thread thread;

	private boolean closed;

	FakeWebhooks(FakeClock clock, String secret, @Nullable TestedApplication application) {
		this.clock = clock;
		this.secret = secret;
		this.application = application;
	}

	/**
	 * The secret that deliveries are signed with.
	 * @return the secret, for {@code flora.webhook.secrets}
	 */
	public String secret() {
		return this.secret;
	}

	/**
	 * Posts each delivery this often, the same bytes each time.
	 * @param copies how often, at least once
	 * @throws IllegalArgumentException if it is less than one
	 */
	public synchronized void repeat(int copies) {
		Misuse.check(copies > 0, "webhooks().repeat(" + copies + "): a delivery is posted at least once");
		this.copies = copies;
	}

	/**
	 * Posts deliveries late.
	 * @param late how long after a run's end, on the fake's clock
	 * @throws IllegalArgumentException if it is negative
	 */
	public synchronized void late(Duration late) {
		this.late = Misuse.checkTime("webhooks().late", late);
	}

	/**
	 * Changes the body after it was signed.
	 */
	public synchronized void tampered() {
		this.tampered = true;
	}

	/**
	 * Posts nothing.
	 */
	public synchronized void silent() {
		this.silent = true;
	}

	/**
	 * The deliveries, in order.
	 * @return the attempts since the start or the last {@link FakeFlora#reset()}
	 */
	public List<Delivery> deliveries() {
		return List.copyOf(this.deliveries);
	}

	synchronized void started(FakeRun run, StartRequest request) {
		if (request.callbackUrl() == null) {
			return;
		}
		this.pending.add(new PendingDelivery(run, URI.create(request.callbackUrl()), request.workspaceId()));
		if (this.thread == null && !this.closed) {
			this.thread = new Thread(this::deliver, "fake-flora-webhooks");
			this.thread.setDaemon(true);
			this.thread.start();
		}
	}

	synchronized void reset() {
		this.pending.clear();
		this.deliveries.clear();
		this.copies = 1;
		this.late = Duration.ZERO;
		this.tampered = false;
		this.silent = false;
	}

	synchronized void close() {
		this.closed = true;
		if (this.thread != null) {
			this.thread.interrupt();
		}
	}

	private void deliver() {
		try {
			while (true) {
				Thread.sleep(TICK);
				for (PendingDelivery next : due()) {
					tryAttempt(next);
				}
			}
		}
		catch (InterruptedException ex) {
			// The fake is closed.
			Thread.currentThread().interrupt();
		}
	}

	/** A failure of one delivery must not end all others. */
	private void tryAttempt(PendingDelivery next) throws InterruptedException {
		try {
			attempt(next);
		}
		catch (RuntimeException ex) {
			logger.warn("A fake delivery to " + next.url() + " failed", ex);
			synchronized (this) {
				this.pending.remove(next);
			}
		}
	}

	private synchronized List<PendingDelivery> due() {
		List<PendingDelivery> due = new ArrayList<>();
		if (this.silent) {
			return due;
		}
		for (PendingDelivery each : this.pending) {
			each.skip(this.clock, this.late);
			if (each.isDue(this.clock.now(), this.late)) {
				due.add(each);
			}
		}
		return due;
	}

	private void attempt(PendingDelivery next) throws InterruptedException {
		int copies;
		synchronized (this) {
			copies = this.copies;
		}
		boolean acknowledged = false;
		for (int i = 0; i < copies && isWanted(next); i++) {
			acknowledged |= post(next);
		}
		synchronized (this) {
			if (next.attempted(acknowledged, this.clock.now())) {
				this.pending.remove(next);
			}
		}
	}

	/**
	 * A delivery that was due can be forgotten by a reset, or kept back, before its turn.
	 */
	private synchronized boolean isWanted(PendingDelivery next) {
		return !this.silent && this.pending.contains(next);
	}

	private boolean post(PendingDelivery next) throws InterruptedException {
		String body = next.body(this.clock.now());
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		long seconds = Instant.now().getEpochSecond();
		boolean tampered;
		synchronized (this) {
			tampered = this.tampered;
		}
		String signature = WebhookSigner.header(this.secret, seconds, bytes);
		byte[] posted = (tampered ? body + " " : body).getBytes(StandardCharsets.UTF_8);
		TestedApplication tested = this.application;
		URI url = (tested != null) ? tested.resolve(next.url()) : next.url();
		// An application without a server has no URL, and is handed the delivery.
		int status = (url != null) ? send(url, next, signature, posted)
				: Objects.requireNonNull(tested).receive(next.url(), this.secret, posted, signature);
		synchronized (this) {
			if (this.pending.contains(next)) {
				this.deliveries.add(new Delivery(next.id(), next.runId(), (url != null) ? url : next.url(), status));
			}
		}
		return status / 100 == 2;
	}

	private int send(URI url, PendingDelivery next, String signature, byte[] body) throws InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(url)
			.timeout(Duration.ofSeconds(10))
			.header("Content-Type", "application/json")
			.header("Flora-Signature", signature)
			.header("Flora-Webhook-Id", next.id())
			.header("Flora-Event", next.type())
			.POST(BodyPublishers.ofByteArray(body))
			.build();
		try {
			return this.http.send(request, BodyHandlers.discarding()).statusCode();
		}
		catch (IOException ex) {
			return 0;
		}
	}

	/**
	 * An attempt to deliver.
	 *
	 * @param id identifier of the delivery, the same for all its attempts
	 * @param runId identifier of the run
	 * @param url where it was posted
	 * @param status HTTP status of the response; 0 if none came within ten seconds
	 */
	public record Delivery(String id, String runId, URI url, int status) {
	}

}
