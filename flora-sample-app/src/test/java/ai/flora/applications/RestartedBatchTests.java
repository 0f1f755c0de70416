package ai.flora.applications;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import ai.flora.client.FloraConflictException;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.GenerationRequest;
import ai.flora.client.GenerationType;
import ai.flora.spring.boot.test.FakeFlora;
import ai.flora.spring.boot.test.FakeRun;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A batch that stops in its middle, and is started again: an item that was paid for is
 * not paid for again, for each has an idempotency key of its own.
 */
class RestartedBatchTests {

	private static final List<String> ORDERS = List.of("order-1", "order-2", "order-3");

	/** Stands for the database of the batch. */
	private final Map<String, String> runIds = new LinkedHashMap<>();

	@Test
	void itemWhoseStartWasNotWrittenDownIsNotPaidForTwice() {
		try (FakeFlora fake = FakeFlora.start()) {
			try (ConfigurableApplicationContext first = start(fake)) {
				assertThatExceptionOfType(IllegalStateException.class)
					.isThrownBy(() -> process(first.getBean(FloraGenerationsClient.class), "order-2"));
			}
			assertThat(this.runIds).containsOnlyKeys("order-1");
			try (ConfigurableApplicationContext second = start(fake)) {
				process(second.getBean(FloraGenerationsClient.class), "");
			}
			assertThat(this.runIds).containsOnlyKeys("order-1", "order-2", "order-3");
			assertThat(fake.startedRuns()).extracting(FakeRun::runId)
				.containsExactlyInAnyOrderElementsOf(this.runIds.values());
		}
	}

	private void process(FloraGenerationsClient flora, String powerFails) {
		for (String order : ORDERS) {
			if (!this.runIds.containsKey(order)) {
				String runId = startOnce(flora, order);
				if (order.equals(powerFails)) {
					throw new IllegalStateException("The power fails before the id is written down");
				}
				this.runIds.put(order, runId);
			}
		}
	}

	private String startOnce(FloraGenerationsClient flora, String order) {
		try {
			return flora
				.create(GenerationRequest.builder(GenerationType.IMAGE, "A harbour for " + order)
					.idempotencyKey(order)
					.build())
				.runId();
		}
		catch (FloraConflictException ex) {
			// It was started before. Were there several, a person would have to look.
			List<String> unknown = ex.candidates()
				.stream()
				.map((candidate) -> candidate.run().runId())
				.filter((runId) -> !this.runIds.containsValue(runId))
				.toList();
			assertThat(unknown).hasSize(1);
			return unknown.get(0);
		}
	}

	private static ConfigurableApplicationContext start(FakeFlora fake) {
		return new SpringApplicationBuilder(Batch.class).web(WebApplicationType.NONE)
			.run("--flora.base-url=" + fake.baseUrl(), "--flora.api-key=" + fake.apiKey(), "--flora.project-id=prj_1");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Batch {

	}

}
