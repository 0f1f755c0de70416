package ai.flora.spring.boot.autoconfigure;

import java.lang.reflect.Member;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.action.FloraActionsClient;
import ai.flora.client.assembly.FloraClientBuilder;
import ai.flora.client.asset.FloraAssetsClient;
import ai.flora.client.model.FloraModelsClient;
import ai.flora.client.output.FloraOutputs;
import ai.flora.client.project.FloraProjectsClient;
import ai.flora.client.technique.FloraTechniquesClient;
import ai.flora.client.webhook.FloraWebhookVerifier;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.InjectionPoint;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.UnsatisfiedDependencyException;
import org.springframework.beans.factory.config.DependencyDescriptor;
import org.springframework.beans.factory.support.AutowireCandidateResolver;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.MethodParameter;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Says why a bean is missing that this starter defines: several are there and none is
 * marked, none has the qualifier, a property switches it off, or its client has no such
 * part. What is not known for sure of this context is left to Boot's own analysis, which
 * comes later. A context that failed to start has lost its singletons, but has its
 * definitions.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 100)
class MissingFloraBeanFailureAnalyzer extends AbstractFailureAnalyzer<NoSuchBeanDefinitionException> {

	/** The types of a client's parts, and the client's methods that return them. */
	private static final Map<Class<?>, String> PARTS = Map.of(FloraGenerationsClient.class, "generations",
			FloraModelsClient.class, "models", FloraAssetsClient.class, "assets", FloraTechniquesClient.class,
			"techniques", FloraActionsClient.class, "actions", FloraProjectsClient.class, "projects",
			FloraOutputs.class, "outputs");

	private static final Set<Class<?>> OTHERS = Set.of(FloraClient.class, FloraClientBuilder.class,
			FloraConnectionDetails.class, FloraWebhookVerifier.class, FloraProperties.class);

	private final DefaultListableBeanFactory beans;

	private final Environment environment;

	MissingFloraBeanFailureAnalyzer(BeanFactory beanFactory, Environment environment) {
		// Of others, which no application has, nothing is known.
		this.beans = (beanFactory instanceof DefaultListableBeanFactory beans) ? beans
				: new DefaultListableBeanFactory();
		this.environment = environment;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, NoSuchBeanDefinitionException cause) {
		Class<?> type = type(cause);
		if (type == null || FailedBean.isOfNestedContext(cause)) {
			return null;
		}
		String failed = FailedBean.of(rootFailure);
		boolean local = failed != null && this.beans.containsLocalBean(failed);
		if (failed != null && !local && !ClassUtils.isPresent(failed, this.beans.getBeanClassLoader())) {
			// A bean made a context of its own, in which another bean failed. What is
			// made by its class alone has the name of that.
			return null;
		}
		String bean = (cause.getBeanName() != null) ? "the bean '" + cause.getBeanName() + "'"
				: "a " + type.getSimpleName();
		String needed = (local ? "The bean '" + failed + "'" : "The application") + " needs " + bean + ", but ";
		List<String> names = List
			.of(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beans, type, true, false));
		if (cause instanceof NoUniqueBeanDefinitionException several) {
			Collection<String> found = several.getBeanNamesFound();
			return several(needed, type, (found != null) ? found : names, cause);
		}
		DependencyDescriptor point = injectionPoint(rootFailure, cause);
		AutowireCandidateResolver resolver = this.beans.getAutowireCandidateResolver();
		boolean qualified = point != null && resolver.hasQualifier(point);
		String qualifier = (point != null) ? resolver.getSuggestedName(point) : null;
		if (!qualified || names.isEmpty() || name(type).equals(qualifier)) {
			if (isOff("flora.enabled", true)) {
				return switchedOff(needed + "FLORA is switched off", "flora.enabled", bean, type, cause);
			}
			if (type == FloraWebhookVerifier.class && isOff("flora.webhook.enabled", false)) {
				return switchedOff(needed + "FLORA's webhooks are switched off", "flora.webhook.enabled", bean, type,
						cause);
			}
		}
		if (failed == null || point == null || !isOfThisContext(failed, point.getMember())) {
			return null;
		}
		String part = PARTS.get(type);
		if (qualified && !names.isEmpty()
				&& names.stream().noneMatch((name) -> this.beans.isAutowireCandidate(name, point))) {
			String its = StringUtils.hasText(qualifier) ? "'" + qualifier + "'" : "of the injection point";
			return otherQualifier(needed + "none has the qualifier " + its + ".", names, part, cause);
		}
		if (part == null) {
			return null;
		}
		return names.isEmpty() ? noParts(needed, type, part + "()", cause)
				: nullPart(needed, type, part + "()", point, cause);
	}

	/** A bean of another context may have the same name, but not this injection point. */
	private boolean isOfThisContext(String failed, Member point) {
		if (!this.beans.containsBeanDefinition(failed)) {
			return false;
		}
		Class<?> type = this.beans.getType(failed, false);
		return (type != null && point.getDeclaringClass().isAssignableFrom(type))
				|| (this.beans.getMergedBeanDefinition(failed) instanceof RootBeanDefinition definition
						&& point.equals(definition.getResolvedFactoryMethod()));
	}

	private static FailureAnalysis several(String needed, Class<?> type, Collection<String> names,
			NoSuchBeanDefinitionException cause) {
		String name = type.getSimpleName();
		return new FailureAnalysis(
				needed + "there are " + names.size() + " beans of type " + name + ", and not exactly one is @Primary: "
						+ String.join(", ", names) + ".",
				"Mark one " + name + " as @Primary, or the others with @Bean(defaultCandidate = false); or let a bean "
						+ "of your own inject a " + name + " by its name.",
				cause);
	}

	/** Boot's own analysis makes the beans there are, and fails where they are lazy. */
	private static FailureAnalysis otherQualifier(String description, List<String> names, @Nullable String part,
			NoSuchBeanDefinitionException cause) {
		return new FailureAnalysis(description,
				"Correct the qualifier, or define a bean that has it. There are: " + String.join(", ", names) + "."
						+ ((part != null)
								? " If it is the qualifier of a FloraClient, inject the FloraClient, and call " + part
										+ "(): a second client's parts are no beans."
								: ""),
				cause);
	}

	/**
	 * The parts are made in the context of their client, which may be a parent: if FLORA
	 * is auto-configured there, and there is exactly one client to take.
	 */
	private @Nullable FailureAnalysis noParts(String needed, Class<?> type, String call,
			NoSuchBeanDefinitionException cause) {
		for (BeanFactory context = this.beans; context instanceof DefaultListableBeanFactory home; context = home
			.getParentBeanFactory()) {
			List<String> clients = List.of(home.getBeanNamesForType(FloraClient.class, true, false));
			if (!clients.isEmpty() && !home.containsBeanDefinition(FloraClientConfiguration.class.getName())) {
				return new FailureAnalysis(needed
						+ "the context of the FloraClient has no beans of its parts: FLORA is not auto-configured "
						+ "there.",
						"Define a bean of type " + type.getSimpleName() + " beside the FloraClient, which returns "
								+ call + " of it; or auto-configure FLORA in that context, too.",
						cause);
			}
			if (!clients.isEmpty()) {
				return (clients.size() > 1
						&& !home.containsBeanDefinition(FloraClientPartsConfiguration.class.getName()))
								? several(needed, FloraClient.class, clients, cause) : null;
			}
		}
		return null;
	}

	/** A part that was made has a type of its own, which outlives it. */
	private @Nullable FailureAnalysis nullPart(String needed, Class<?> type, String call, DependencyDescriptor point,
			NoSuchBeanDefinitionException cause) {
		String name = name(type);
		boolean ofClient = this.beans.containsBeanDefinition(name) && FloraClientPartsConfiguration.class.getName()
			.equals(this.beans.getBeanDefinition(name).getFactoryBeanName());
		if (!ofClient || this.beans.getType(name) != type || !this.beans.isAutowireCandidate(name, point)) {
			return null;
		}
		return new FailureAnalysis(
				needed + call + " of the FloraClient returned null, as that of a mock does that was not told what to "
						+ "return.",
				"Mock the " + type.getSimpleName() + " itself, for instance with @MockitoBean, instead of the "
						+ "FloraClient or beside it; or let " + call + " of the FloraClient return one before the "
						+ "application starts.",
				cause);
	}

	private FailureAnalysis switchedOff(String description, String property, String bean, Class<?> type,
			NoSuchBeanDefinitionException cause) {
		String origin = new PropertyOrigins(this.environment).of(property)
			.map((place) -> " Its value came from " + place + ".")
			.orElse("");
		return new FailureAnalysis(
				description + ": the property " + property + " is " + (origin.isEmpty() ? "not set." : "false.")
						+ origin,
				"Set " + property + "=true. To start without " + bean + ", inject ObjectProvider<"
						+ type.getSimpleName() + "> instead of it, and ask getIfAvailable() where it is used; or let "
						+ "the beans that need it depend on the same property, with @ConditionalOnBooleanProperty.",
				cause);
	}

	/** The type that is missing, if it is one of the starter's. */
	private static @Nullable Class<?> type(NoSuchBeanDefinitionException cause) {
		return Stream.concat(PARTS.keySet().stream(), OTHERS.stream())
			.filter((type) -> type == cause.getBeanType() || name(type).equals(cause.getBeanName()))
			.findFirst()
			.orElse(null);
	}

	/** The name that the starter's bean has. */
	private static String name(Class<?> type) {
		String name = type.getSimpleName();
		return (type == FloraProperties.class) ? "flora-" + type.getName() : StringUtils.uncapitalize(name);
	}

	private boolean isOff(String property, boolean whenMissing) {
		try {
			return !BlankProperties.binder(this.environment).bind(property, Boolean.class).orElse(whenMissing);
		}
		catch (BindException ex) {
			return false;
		}
	}

	/** The place where the bean was to be injected, as Spring's resolver takes it. */
	private static @Nullable DependencyDescriptor injectionPoint(Throwable failure,
			NoSuchBeanDefinitionException cause) {
		for (Throwable link = failure; link != null; link = link.getCause()) {
			InjectionPoint point = (link instanceof UnsatisfiedDependencyException unsatisfied)
					? unsatisfied.getInjectionPoint() : null;
			if (point != null && link.getCause() == cause) {
				MethodParameter parameter = point.getMethodParameter();
				return (parameter != null) ? new DependencyDescriptor(parameter, true)
						: new DependencyDescriptor(Objects.requireNonNull(point.getField()), true);
			}
		}
		return null;
	}

}
