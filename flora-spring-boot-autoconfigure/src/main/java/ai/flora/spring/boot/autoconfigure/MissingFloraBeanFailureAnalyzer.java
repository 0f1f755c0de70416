package ai.flora.spring.boot.autoconfigure;

import java.lang.reflect.Field;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.action.FloraActionsClient;
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
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.MethodParameter;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Says why a bean of FLORA is missing that the application needs: a property switches it
 * off, none has the qualifier, no client is the one to take, or the client has no such
 * part. What is not known for sure is left to Boot's own analysis, which comes later: it
 * advises to define the bean.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 100)
class MissingFloraBeanFailureAnalyzer extends AbstractFailureAnalyzer<NoSuchBeanDefinitionException> {

	private static final String API = ClassUtils.getPackageName(FloraClient.class);

	private static final String CONFIGURATION = ClassUtils.getPackageName(FloraProperties.class);

	/** The types of a client's parts, and the client's methods that return them. */
	private static final Map<Class<?>, String> PARTS = Map.of(FloraGenerationsClient.class, "generations",
			FloraModelsClient.class, "models", FloraAssetsClient.class, "assets", FloraTechniquesClient.class,
			"techniques", FloraActionsClient.class, "actions", FloraProjectsClient.class, "projects",
			FloraOutputs.class, "outputs");

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
		String bean = missing(cause);
		if (bean == null) {
			return null;
		}
		Class<?> type = cause.getBeanType();
		String needed = needing(rootFailure) + " needs " + bean + ", but ";
		if (cause instanceof NoUniqueBeanDefinitionException several) {
			Collection<String> found = several.getBeanNamesFound();
			return (type == FloraClient.class)
					? severalClients(needed, (found != null) ? found : clients(), null, cause) : null;
		}
		String part = (type != null) ? PARTS.get(type) : null;
		DependencyDescriptor dependency = dependency(rootFailure, cause);
		if (type != null && dependency != null) {
			List<String> names = names(type);
			List<String> matching = matching(names, dependency);
			if (!matching.isEmpty()) {
				// What matches, and is not taken, is null.
				return (part != null && isOfClient(matching)) ? returnedNull(needed, type, part, cause) : null;
			}
			if (!names.isEmpty() && this.beans.getAutowireCandidateResolver().hasQualifier(dependency)) {
				return otherQualifier(needed, dependency, part, cause);
			}
		}
		if (isOff("flora.enabled", true)) {
			return switchedOff(needed + "FLORA is switched off", "flora.enabled", bean, cause);
		}
		if (type == FloraWebhookVerifier.class && isOff("flora.webhook.enabled", false)) {
			return switchedOff(needed + "FLORA's webhooks are switched off", "flora.webhook.enabled", bean, cause);
		}
		return (type != null && part != null) ? noParts(needed, type, part, cause) : null;
	}

	private static FailureAnalysis returnedNull(String needed, Class<?> type, String part,
			NoSuchBeanDefinitionException cause) {
		return new FailureAnalysis(
				needed + part + "() of the FloraClient returned null, as that of a mock does that was not told what to "
						+ "return.",
				"Mock the " + type.getSimpleName() + " itself, for instance with @MockitoBean, instead of the "
						+ "FloraClient or beside it; or let " + part + "() of the FloraClient return one before the "
						+ "application starts.",
				cause);
	}

	/** Boot's own analysis makes the beans there are, and fails where they are lazy. */
	private FailureAnalysis otherQualifier(String needed, DependencyDescriptor dependency, @Nullable String part,
			NoSuchBeanDefinitionException cause) {
		String name = this.beans.getAutowireCandidateResolver().getSuggestedName(dependency);
		return new FailureAnalysis(
				needed + "none has the qualifier " + ((name != null) ? "'" + name + "'." : "of the injection point."),
				"Correct the qualifier, or define a bean that has it. There are: "
						+ String.join(", ", names(dependency.getDependencyType())) + "."
						+ ((part != null)
								? " If it is the qualifier of a FloraClient, inject the FloraClient, and call " + part
										+ "(): a second client's parts are no beans."
								: ""),
				cause);
	}

	/** In a child context, the client may be that of a parent. */
	private @Nullable FailureAnalysis noParts(String needed, Class<?> type, String part,
			NoSuchBeanDefinitionException cause) {
		List<String> clients = clients();
		if (clients.isEmpty() || !names(FloraClientPartsConfiguration.class).isEmpty()) {
			return null;
		}
		if (clients.size() > 1 && clients.stream().filter(this::isPrimary).count() != 1) {
			return severalClients(needed, clients, part, cause);
		}
		return new FailureAnalysis(needed
				+ "the context of the FloraClient has no beans of its parts: FLORA is not auto-configured there.",
				"Define a bean of type " + type.getSimpleName() + " beside the FloraClient, which returns " + part
						+ "() of it; or auto-configure FLORA in that context, too.",
				cause);
	}

	private static FailureAnalysis severalClients(String needed, Collection<String> clients, @Nullable String part,
			NoSuchBeanDefinitionException cause) {
		return new FailureAnalysis(
				needed + "there are " + clients.size() + " beans of type FloraClient, and not exactly one is @Primary: "
						+ String.join(", ", clients) + ".",
				"Mark one FloraClient as @Primary, or the others with @Bean(defaultCandidate = false); or inject a "
						+ "FloraClient by its name" + ((part != null) ? " and call " + part + "()." : "."),
				cause);
	}

	private FailureAnalysis switchedOff(String description, String property, String bean,
			NoSuchBeanDefinitionException cause) {
		String origin = new PropertyOrigins(this.environment).of(property)
			.map((place) -> " Its value came from " + place + ".")
			.orElse("");
		String type = (cause.getBeanType() != null) ? cause.getBeanType().getSimpleName() : "FloraClient";
		return new FailureAnalysis(
				description + ": the property " + property + " is " + (origin.isEmpty() ? "not set." : "false.")
						+ origin,
				"Set " + property + "=true. To start without " + bean + ", inject ObjectProvider<" + type
						+ "> instead of it, and ask getIfAvailable() where it is used; or let the beans that need it "
						+ "depend on the same property, with @ConditionalOnBooleanProperty.",
				cause);
	}

	/** The type that is missing, or the name where nothing else is known. */
	private static @Nullable String missing(NoSuchBeanDefinitionException cause) {
		Class<?> type = cause.getBeanType();
		if (type != null) {
			String name = ClassUtils.getPackageName(type);
			boolean ours = name.equals(API) || name.startsWith(API + ".") || name.equals(CONFIGURATION);
			return ours ? "a " + type.getSimpleName() : null;
		}
		String bean = cause.getBeanName();
		return (bean != null && bean.startsWith("flora")) ? "the bean '" + bean + "'" : null;
	}

	private static String needing(Throwable failure) {
		String bean = FailedBean.of(failure);
		return (bean != null) ? "The bean '" + bean + "'" : "The application";
	}

	private boolean isOff(String property, boolean whenMissing) {
		return !BlankProperties.binder(this.environment).bind(property, Boolean.class).orElse(whenMissing);
	}

	/** Where the bean was to be injected; {@code null} if it was asked for elsewhere. */
	private static @Nullable DependencyDescriptor dependency(Throwable failure, NoSuchBeanDefinitionException cause) {
		for (Throwable link = failure; link != null; link = link.getCause()) {
			if (link instanceof UnsatisfiedDependencyException unsatisfied && link.getCause() == cause) {
				return dependency(unsatisfied.getInjectionPoint());
			}
		}
		return null;
	}

	private static @Nullable DependencyDescriptor dependency(@Nullable InjectionPoint point) {
		if (point == null) {
			return null;
		}
		MethodParameter parameter = point.getMethodParameter();
		Field field = point.getField();
		if (parameter != null) {
			return new DependencyDescriptor(parameter, true);
		}
		return (field != null) ? new DependencyDescriptor(field, true) : null;
	}

	private List<String> matching(List<String> names, DependencyDescriptor dependency) {
		return names.stream().filter((name) -> this.beans.isAutowireCandidate(name, dependency)).toList();
	}

	/** Tells whether the only bean is the one that the client itself has returned. */
	private boolean isOfClient(List<String> names) {
		return names.size() == 1 && FloraClientPartsConfiguration.class.getName()
			.equals(this.beans.getMergedBeanDefinition(names.get(0)).getFactoryBeanName());
	}

	/** The clients that plain injection chooses from. */
	private List<String> clients() {
		return names(FloraClient.class).stream()
			.filter((name) -> this.beans.getMergedBeanDefinition(name) instanceof AbstractBeanDefinition definition
					&& definition.isAutowireCandidate() && definition.isDefaultCandidate())
			.toList();
	}

	private boolean isPrimary(String name) {
		return this.beans.getMergedBeanDefinition(name).isPrimary();
	}

	/** Makes no bean. */
	private List<String> names(Class<?> type) {
		return List.of(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beans, type, true, false));
	}

}
