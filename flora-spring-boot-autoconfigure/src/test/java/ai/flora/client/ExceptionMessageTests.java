package ai.flora.client;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What exceptions quote of runs.
 */
class ExceptionMessageTests {

	private static final String HOSTILE = "run_\u0000\u001b[1m\r\n\u009b\u202e" + "x".repeat(100_000);

	private static final Run RUN = Run.builder()
		.runId(HOSTILE)
		.status(RunStatus.FAILED)
		.errorCode(HOSTILE)
		.errorMessage(HOSTILE)
		.build();

	@Test
	void failedRunIsQuotedCleanly() {
		assertClean(new FloraRunFailedException(RUN));
	}

	@Test
	void candidatesAreQuotedCleanly() {
		Generation candidate = new Generation(RUN, null, null, null, null);
		assertClean(new FloraStartUnconfirmedException("no answer", "key", GenerationRequest.image("A harbour"),
				List.of(candidate, candidate), null));
	}

	private static void assertClean(FloraException exception) {
		assertThat(exception.getMessage()).contains("run_ [1m x").hasSizeLessThan(1000);
		assertThat(exception.getMessage().codePoints()).noneMatch(Character::isISOControl);
	}

}
