package ai.flora.spring.boot.autoconfigure;

import java.io.IOException;
import java.util.List;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

class ConfigurationMetadataTests {

	@Test
	void everyPropertyIsDescribed() throws IOException {
		JsonNode metadata = JsonMapper.builder()
			.build()
			.readTree(FloraProperties.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json"));
		List<JsonNode> properties = metadata.get("properties").valueStream().toList();
		assertThat(properties).extracting((property) -> property.get("name").asString())
			.containsExactlyInAnyOrder("flora.enabled", "flora.api-key", "flora.base-url",
					"flora.allow-insecure-base-url", "flora.workspace-id", "flora.project-id", "flora.project-name",
					"flora.connect-timeout", "flora.read-timeout", "flora.call-timeout", "flora.max-response-size",
					"flora.ssl.bundle", "flora.retry.max-attempts", "flora.retry.initial-delay",
					"flora.retry.max-delay", "flora.retry.max-retry-after", "flora.webhook.enabled",
					"flora.webhook.secrets", "flora.webhook.path", "flora.webhook.tolerance",
					"flora.webhook.callback-url", "flora.webhook.safety-interval", "flora.follow.timeout",
					"flora.follow.min-interval", "flora.follow.max-interval", "flora.follow.max-requests-per-second",
					"flora.models.check", "flora.models.cache-time-to-live", "flora.pricing.quote",
					"flora.outputs.max-size", "flora.outputs.timeout", "flora.outputs.proxy", "flora.outputs.directory",
					"flora.health.cache-time-to-live", "flora.health.timeout", "management.health.flora.enabled");
		assertThat(properties)
			.allSatisfy((property) -> assertThat(property.path("description").asString("")).as(property.toString())
				.endsWith("."));
		assertThat(metadata.get("hints").valueStream().map((hint) -> hint.get("name").asString()))
			.contains("flora.base-url");
		assertThat(new ClassPathResource("META-INF/spring-autoconfigure-metadata.properties").exists()).isTrue();
	}

}
