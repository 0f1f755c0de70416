package ai.flora.spring.boot.test;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.GenerationRequest;
import ai.flora.client.Run;
import ai.flora.client.assembly.FloraClientBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs that wait for other runs, as people write it.
 */
@Tag("exhaustive")
class ChainedRunsTests {

	private static final GenerationRequest REQUEST = GenerationRequest.text("A harbour");

	@Test
	void continuationsThatJoinAnotherRunDoNotKeepEachOtherFromEnding() throws Exception {
		try (FakeFlora fake = FakeFlora.start()) {
			fake.clock().speed(100);
			FloraClient root = new FloraClientBuilder().baseUrl(fake.baseUrl())
				.apiKey(fake.apiKey())
				.projectId("prj_1")
				.build();
			FloraGenerationsClient flora = root.generations();
			try (FloraClient closing = root) {
				assertThat(closing).isNotNull();
				List<CompletableFuture<Run>> chains = IntStream.range(0, 8)
					.mapToObj((i) -> flora.submit(REQUEST)
						.completion()
						.thenApply((run) -> flora.submit(REQUEST).completion().join()))
					.toList();
				for (CompletableFuture<Run> chain : chains) {
					assertThat(chain.get(1, TimeUnit.MINUTES).outputs()).isNotEmpty();
				}
			}
			assertThat(fake.startedRuns()).hasSize(16);
		}
	}

}
