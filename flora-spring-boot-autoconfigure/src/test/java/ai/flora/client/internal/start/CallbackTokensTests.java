package ai.flora.client.internal.start;

import java.net.URI;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link CallbackTokens}, and for the paths that {@link CallbackUrls} makes of
 * them.
 */
class CallbackTokensTests {

	private final CallbackTokens tokens = tokens("whsec_1");

	@Test
	void tokenIsItsOwnAndPartOfThePath() {
		CallbackUrls callbacks = new CallbackUrls(URI.create("https://app.example.com/flora/webhook/"),
				List.of("whsec_1"));
		String token = callbacks.forStart(null).token();
		assertThat(callbacks.forStart(null).token()).isNotEqualTo(token);
		assertThat(this.tokens.isValid(token)).isTrue();
		assertThat(callbacks.urlOf(token)).hasToString("https://app.example.com/flora/webhook/" + token);
		assertThat(token).matches("[A-Za-z0-9_-]{32}");
	}

	@Test
	void tokenOfAnotherInstanceIsOursWhileASecretIsShared() {
		String token = this.tokens.newToken();
		assertThat(tokens("whsec_2", "whsec_1").isValid(token)).isTrue();
		assertThat(tokens("whsec_2").isValid(token)).isFalse();
	}

	@Test
	void tokenOfACallersKeyIsTheSameEachTimeAndNotAGuess() {
		CallbackUrls callbacks = new CallbackUrls(URI.create("https://app.example.com/flora"), List.of("whsec_1"));
		String token = callbacks.forStart("order-4711").token();
		assertThat(callbacks.forStart("order-4711").token()).isEqualTo(token);
		assertThat(callbacks.forStart("order-4712").token()).isNotEqualTo(token);
		assertThat(this.tokens.isValid(token)).isTrue();
		assertThat(tokens("whsec_2").tokenOf("order-4711")).isNotEqualTo(token);
		assertThat(callbacks.parse(callbacks.urlOf(token)).token()).isEqualTo(token);
		assertThat(callbacks.parse(URI.create("https://elsewhere.example.com/x"))).isNull();
	}

	@Test
	void tokenThatIsGuessedIsNotOurs() {
		String token = this.tokens.newToken();
		for (String guess : List.of("", "x", token + "A", token.substring(1), "A".repeat(32), "!".repeat(32),
				((token.charAt(0) == 'A') ? 'B' : 'A') + token.substring(1))) {
			assertThat(this.tokens.isValid(guess)).as(guess).isFalse();
		}
	}

	@Test
	void tokenTellsWhichOfSeveralClientsHasMadeTheStart() {
		CallbackUrls callbacks = new CallbackUrls(URI.create("https://app.example.com/flora"),
				List.of("whsec_1", "whsec_0"));
		CallbackUrls first = callbacks.of("sk_first");
		CallbackUrls second = callbacks.of("sk_second");
		for (String key : Arrays.asList(null, "order-4711")) {
			String token = first.forStart(key).token();
			assertThat(this.tokens.isValid(token)).isTrue();
			assertThat(first.hasKeyOfStart(token)).isTrue();
			assertThat(second.hasKeyOfStart(token)).isFalse();
			assertThat(callbacks.of("sk_first").hasKeyOfStart(token)).as("by another instance").isTrue();
		}
		CallbackUrls beforeRotation = new CallbackUrls(URI.create("https://app.example.com/flora"), List.of("whsec_0"))
			.of("sk_first");
		assertThat(first.hasKeyOfStart(beforeRotation.forStart(null).token())).isTrue();
		assertThat(first.hasKeyOfStart("guess")).isFalse();
	}

	@Test
	void tokensWithoutSecretAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(CallbackTokensTests::tokens).withMessageContaining("secrets");
	}

	private static CallbackTokens tokens(String... secrets) {
		return new CallbackTokens(List.of(secrets));
	}

}
