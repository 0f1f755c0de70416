package ai.flora.client.transport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class CredentialsTests {

	@ParameterizedTest
	@ValueSource(strings = { "", "  ", "${FLORA_KEY}", "Bearer sk_1", "bearer  sk_1", "sk 1", "sk_1\n", "sk_\u00e9" })
	void apiKeyWhenItCannotBeSentIsAProblem(String key) {
		assertThat(Credentials.problemWithApiKey(key)).isNotNull();
		assertThat(Credentials.problemWithApiKey(null)).isNotNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://app.flora.ai/api/v1", "http://localhost:8080/api", "http://127.0.0.9/",
			"http://[::1]:80/x", "HTTPS://example.com" })
	void baseUrlWhenSafeIsNoProblem(String url) {
		assertThat(Credentials.problemWithBaseUrl(url, false)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "/api/v1", "app.flora.ai/api/v1", "https:///api", "mailto:a@b.c",
			"http://app.flora.ai/api/v1", "http://localhost.evil.example/", "http://127.0.0.1.evil.example/",
			"http://128.0.0.1", "https://user:password@app.flora.ai", "https://app.flora.ai?x=1",
			"https://app.flora.ai/#x", "ftp://app.flora.ai", "https://app flora.ai", "https://${HOST}/api" })
	void baseUrlWhenUnsafeIsAProblem(String url) {
		assertThat(Credentials.problemWithBaseUrl(url, false)).isNotNull().doesNotContain("password");
	}

	@Test
	void baseUrlWhenInsecureIsAllowedMayBeHttp() {
		assertThat(Credentials.problemWithBaseUrl("http://flora.internal/api", true)).isNull();
		assertThat(Credentials.problemWithBaseUrl("ftp://flora.internal/api", true)).isNotNull();
	}

}
