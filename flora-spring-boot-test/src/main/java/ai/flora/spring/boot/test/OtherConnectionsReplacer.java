package ai.flora.spring.boot.test;

import ai.flora.spring.boot.autoconfigure.FloraConnectionDetails;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.core.Ordered;

/**
 * Puts {@link FakeFlora} in the place of all other {@link FloraConnectionDetails} of an
 * application, before any of them is made: they would lead to production, with its key.
 * Who asks for one by its name gets the fake's, too.
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
			if (!name.equals(FakeFloraConnection.DETAILS)) {
				remove(beans, name);
				beans.registerAlias(FakeFloraConnection.DETAILS, name);
			}
		}
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
