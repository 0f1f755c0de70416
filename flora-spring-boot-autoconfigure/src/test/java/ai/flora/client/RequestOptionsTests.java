package ai.flora.client;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RequestOptionsTests {

	@ParameterizedTest
	@ValueSource(strings = { "Authorization", "authorization", "Idempotency-Key", "HOST", "Cookie", "", "a b", "a:b" })
	void headerWhenReservedOrImpossibleIsRefused(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> RequestOptions.defaults().withHeader(name, "x"));
	}

	@Test
	void headerWhenValueHoldsControlCharactersIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> RequestOptions.defaults().withHeader("X-Trace", "a\r\nAuthorization: b"));
	}

	@Test
	void limitsWhenImpossibleAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> RequestOptions.defaults().withTimeout(Duration.ZERO));
		assertThatIllegalArgumentException().isThrownBy(() -> RequestOptions.defaults().withMaxAttempts(0));
	}

	@Test
	void toStringDoesNotShowHeaderValues() {
		assertThat(RequestOptions.defaults().withHeader("X-Trace", "secret").toString()).contains("X-Trace")
			.doesNotContain("secret");
	}

}
