package ai.flora.spring.boot.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

import ai.flora.client.internal.LatestEntries;
import ai.flora.client.internal.PastedText;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/**
 * Masks FLORA's secrets in actuator output: under every spelling of their properties, and
 * under any other name whose value contains a copy of one, such as the command line.
 */
class FloraSanitizingFunction implements SanitizingFunction {

	private static final int MAX_KNOWN = 20;

	private static final String COPIES = FloraSanitizingFunction.class.getName() + ".copies";

	private static final Duration TIME_TO_LIVE = Duration.ofSeconds(1);

	private final ObjectProvider<FloraConnectionDetails> connection;

	private final Environment environment;

	private final LongSupplier nanoTime;

	/** The latest secrets, and former ones: a rotated key may have left copies. */
	private final Set<String> known = LatestEntries.set(MAX_KNOWN);

	private @Nullable SecretCopies latest;

	private long latestAt;

	FloraSanitizingFunction(ObjectProvider<FloraConnectionDetails> connection, Environment environment) {
		this(connection, environment, System::nanoTime);
	}

	FloraSanitizingFunction(ObjectProvider<FloraConnectionDetails> connection, Environment environment,
			LongSupplier nanoTime) {
		this.connection = connection;
		this.environment = environment;
		this.nanoTime = nanoTime;
	}

	@Override
	public SanitizableData apply(SanitizableData data) {
		if (data.getValue() == null) {
			return data;
		}
		return (isSecret(data.getKey()) || copies().isIn(data.getValue().toString())) ? data.withSanitizedValue()
				: data;
	}

	/**
	 * Keys arrive as {@code flora.api-key}, {@code FLORA_API_KEY}, {@code flora.apiKey}
	 * and {@code flora.webhook.secrets[0]}.
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

	/** Over JMX, and without servlets, nothing tells one request from the next. */
	private synchronized SecretCopies latestCopies() {
		SecretCopies copies = this.latest;
		if (copies == null || this.nanoTime.getAsLong() - this.latestAt > TIME_TO_LIVE.toNanos()) {
			copies = newCopies();
			this.latest = copies;
			this.latestAt = this.nanoTime.getAsLong();
		}
		return copies;
	}

	private SecretCopies newCopies() {
		List<String> current = secrets();
		synchronized (this.known) {
			this.known.removeAll(current);
			this.known.addAll(current);
			return new SecretCopies(this.known);
		}
	}

	/**
	 * Property and bean are both looked at: the bean's key may have replaced the other.
	 */
	private List<String> secrets() {
		return Stream.concat(Stream.of(property(), currentKey()), webhookSecrets().stream())
			.filter(StringUtils::hasText)
			.map(Objects::requireNonNull)
			.map(PastedText::trimmed)
			.filter(StringUtils::hasText)
			.distinct()
			.toList();
	}

	private @Nullable String property() {
		try {
			return this.environment.getProperty("flora.api-key");
		}
		catch (RuntimeException ex) {
			// A placeholder that leads to itself is no reason to fail an endpoint.
			return null;
		}
	}

	private List<String> webhookSecrets() {
		try {
			return Binder.get(this.environment)
				.bind("flora.webhook.secrets", Bindable.listOf(String.class))
				.orElse(List.of());
		}
		catch (RuntimeException ex) {
			return List.of();
		}
	}

	private @Nullable String currentKey() {
		try {
			FloraConnectionDetails details = this.connection.getIfUnique();
			return (details != null) ? details.getApiKey() : null;
		}
		catch (RuntimeException ex) {
			// A key that cannot be had now is no reason to fail an endpoint.
			return null;
		}
	}

}
