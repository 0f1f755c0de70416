package ai.flora.spring.boot.autoconfigure;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

import ai.flora.client.internal.PastedText;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * FLORA's secrets in an application and its parents: keys and webhook secrets, those of
 * now, and the latest of former ones. Thread-safe.
 */
class ApplicationSecrets {

	private static final int MAX_FORMER = 20;

	private final ApplicationContext application;

	/** The former secrets, and then the latest: a rotated key may have left copies. */
	private final Set<String> known = new LinkedHashSet<>();

	/** A key that cannot be had for a while is not a former one. */
	private int mostAtOnce;

	ApplicationSecrets(ApplicationContext application) {
		this.application = application;
	}

	/** Asks for the secrets of now, and returns them with former ones. */
	List<String> known() {
		List<String> current = current();
		synchronized (this.known) {
			this.known.removeAll(current);
			this.known.addAll(current);
			this.mostAtOnce = Math.max(this.mostAtOnce, current.size());
			Iterator<String> eldest = this.known.iterator();
			while (this.known.size() > this.mostAtOnce + MAX_FORMER) {
				eldest.next();
				eldest.remove();
			}
			return List.copyOf(this.known);
		}
	}

	private List<String> current() {
		return contexts().stream()
			.flatMap(ApplicationSecrets::secrets)
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
		return Stream.of(Stream.of(keyProperty(environment)), keys(context), webhookSecrets(environment).stream())
			.flatMap(Function.identity());
	}

	private static @Nullable String keyProperty(Environment environment) {
		try {
			return environment.getProperty("flora.api-key");
		}
		catch (Throwable ex) {
			// A placeholder that leads to itself is no reason to fail an endpoint.
			return null;
		}
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

	private static @Nullable String key(BeanFactory beans, String name) {
		try {
			return beans.getBean(name, FloraConnectionDetails.class).getApiKey();
		}
		catch (Throwable ex) {
			// A key that cannot be had now is no reason to fail an endpoint. Beans of
			// other languages than Java may throw checked exceptions, too.
			return null;
		}
	}

	private static List<String> webhookSecrets(Environment environment) {
		try {
			return Binder.get(environment)
				.bind("flora.webhook.secrets", Bindable.listOf(String.class))
				.orElse(List.of());
		}
		catch (Throwable ex) {
			return List.of();
		}
	}

	/**
	 * Returns whether a secret may not be among those that are known: the beans of a
	 * closed context tell no keys any more, but its children still have its properties.
	 */
	boolean mayBeUntold() {
		return contexts().stream()
			.anyMatch((context) -> context instanceof ConfigurableApplicationContext configurable
					&& (configurable.isClosed() || !configurable.isActive()));
	}

}
