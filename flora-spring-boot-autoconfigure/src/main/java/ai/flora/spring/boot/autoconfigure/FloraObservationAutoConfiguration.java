package ai.flora.spring.boot.autoconfigure;

import ai.flora.client.observation.FloraRetryRecorder;
import ai.flora.client.observation.FloraRunRecorder;
import ai.flora.client.observation.FloraWebhookRecorder;
import ai.flora.client.observation.MicrometerFloraRetryRecorder;
import ai.flora.client.observation.MicrometerFloraRunRecorder;
import ai.flora.client.observation.MicrometerFloraWebhookRecorder;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the meters of FLORA that are not observations.
 *
 * @since 0.1.0
 * @see <a href="https://developer.flora.ai/api/">FLORA: Getting Started</a>
 */
@AutoConfiguration(after = FloraAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnSingleCandidate(MeterRegistry.class)
@ConditionalOnBean(FloraProperties.class)
public final class FloraObservationAutoConfiguration {

	FloraObservationAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean(FloraRetryRecorder.class)
	MicrometerFloraRetryRecorder floraRetryRecorder(MeterRegistry registry) {
		return new MicrometerFloraRetryRecorder(registry);
	}

	@Bean
	@ConditionalOnMissingBean(FloraRunRecorder.class)
	MicrometerFloraRunRecorder floraRunRecorder(MeterRegistry registry) {
		return new MicrometerFloraRunRecorder(registry);
	}

	@Bean
	@ConditionalOnMissingBean(FloraWebhookRecorder.class)
	@ConditionalOnBooleanProperty("flora.webhook.enabled")
	MicrometerFloraWebhookRecorder floraWebhookRecorder(MeterRegistry registry) {
		return new MicrometerFloraWebhookRecorder(registry);
	}

}
