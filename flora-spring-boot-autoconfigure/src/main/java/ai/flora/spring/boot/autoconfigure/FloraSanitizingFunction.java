package ai.flora.spring.boot.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

import ai.flora.client.internal.PastedText;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/**
 * Masks FLORA's secrets in actuator output: under every spelling of their properties, and
 * under any other name whose value contains a copy of one, such as the command line.
 */
class FloraSanitizingFunction implements SanitizingFunction {

	private static final int MAX_FORMER = 20;

	private static final String COPIES = FloraSanitizingFunction.class.getName() + ".copies";

	private static final Duration TIME_TO_LIVE = Duration.ofSeconds(1);

	private final ApplicationContext application;

	private final LongSupplier nanoTime;

	/** The former secrets, and then the latest: a rotated key may have left copies. */
	private final Set<String> known = new LinkedHashSet<>();

	/** A key that cannot be had for a while is not a former one. */
	private int mostAtOnce;

	private @Nullable SecretCopies latest;

	private long latestAt;

	FloraSanitizingFunction(ApplicationContext application) {
		this(application, System::nanoTime);
	}

	FloraSanitizingFunction(ApplicationContext application, LongSupplier nanoTime) {
		this.application = application;
		this.nanoTime = nanoTime;
	}

	@Override
	public SanitizableData apply(SanitizableData data) {
		if (data.getValue() == null) {
			return data;
		}
		// A context that was closed meanwhile may not have told its keys.
		return (isSecret(data.getKey()) || copies().isIn(data.getValue().toString()) || hasClosed())
				? data.withSanitizedValue() : data;
	}

	/**
	 * The beans of a closed context tell no keys any more, but its children still have
	 * its properties.
	 */
	private boolean hasClosed() {
		return contexts().stream()
			.anyMatch((context) -> context instanceof ConfigurableApplicationContext configurable
					&& (configurable.isClosed() || !configurable.isActive()));
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
			this.mostAtOnce = Math.max(this.mostAtOnce, current.size());
			Iterator<String> eldest = this.known.iterator();
			while (this.known.size() > this.mostAtOnce + MAX_FORMER) {
				eldest.next();
				eldest.remove();
			}
			return new SecretCopies(this.known);
		}
	}

	private List<String> secrets() {
		return contexts().stream()
			.flatMap(FloraSanitizingFunction::secrets)
			.filter(StringUtils::hasText)
			.map(Objects::requireNonNull)
			.map(PastedText::trimmed)
			.filter(StringUtils::hasText)
			.distinct()
			.toList();
	}

	/**
	 * A child's environment has the properties of its parents, too.
	 */
	private List<ApplicationContext> contexts() {
		List<ApplicationContext> contexts = new ArrayList<>();
		for (ApplicationContext context = this.application; context != null; context = context.getParent()) {
			contexts.add(context);
		}
		return contexts;
	}

	/**
	 * Property and beans are both looked at: a bean's key may have replaced the other.
	 */
	private static Stream<@Nullable String> secrets(ApplicationContext context) {
		Environment environment = context.getEnvironment();
		return Stream.of(Stream.of(property(environment)), keys(context), webhookSecrets(environment).stream())
			.flatMap(Function.identity());
	}

	private static Stream<@Nullable String> keys(ApplicationContext context) {
		try {
			return Stream.of(context.getBeanNamesForType(FloraConnectionDetails.class))
				.map((name) -> key(context, name));
		}
		catch (IllegalStateException ex) {
			// A parent may be closed before its child is.
			return Stream.empty();
		}
	}

	private static @Nullable String property(Environment environment) {
		try {
			return environment.getProperty("flora.api-key");
		}
		catch (RuntimeException ex) {
			// A placeholder that leads to itself is no reason to fail an endpoint.
			return null;
		}
	}

	private static List<String> webhookSecrets(Environment environment) {
		try {
			return Binder.get(environment)
				.bind("flora.webhook.secrets", Bindable.listOf(String.class))
				.orElse(List.of());
		}
		catch (RuntimeException ex) {
			return List.of();
		}
	}

	private static @Nullable String key(BeanFactory beans, String name) {
		try {
			return beans.getBean(name, FloraConnectionDetails.class).getApiKey();
		}
		catch (RuntimeException ex) {
			// A key that cannot be had now is no reason to fail an endpoint.
			return null;
		}
	}

}
