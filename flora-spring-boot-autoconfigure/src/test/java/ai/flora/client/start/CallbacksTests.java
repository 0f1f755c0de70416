package ai.flora.client.start;

import java.net.URI;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Callbacks}.
 */
class CallbacksTests {

	private final Callbacks callbacks = callbacks("whsec_1");

	@Test
	void tokenIsItsOwnAndPartOfThePath() {
		String token = this.callbacks.newToken();
		assertThat(this.callbacks.newToken()).isNotEqualTo(token);
		assertThat(this.callbacks.isOurs(token)).isTrue();
		assertThat(this.callbacks.urlOf(token)).hasToString("https://app.example.com/flora/webhook/" + token);
		assertThat(token).matches("[A-Za-z0-9_-]{32}");
	}

	@Test
	void tokenOfAnotherInstanceIsOursWhileASecretIsShared() {
		String token = callbacks("whsec_1").newToken();
		assertThat(callbacks("whsec_2", "whsec_1").isOurs(token)).isTrue();
		assertThat(callbacks("whsec_2").isOurs(token)).isFalse();
	}

	@Test
	void tokenThatIsGuessedIsNotOurs() {
		String token = this.callbacks.newToken();
		for (String guess : List.of("", "x", token + "A", token.substring(1), "A".repeat(32), "!".repeat(32),
				((token.charAt(0) == 'A') ? 'B' : 'A') + token.substring(1))) {
			assertThat(this.callbacks.isOurs(guess)).as(guess).isFalse();
		}
	}

	private static Callbacks callbacks(String... secrets) {
		return new Callbacks(URI.create("https://app.example.com/flora/webhook/"), List.of(secrets));
	}

	@Test
	void callbacksWithoutSecretAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new Callbacks(URI.create("https://localhost"), List.of()))
			.withMessageContaining("secrets");
	}

}
