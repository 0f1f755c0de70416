package ai.flora.client.internal.transport;

import java.math.BigDecimal;
import java.time.Duration;

import ai.flora.client.FloraResponseException;
import ai.flora.client.RequestOptions;
import ai.flora.client.Run;
import ai.flora.client.internal.RunPlace;
import ai.flora.client.internal.run.TestRuns;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What is taken from a response to the question for a run.
 */
class RunResponseTests {

	private final OneAnswer flora = new OneAnswer();

	private Run retrieve(String body) {
		this.flora.answer(200, body);
		try (FloraTransport transport = TestTransports
			.of("http://localhost:1", () -> this.flora, Duration.ofSeconds(20))
			.build()) {
			return TestRuns.of(transport).retrieve("run_1", RunPlace.USUAL, RequestOptions.defaults());
		}
	}

	@Test
	void runWithoutAnIdIsTheOneThatWasAskedFor() {
		assertThat(retrieve("{\"status\":\"completed\"}").runId()).isEqualTo("run_1");
	}

	@Test
	void anotherRunIsNotTakenForTheOneThatWasAskedFor() {
		assertThatExceptionOfType(FloraResponseException.class)
			.isThrownBy(() -> retrieve("{\"run_id\":\"run_2\",\"status\":\"completed\",\"charged_cost\":0.4}"))
			.withMessageContaining("Run run_1")
			.withMessageContaining("about another run, run_2");
	}

	/** To add a number with such an exponent to another one takes minutes, or fails. */
	@ParameterizedTest
	@CsvSource({ "0.036, 0.036", "1e-8, 1e-8", "0, 0", "1e-2000000000, 0", "0e-2000000000, 0", "0e2000000000, 0",
			"1e2000000000,", "-1e2000000000,", "1e1000," })
	@Timeout(10)
	void costThatIsNoneIsMissing(String sent, @Nullable BigDecimal read) {
		Run run = retrieve("{\"run_id\":\"run_1\",\"status\":\"completed\",\"charged_cost\":" + sent + "}");
		assertThat(run.chargedCost()).isEqualTo(read);
	}

}
