package ai.flora.spring.boot.autoconfigure;

import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;

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
	FloraSanitizingFunction floraSanitizingFunction(ApplicationContext application) {
		return new FloraSanitizingFunction(application);
	}

}
