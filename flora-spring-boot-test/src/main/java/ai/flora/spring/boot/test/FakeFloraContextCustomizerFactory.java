package ai.flora.spring.boot.test;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.AotDetector;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.test.context.TestContextAnnotationUtils;

/**
 * Adds {@link TestProperties} and the {@link TestFakeFloraConfiguration} to the contexts
 * of tests {@link WithFakeFlora}. Spring finds it by {@code META-INF/spring.factories}.
 */
class FakeFloraContextCustomizerFactory implements ContextCustomizerFactory {

	/** The name of the configuration's bean, which only the context of a test has. */
	static final String CONFIGURATION = "testFakeFloraConfiguration";

	@Override
	public @Nullable ContextCustomizer createContextCustomizer(Class<?> testClass,
			List<ContextConfigurationAttributes> configAttributes) {
		WithFakeFlora annotation = TestContextAnnotationUtils.findMergedAnnotation(testClass, WithFakeFlora.class);
		return (annotation != null) ? new FakeFloraContextCustomizer(annotation.realTime()) : null;
	}

	/**
	 * A record, so that tests which have nothing else to customize share a context.
	 */
	private record FakeFloraContextCustomizer(boolean realTime) implements ContextCustomizer {

		@Override
		public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration mergedConfig) {
			ConfigurableEnvironment environment = context.getEnvironment();
			environment.getPropertySources()
				.addFirst(new MapPropertySource(TestProperties.SOURCE, TestProperties.of(environment, this.realTime)));
			// Ahead of time, the bean's definition was written down: it is there already.
			if (!AotDetector.useGeneratedArtifacts()) {
				((BeanDefinitionRegistry) context.getBeanFactory()).registerBeanDefinition(CONFIGURATION,
						new RootBeanDefinition(TestFakeFloraConfiguration.class));
			}
		}

	}

}
