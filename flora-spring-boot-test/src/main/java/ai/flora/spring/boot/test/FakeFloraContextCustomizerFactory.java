package ai.flora.spring.boot.test;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.test.context.TestContextAnnotationUtils;

/**
 * Adds a {@link FakeFlora} to the applications of tests {@link WithFakeFlora}.
 */
class FakeFloraContextCustomizerFactory implements ContextCustomizerFactory {

	@Override
	public @Nullable ContextCustomizer createContextCustomizer(Class<?> testClass,
			List<ContextConfigurationAttributes> configAttributes) {
		return TestContextAnnotationUtils.hasAnnotation(testClass, WithFakeFlora.class)
				? new FakeFloraContextCustomizer() : null;
	}

	/**
	 * A record, so that tests which have nothing else to customize share a context.
	 */
	private record FakeFloraContextCustomizer() implements ContextCustomizer {

		@Override
		public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration mergedConfig) {
			context.getEnvironment()
				.getPropertySources()
				.addLast(new MapPropertySource("fakeFlora", Map.of("flora.project-id", FakeFlora.PROJECT_ID)));
			((BeanDefinitionRegistry) context.getBeanFactory()).registerBeanDefinition("fakeFloraConfiguration",
					new RootBeanDefinition(FakeFloraConfiguration.class));
		}

	}

}
