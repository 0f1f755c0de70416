package ai.flora.client;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link RequestOptions}.
 */
class RequestOptionsTests {

	private final RequestOptions defaults = RequestOptions.defaults();

	@Test
	void defaultsSetNothing() {
		assertThat(this.defaults.timeout()).isNull();
		assertThat(this.defaults.maxAttempts()).isNull();
		assertThat(this.defaults.headers()).isEmpty();
	}

	@Test
	void withKeepsWhatWasSetBefore() {
		RequestOptions options = this.defaults.withTimeout(Duration.ofSeconds(5))
			.withMaxAttempts(2)
			.withHeader("X-One", "1")
			.withHeader("X-Two", "2");
		assertThat(options).isEqualTo(new RequestOptions(Duration.ofSeconds(5), 2, Map.of("X-One", "1", "X-Two", "2")));
		assertThat(this.defaults).isEqualTo(new RequestOptions(null, null, Map.of()));
	}

	@Test
	void withHeaderWhenNameDiffersInCaseReplacesValue() {
		RequestOptions options = this.defaults.withHeader("X-One", "1").withHeader("x-one", "2");
		assertThat(options.headers().values()).containsExactly("2");
	}

	@Test
	void headersWhenSourceChangesStayTheSame() {
		Map<String, String> source = new HashMap<>(Map.of("X-One", "1"));
		RequestOptions options = new RequestOptions(null, null, source);
		source.put("Authorization", "Bearer other");
		assertThat(options.headers()).containsOnlyKeys("X-One");
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> options.headers().put("X-Two", "2"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "Authorization", "AUTHORIZATION", "Idempotency-Key", "idempotency-key", "Host", "Cookie",
			"Content-Length", "Transfer-Encoding", "Connection", "Expect", "Upgrade", "", " ", "X One", "X:One",
			"X-\u00e9", "X-One\r\nHost" })
	void withHeaderWhenNameIsReservedOrNoTokenFails(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> this.defaults.withHeader(name, "secret value"))
			.withMessageNotContaining("secret value");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a\r\nb", "a\u0000b", "a\u007fb", "a\nAuthorization: Bearer x" })
	void withHeaderWhenValueHoldsControlCharactersFails(String value) {
		assertThatIllegalArgumentException().isThrownBy(() -> this.defaults.withHeader("X-One", value))
			.withMessageContaining("X-One")
			.withMessageNotContaining(value);
	}

	@ParameterizedTest
	@ValueSource(strings = { "h\u00e4fen \u2013 1", "\u6e2f", "\ud83d\ude00", "\u0100" })
	void withHeaderWhenValueIsBeyondLatin1Fails(String value) {
		assertThatIllegalArgumentException().isThrownBy(() -> this.defaults.withHeader("X-One", value))
			.withMessageContaining("X-One")
			.withMessageNotContaining(value);
	}

	@Test
	void withHeaderWhenValueIsLatin1SetsIt() {
		assertThat(this.defaults.withHeader("X-One", "h\u00e4fen").headers()).containsEntry("X-One", "h\u00e4fen");
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, -1 })
	void withTimeoutWhenNotPositiveFails(long millis) {
		assertThatIllegalArgumentException().isThrownBy(() -> this.defaults.withTimeout(Duration.ofMillis(millis)));
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, -1 })
	void withMaxAttemptsWhenFewerThanOneFails(int attempts) {
		assertThatIllegalArgumentException().isThrownBy(() -> this.defaults.withMaxAttempts(attempts));
	}

	@Test
	void toStringShowsNoHeaderValue() {
		assertThat(this.defaults.withHeader("X-One", "secret value")).asString()
			.contains("X-One")
			.doesNotContain("secret value");
	}

}
