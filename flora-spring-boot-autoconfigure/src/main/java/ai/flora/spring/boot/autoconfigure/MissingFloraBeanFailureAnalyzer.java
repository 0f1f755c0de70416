package ai.flora.spring.boot.autoconfigure;

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
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Says why a bean of FLORA is missing that the application needs: a property switches it
 * off, there are several clients, or the only one has none. Boot's own analysis comes
 * later: it advises to define the bean.
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

	private final BeanFactory beanFactory;

	private final Environment environment;

	MissingFloraBeanFailureAnalyzer(BeanFactory beanFactory, Environment environment) {
		this.beanFactory = beanFactory;
		this.environment = environment;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, NoSuchBeanDefinitionException cause) {
		String bean = missing(cause);
		boolean several = cause instanceof NoUniqueBeanDefinitionException;
		if (bean == null || (several && cause.getBeanType() != FloraClient.class)) {
			return null;
		}
		String needed = needing(rootFailure) + " needs " + bean + ", but ";
		if (isOff("flora.enabled", true)) {
			return switchedOff(needed + "FLORA is switched off", "flora.enabled", bean, cause);
		}
		if (cause.getBeanType() == FloraWebhookVerifier.class && isOff("flora.webhook.enabled", false)) {
			return switchedOff(needed + "FLORA's webhooks are switched off", "flora.webhook.enabled", bean, cause);
		}
		Class<?> type = cause.getBeanType();
		String part = (type != null) ? PARTS.get(type) : null;
		if (several || (part != null && clients() > 1)) {
			return new FailureAnalysis(
					needed + "there are " + clients() + " beans of type FloraClient, and none is the primary one.",
					"Mark one FloraClient as @Primary, or the others with @Bean(defaultCandidate = false); or inject a "
							+ "FloraClient by its name" + ((part != null) ? " and call " + part + "()." : "."),
					cause);
		}
		if (type != null && part != null && clients() == 1) {
			if (!hasParts()) {
				return new FailureAnalysis(
						needed + "the context of the FloraClient has no beans of its parts: FLORA is not "
								+ "auto-configured there.",
						"Define a bean of type " + type.getSimpleName() + " beside the FloraClient, which returns "
								+ part + "() of it; or auto-configure FLORA in that context, too.",
						cause);
			}
			return new FailureAnalysis(
					needed + part
							+ "() of the FloraClient returned null, as that of a mock does that was not told what "
							+ "to return.",
					"Mock the " + type.getSimpleName() + " itself, for instance with @MockitoBean, instead "
							+ "of the FloraClient or beside it; or let " + part + "() of the FloraClient return one "
							+ "before the application starts.",
					cause);
		}
		return null;
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

	/** Whoever has the parts lacks one only if the client has returned {@code null}. */
	private boolean hasParts() {
		return count(FloraClientPartsConfiguration.class) > 0;
	}

	private int clients() {
		return count(FloraClient.class);
	}

	private int count(Class<?> type) {
		return (this.beanFactory instanceof ListableBeanFactory beans)
				? BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, type, true, false).length : 0;
	}

}
