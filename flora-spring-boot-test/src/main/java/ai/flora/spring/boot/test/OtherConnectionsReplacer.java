package ai.flora.spring.boot.test;

import ai.flora.spring.boot.autoconfigure.FloraConnectionDetails;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.AotDetector;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.core.Ordered;

/**
 * Puts {@link FakeFlora} in the place of all other {@link FloraConnectionDetails} of an
 * application, before any of them is made: they would lead to production, with its key. A
 * bean that asks for them by name gets the fake's, too.
 */
class OtherConnectionsReplacer implements BeanFactoryPostProcessor, Ordered {

	/**
	 * After others may have registered beans, and before Spring replaces those that the
	 * test overrides: {@code @MockitoBean} finds one bean, the fake's.
	 */
	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE - 100;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		DefaultListableBeanFactory beans = (DefaultListableBeanFactory) beanFactory;
		for (String name : beans.getBeanNamesForType(FloraConnectionDetails.class, true, false)) {
			if (!name.equals(FakeFloraConnection.DETAILS) && !isReplaced(beans, name)) {
				Class<?> type = beans.getType(name, false);
				remove(beans, name);
				beans.registerBeanDefinition(name, replacement(type));
			}
		}
	}

	/** Ahead of time, the definitions were replaced before they were written down. */
	private static boolean isReplaced(DefaultListableBeanFactory beans, String name) {
		return AotDetector.useGeneratedArtifacts() && beans.containsBeanDefinition(name);
	}

	/**
	 * A definition, and not an alias, and of the old type: {@code @MockitoBean} may name
	 * it. Otherwise, nobody finds it but by its name. What is written down ahead of time
	 * is of its true type, since code there need not see the old one.
	 */
	private static RootBeanDefinition replacement(@Nullable Class<?> type) {
		RootBeanDefinition definition = new RootBeanDefinition(OtherConnectionsReplacer.class);
		definition.setFactoryMethodName("details");
		definition.setAutowireMode(AutowireCapableBeanFactory.AUTOWIRE_CONSTRUCTOR);
		definition.setDefaultCandidate(false);
		if (type != null && !Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING)) {
			definition.setTargetType(type);
		}
		return definition;
	}

	static FloraConnectionDetails details(FakeFlora fake) {
		return fake.connectionDetails();
	}

	private static void remove(DefaultListableBeanFactory beans, String name) {
		if (beans.containsBeanDefinition(name)) {
			beans.removeBeanDefinition(name);
		}
		else {
			beans.destroySingleton(name);
		}
	}

}
