package ai.flora.spring.boot.test;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Import;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Auto-configuration of contexts that an application makes below one with a
 * {@link FakeFlora}, such as one for each tenant: they share the fake, and have its
 * properties.
 */
@AutoConfiguration
@Conditional(FakeFloraChildAutoConfiguration.FakeOfAncestor.class)
@Import(FakeFloraConnection.class)
final class FakeFloraChildAutoConfiguration {

	@Bean
	static ChildPropertiesReplacer fakeFloraChildProperties(ConfigurableApplicationContext context) {
		return new ChildPropertiesReplacer(context);
	}

	static class FakeOfAncestor extends NoFakeOfAncestor {

		@Override
		public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
			return !super.matches(context, metadata);
		}

	}

}
