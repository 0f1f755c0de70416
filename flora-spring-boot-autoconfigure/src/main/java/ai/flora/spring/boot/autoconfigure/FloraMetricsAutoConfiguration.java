package ai.flora.spring.boot.autoconfigure;

import ai.flora.client.observation.FloraMeterRecorder;
import ai.flora.client.observation.MicrometerFloraMeterRecorder;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the meters of FLORA that are not observations.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = FloraAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnSingleCandidate(MeterRegistry.class)
@ConditionalOnBean(FloraProperties.class)
public final class FloraMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(FloraMeterRecorder.class)
	MicrometerFloraMeterRecorder floraMeterRecorder(MeterRegistry registry) {
		return new MicrometerFloraMeterRecorder(registry);
	}

}
