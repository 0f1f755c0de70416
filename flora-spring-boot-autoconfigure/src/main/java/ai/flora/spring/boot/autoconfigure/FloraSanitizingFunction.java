package ai.flora.spring.boot.autoconfigure;

import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.context.ApplicationContext;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/**
 * Masks FLORA's secrets in actuator output: under every spelling of their properties, and
 * under any other name whose value contains a copy of one, such as the command line.
 */
class FloraSanitizingFunction implements SanitizingFunction {

	private static final String COPIES = FloraSanitizingFunction.class.getName() + ".copies";

	private static final Duration TIME_TO_LIVE = Duration.ofSeconds(1);

	private final ApplicationSecrets secrets;

	private final LongSupplier nanoTime;

	private volatile @Nullable LatestCopies latest;

	FloraSanitizingFunction(ApplicationContext application) {
		this(application, System::nanoTime);
	}

	FloraSanitizingFunction(ApplicationContext application, LongSupplier nanoTime) {
		this.secrets = new ApplicationSecrets(application);
		this.nanoTime = nanoTime;
	}

	@Override
	public SanitizableData apply(SanitizableData data) {
		if (data.getValue() == null) {
			return data;
		}
		// A context that was closed meanwhile may not have told its keys.
		return (isSecret(data.getKey()) || copies().isIn(data.getValue().toString()) || this.secrets.mayBeUntold())
				? data.withSanitizedValue() : data;
	}

	/**
	 * The names of properties arrive as {@code flora.api-key}, {@code FLORA_API_KEY},
	 * {@code flora.apiKey} and {@code flora.webhook.secrets[0]}.
	 */
	private static boolean isSecret(String key) {
		String normal = key.replaceAll("[-_.]", "").toLowerCase(Locale.ROOT);
		return normal.equals("floraapikey") || normal.startsWith("florawebhooksecret");
	}

	/**
	 * An endpoint shows hundreds of values; whoever has the key may be slow, or count.
	 */
	private SecretCopies copies() {
		RequestAttributes request = RequestContextHolder.getRequestAttributes();
		try {
			return (request != null) ? copiesOf(request) : latestCopies();
		}
		catch (IllegalStateException ex) {
			// The request is over, and takes no attribute any more.
			return latestCopies();
		}
	}

	private SecretCopies copiesOf(RequestAttributes request) {
		if (request.getAttribute(COPIES, RequestAttributes.SCOPE_REQUEST) instanceof SecretCopies copies) {
			return copies;
		}
		SecretCopies copies = newCopies();
		request.setAttribute(COPIES, copies, RequestAttributes.SCOPE_REQUEST);
		return copies;
	}

	/**
	 * Over JMX, and without servlets, nothing tells one request from the next. The key is
	 * asked for without a lock: whoever has it may wait for others.
	 */
	private SecretCopies latestCopies() {
		LatestCopies latest = this.latest;
		if (latest == null || this.nanoTime.getAsLong() - latest.at() > TIME_TO_LIVE.toNanos()) {
			latest = new LatestCopies(newCopies(), this.nanoTime.getAsLong());
			this.latest = latest;
		}
		return latest.copies();
	}

	private SecretCopies newCopies() {
		return new SecretCopies(this.secrets.known());
	}

	/**
	 * Copies of the secrets as they were lately.
	 *
	 * @param copies the copies
	 * @param at when they were made, on the monotonic clock
	 */
	private record LatestCopies(SecretCopies copies, long at) {
	}

}
