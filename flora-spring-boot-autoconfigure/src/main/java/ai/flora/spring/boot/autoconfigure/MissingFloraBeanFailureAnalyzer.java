package ai.flora.spring.boot.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

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
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.MethodParameter;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Says why this starter has not defined a bean: a property switches it off, or the
 * context of the client has no beans of its parts. That is judged only if a bean of the
 * failed context needs a bean without a qualifier, and none of the type is defined. All
 * else is left to Boot's own analysis, which comes later. Definitions are consulted, as a
 * context that failed to start has lost its singletons.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 100)
class MissingFloraBeanFailureAnalyzer extends AbstractFailureAnalyzer<NoSuchBeanDefinitionException> {

	/** The types of a client's parts, and the client's methods that return them. */
	private static final Map<Class<?>, String> PARTS = Map.of(FloraGenerationsClient.class, "generations()",
			FloraModelsClient.class, "models()", FloraAssetsClient.class, "assets()", FloraTechniquesClient.class,
			"techniques()", FloraActionsClient.class, "actions()", FloraProjectsClient.class, "projects()",
			FloraOutputs.class, "outputs()");

	private static final Set<Class<?>> OTHERS = Set.of(FloraClient.class, FloraClientBuilder.class,
			FloraConnectionDetails.class, FloraWebhookVerifier.class, FloraProperties.class);

	private final DefaultListableBeanFactory beans;

	private final Environment environment;

	MissingFloraBeanFailureAnalyzer(BeanFactory beanFactory, Environment environment) {
		this.beans = (DefaultListableBeanFactory) beanFactory;
		this.environment = environment;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, NoSuchBeanDefinitionException cause) {
		Class<?> type = cause.getBeanType();
		if (type == null || !(PARTS.containsKey(type) || OTHERS.contains(type))
				|| cause instanceof NoUniqueBeanDefinitionException
				|| BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beans, type, true, false).length > 0) {
			return null;
		}
		for (Throwable link = rootFailure; link != null; link = link.getCause()) {
			if (link.getCause() == cause && link instanceof UnsatisfiedDependencyException unsatisfied) {
				String bean = unsatisfied.getBeanName();
				InjectionPoint point = unsatisfied.getInjectionPoint();
				return (bean != null && point != null && isOfThisContext(bean, point) && !isQualified(point))
						? analyze("The bean '" + bean + "' needs a " + type.getSimpleName() + ", but ", type, cause)
						: null;
			}
		}
		return null;
	}

	/** A bean of another context may have the same name, but not this injection point. */
	private boolean isOfThisContext(String bean, InjectionPoint point) {
		if (!this.beans.containsBeanDefinition(bean)) {
			return false;
		}
		Class<?> type = this.beans.getType(bean, false);
		return (type != null && point.getMember().getDeclaringClass().isAssignableFrom(type))
				|| (this.beans.getMergedBeanDefinition(bean) instanceof RootBeanDefinition definition
						&& point.getMember().equals(definition.getResolvedFactoryMethod()));
	}

	private boolean isQualified(InjectionPoint point) {
		MethodParameter parameter = point.getMethodParameter();
		return this.beans.getAutowireCandidateResolver()
			.hasQualifier((parameter != null) ? new DependencyDescriptor(parameter, true)
					: new DependencyDescriptor(Objects.requireNonNull(point.getField()), true));
	}

	private @Nullable FailureAnalysis analyze(String needed, Class<?> type, NoSuchBeanDefinitionException cause) {
		DefaultListableBeanFactory home = contextOfClient();
		if (home == this.beans && !OnFloraPropertyCondition.value(this.environment, "flora.enabled", true)) {
			return switchedOff(needed + "FLORA is switched off", "flora.enabled", type, cause);
		}
		if (type == FloraWebhookVerifier.class && isAutoConfigured(this.beans)
				&& !OnFloraPropertyCondition.value(this.environment, "flora.webhook.enabled", false)) {
			return switchedOff(needed + "FLORA's webhooks are switched off", "flora.webhook.enabled", type, cause);
		}
		return PARTS.containsKey(type) ? noParts(needed, type, home, cause) : null;
	}

	/** The nearest context that has a client: its parts are made there. */
	private DefaultListableBeanFactory contextOfClient() {
		for (BeanFactory context = this.beans; context instanceof DefaultListableBeanFactory home; context = home
			.getParentBeanFactory()) {
			if (!clients(home).isEmpty()) {
				return home;
			}
		}
		return this.beans;
	}

	private static List<String> clients(DefaultListableBeanFactory context) {
		return List.of(context.getBeanNamesForType(FloraClient.class, true, false));
	}

	private static boolean isAutoConfigured(DefaultListableBeanFactory context) {
		return context.containsBeanDefinition(FloraClientConfiguration.class.getName());
	}

	private FailureAnalysis switchedOff(String description, String property, Class<?> type,
			NoSuchBeanDefinitionException cause) {
		String value = new PropertyOrigins(this.environment).of(property)
			.map((origin) -> "false. Its value came from " + origin + ".")
			.orElse("not set.");
		return new FailureAnalysis(description + ": the property " + property + " is " + value,
				"Set " + property + "=true. To start without a " + type.getSimpleName() + ", inject ObjectProvider<"
						+ type.getSimpleName() + "> instead of it, and ask getIfAvailable() where it is used; or let "
						+ "the beans that need it depend on the same property, with @ConditionalOnBooleanProperty.",
				cause);
	}

	private @Nullable FailureAnalysis noParts(String needed, Class<?> type, DefaultListableBeanFactory home,
			NoSuchBeanDefinitionException cause) {
		List<String> clients = clients(home);
		if (!clients.isEmpty() && !isAutoConfigured(home)) {
			return new FailureAnalysis(
					needed + "the context of the FloraClient has no beans of its parts: FLORA is "
							+ "not auto-configured there.",
					"Define a bean of type " + type.getSimpleName() + " beside the FloraClient, which returns "
							+ PARTS.get(type) + " of it; or auto-configure FLORA in that context, too.",
					cause);
		}
		if (clients.size() > 1) {
			return new FailureAnalysis(
					needed + "there are " + clients.size() + " beans of type FloraClient, and not exactly one is "
							+ "@Primary: " + String.join(", ", clients) + ".",
					"Mark one FloraClient as @Primary, or the others with @Bean(defaultCandidate = false); or inject "
							+ "a FloraClient by its name, and call " + PARTS.get(type) + " of it.",
					cause);
		}
		return null;
	}

}
