package ai.flora.client.internal.callback;

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

	private static final String ORDER = "order-4711";

	private final CallbackTokens tokens = tokens("whsec_1");

	@Test
	void tokenIsItsOwnAndPartOfThePath() {
		CallbackUrls callbacks = new CallbackUrls(URI.create("https://app.example.com/flora/webhook/"),
				List.of("whsec_1"));
		String token = callbacks.newToken(null);
		assertThat(callbacks.newToken(null)).isNotEqualTo(token);
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
		String token = callbacks.newToken(ORDER);
		assertThat(callbacks.newToken(ORDER)).isEqualTo(token);
		assertThat(callbacks.newToken("order-4712")).isNotEqualTo(token);
		assertThat(this.tokens.isValid(token)).isTrue();
		assertThat(tokens("whsec_2").tokenOf(ORDER)).isNotEqualTo(token);
		assertThat(callbacks.tokenIn(callbacks.urlOf(token))).isEqualTo(token);
		assertThat(callbacks.tokenIn(URI.create("https://elsewhere.example.com/x"))).isNull();
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
		CallbackUrls first = callbacks.ofClient("sk_first");
		CallbackUrls second = callbacks.ofClient("sk_second");
		for (String key : Arrays.asList(null, ORDER)) {
			String token = first.newToken(key);
			assertThat(this.tokens.isValid(token)).isTrue();
			assertThat(first.hasApiKeyOfStart(token)).isTrue();
			assertThat(second.hasApiKeyOfStart(token)).isFalse();
			assertThat(callbacks.ofClient("sk_first").hasApiKeyOfStart(token)).as("by another instance").isTrue();
		}
		CallbackUrls beforeRotation = new CallbackUrls(URI.create("https://app.example.com/flora"), List.of("whsec_0"))
			.ofClient("sk_first");
		assertThat(first.hasApiKeyOfStart(beforeRotation.newToken(null))).isTrue();
		assertThat(first.hasApiKeyOfStart("guess")).isFalse();
	}

	@Test
	void clientWithoutSecretIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new CallbackUrls(URI.create("https://app.example.com/flora"), List.of()))
			.withMessageContaining("secrets");
	}

	@Test
	void endpointWithoutSecretKnowsNoToken() {
		assertThat(tokens().isValid(this.tokens.newToken())).isFalse();
		assertThat(tokens().isValid("guess")).isFalse();
	}

	private static CallbackTokens tokens(String... secrets) {
		return new CallbackTokens(List.of(secrets));
	}

}
