package ai.flora.client.internal.transport;

import java.net.URI;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Origins}: where the key may go.
 */
class OriginsTests {

	private static final URI BASE_URL = URI.create("https://app.flora.ai/api/v1");

	@ParameterizedTest
	@CsvSource({ "https://a.test,https://A.test:443/x,true", "HTTPS://a.test,https://a.test,true",
			"http://a.test,http://a.test:80,true", "http://a.test:443,https://a.test,false",
			"http://a.test,https://a.test,false", "http://a.test:443,http://a.test,false",
			"https://a.test,https://a.test.evil.test,false", "https://a.test:8443,https://a.test,false",
			"https:///x,https:///x,false", "/x,/x,false" })
	void originsAreTheSame(URI one, URI other, boolean same) {
		assertThat(Origins.areSame(one, other)).isEqualTo(same);
		assertThat(Origins.areSame(other, one)).isEqualTo(same);
	}

	@Test
	void linkToTheSameOriginIsFollowed() {
		assertThat(Origins.sameOrigin(BASE_URL, "https://app.flora.ai/runs/run_1"))
			.isEqualTo(URI.create("https://app.flora.ai/runs/run_1"));
		assertThat(Origins.sameOrigin(BASE_URL, null)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://evil.test/runs/run_1", "http://app.flora.ai/runs/run_1",
			"https://app.flora.ai:8443/runs/run_1", "https://somebody@app.flora.ai/runs/run_1",
			"https://app.flora.ai@evil.test/", "/runs/run_1", "app.flora.ai/runs", "https://app.flora.ai/a b", "" })
	void linkElsewhereIsNone(String sent) {
		assertThat(Origins.sameOrigin(BASE_URL, sent)).isNull();
	}

}
