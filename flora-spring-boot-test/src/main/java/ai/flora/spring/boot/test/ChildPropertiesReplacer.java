package ai.flora.spring.boot.test;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Puts the test's {@link TestProperties} before those of a context below the tested
 * application: inherited, they come after all of its own. Conditions have been evaluated
 * by then, but the starter has none on these properties.
 */
class ChildPropertiesReplacer implements BeanFactoryPostProcessor, PriorityOrdered {

	private final ConfigurableApplicationContext child;

	ChildPropertiesReplacer(ConfigurableApplicationContext child) {
		this.child = child;
	}

	/** Before others resolve placeholders. */
	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		ApplicationContext tested = this.child;
		while (tested != null && !tested.containsBeanDefinition(FakeFloraContextCustomizerFactory.CONFIGURATION)) {
			tested = tested.getParent();
		}
		ConfigurableEnvironment environment = this.child.getEnvironment();
		// A context of the test itself has them already, and in development, none has.
		if (tested != null && tested.getEnvironment() instanceof ConfigurableEnvironment application
				&& application != environment) {
			environment.getPropertySources()
				.addFirst(
						new MapPropertySource(TestProperties.SOURCE, TestProperties.ofChild(environment, application)));
		}
	}

}
