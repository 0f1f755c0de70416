package ai.flora.spring.boot.autoconfigure;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of what masks FLORA's secrets in actuator output; also when FLORA is
 * disabled, for the key may be set all the same.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnClass(SanitizingFunction.class)
public final class FloraSanitizingAutoConfiguration {

	@Bean
	FloraSanitizingFunction floraSanitizingFunction(BeanFactory beans, Environment environment) {
		return new FloraSanitizingFunction(beans, environment);
	}

}
