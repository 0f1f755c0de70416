package ai.flora.client.internal.callback;

import java.net.URI;
import java.util.List;

import ai.flora.client.internal.RunOrigin;
import ai.flora.client.internal.RunPlace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StartCallbacks}: whose run a delivery is about.
 */
@ExtendWith(OutputCaptureExtension.class)
class StartCallbacksTests {

	private final StartCallbacks callbacks = new StartCallbacks(
			new CallbackUrls(URI.create("https://app.example.com/flora"), List.of("whsec_1")));

	@Test
	void runIsTheFirstStartsWhoseDeliveryNamedIt(CapturedOutput output) {
		this.callbacks.bind("token_1", "run_1");
		this.callbacks.bind("token_1", "run_1");
		assertThat(output).doesNotContain("ERROR");
		this.callbacks.bind("token_2", "run_1");
		assertThat(this.callbacks.postedRunIds("token_1")).containsExactly("run_1");
		assertThat(this.callbacks.postedRunIds("token_2")).isEmpty();
		assertThat(output).contains("ERROR").contains("came to the paths of two starts");
	}

	/** FLORA's response says whose it is, whether it came before the delivery or not. */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void runThatAStartWasGivenIsNotThatOfAnotherWhosePathItIsPostedTo(boolean givenBefore, CapturedOutput output) {
		this.callbacks.made("token_1", origin("order 1"));
		this.callbacks.made("token_2", origin("order 2"));
		if (givenBefore) {
			this.callbacks.accepted("token_1", "run_1");
			assertThat(this.callbacks.bind("token_2", "run_1")).isNull();
			assertThat(output).contains("ERROR");
		}
		else {
			this.callbacks.bind("token_2", "run_1");
			this.callbacks.accepted("token_1", "run_1");
		}
		assertThat(this.callbacks.postedRunIds("token_2")).isEmpty();
		assertThat(this.callbacks.bind("token_1", "run_1")).isEqualTo(origin("order 1"));
	}

	@Test
	void runIsNotThatOfAStartWhichWasGivenAnother() {
		this.callbacks.made("token_1", origin("order 1"));
		this.callbacks.made("token_2", origin("order 2"));
		this.callbacks.bind("token_2", "run_1");
		this.callbacks.accepted("token_2", "run_2");
		this.callbacks.bind("token_2", "run_1");
		assertThat(this.callbacks.bind("token_1", "run_1")).isEqualTo(origin("order 1"));
		assertThat(this.callbacks.postedRunIds("token_1")).containsExactly("run_1");
		assertThat(this.callbacks.bind("token_2", "run_1")).isNull();
	}

	private static RunOrigin origin(String reference) {
		return new RunOrigin(reference, "model-a", "prj_1", RunPlace.USUAL);
	}

	@Test
	void tenRunsOfOnePathAreKept() {
		for (int run = 1; run <= 11; run++) {
			this.callbacks.bind("token_1", "run_" + run);
		}
		assertThat(this.callbacks.postedRunIds("token_1")).hasSize(10).contains("run_1", "run_10");
	}

	@Test
	void startThatWasGivenAnotherRunThanADeliveryNamedBeforeIsAnError(CapturedOutput output) {
		this.callbacks.bind("token_1", "run_1");
		this.callbacks.accepted("token_1", "run_1");
		assertThat(output).doesNotContain("ERROR");
		this.callbacks.bind("token_2", "run_2");
		this.callbacks.accepted("token_2", "run_3");
		assertThat(output).contains("ERROR").contains("was given run run_3").contains("names run run_2");
	}

	@Test
	void startThatWasRefusedIsForgottenUnlessItsKeyLedToARunBefore() {
		RunOrigin origin = RunOrigin.UNKNOWN;
		for (String token : List.of("token_1", "token_2", "token_3")) {
			this.callbacks.made(token, origin);
			assertThat(this.callbacks.hasStarted(token)).isTrue();
		}
		this.callbacks.accepted("token_2", "run_2");
		this.callbacks.bind("token_3", "run_3");
		List.of("token_1", "token_2", "token_3").forEach(this.callbacks::ledToNoRun);
		assertThat(this.callbacks.hasStarted("token_1")).isFalse();
		assertThat(this.callbacks.hasStarted("token_2")).isTrue();
		assertThat(this.callbacks.hasStarted("token_3")).isTrue();
	}

	@Test
	void startInDoubtIsRememberedWhenAnotherUnderItsKeyIsRefused() {
		this.callbacks.made("token_1", RunOrigin.UNKNOWN);
		this.callbacks.made("token_1", RunOrigin.UNKNOWN);
		this.callbacks.ledToNoRun("token_1");
		assertThat(this.callbacks.hasStarted("token_1")).isTrue();
		assertThat(this.callbacks.bind("token_1", "run_1")).isNotNull();
	}

	@Test
	void pathOfAnotherApplicationIsNotParsed() {
		assertThat(this.callbacks.parse(null)).isNull();
		assertThat(this.callbacks.parse(URI.create("https://app.example.com/florae/token_1"))).isNull();
		StartCallback callback = this.callbacks.parse(URI.create("https://app.example.com/flora/token_1"));
		assertThat(callback).isNotNull();
		assertThat(callback.token()).isEqualTo("token_1");
	}

}
