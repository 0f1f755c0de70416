package ai.flora.client;

import java.net.URI;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RunOutput}.
 */
class RunOutputTests {

	@ParameterizedTest
	@CsvSource(delimiterString = " -> ", quoteCharacter = '\0', ignoreLeadingAndTrailingWhitespace = false, value = {
			"https://media.flora.ai/output.png -> https://media.flora.ai/output.png",
			"http://127.0.0.1:8089/a.png -> http://127.0.0.1:8089/a.png",
			"https://my_bucket.storage.googleapis.com/a.png -> https://my_bucket.storage.googleapis.com/a.png",
			"https://_/a -> https://_/a", "https://-a-.example/a -> https://-a-.example/a",
			"https://h/a harbour at dusk.png -> https://h/a%20harbour%20at%20dusk.png",
			"https://h/a?name=a harbour#at dusk -> https://h/a?name=a%20harbour#at%20dusk",
			"https://h/a|b^c{d}`e\"<f>[0].png -> https://h/a%7Cb%5Ec%7Bd%7D%60e%22%3Cf%3E%5B0%5D.png",
			"https://h/a?b={c|d}^`[0]\"<> -> https://h/a?b=%7Bc%7Cd%7D%5E%60%5B0%5D%22%3C%3E",
			"https://h/a#b#c{d} -> https://h/a#b%23c%7Bd%7D", "https://h/100%.png -> https://h/100%25.png",
			"https://h/%zz%4?100% -> https://h/%25zz%254?100%25",
			"https://h/a%20b+c?X-Sig=a%2Fb%3D+c/d==&e@f;g=1 -> https://h/a%20b+c?X-Sig=a%2Fb%3D+c/d==&e@f;g=1",
			"https://h/\u00fc\ud83d\ude00.png -> https://h/%C3%BC%F0%9F%98%80.png",
			"https://h/u\u0308.png -> https://h/u%CC%88.png", "https://h/\ud83d.png -> https://h/%EF%BF%BD.png",
			"https://b\u00fccher.example/a -> https://xn--bcher-kva.example/a", "https:\\\\h\\a\\b -> https://h/a/b",
			"https:/h/a -> https://h/a", "HTTPS://H.example/A -> https://h.example/A", "https://h:443/a -> https://h/a",
			"https://h:8443/a -> https://h:8443/a", "https://[::1]/a -> https://[::1]/a",
			"https://127.1/a -> https://127.0.0.1/a", "https://h/a/../b/./c -> https://h/b/c",
			"https://h//a///b// -> https://h//a///b//", "https:////h//a?b//c#d//e -> https://h//a?b//c#d//e",
			"https://h/a//../b -> https://h/a/b", "https://h\\a\\/b -> https://h/a//b", "https://h// -> https://h//",
			"https://h -> https://h", "https://user:pass word@h/ -> https://user:pass%20word@h/" })
	void linkWhenBrowserOpensItIsThere(String value, String link) {
		assertThat(output(value).link()).hasValueSatisfying((uri) -> assertThat(uri).hasToString(link));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "text", "a b", "/a/b.png", "//h/a.png", "https://", "https:///",
			"https://ho st/a", "https://h<o/a", "https://exa%mple/", "https://h:99999/a", "https://h:port/a",
			"https://1.2.3.4.5/a", "https://[::1/a", "https://a{b}/c", "ftp://h/a", "gs://bucket/a.png",
			"s3://bucket/a.png", "file:///etc/passwd", "data:image/png;base64,AAAA", "javascript:alert(1)",
			"java\nscript:alert(1)", " javascript:alert(1)", "blob:https://h/1", "about:blank", "mailto:a@b.example",
			"https", "https:", "\u0000" })
	void linkWhenBrowserDoesNotOpenItIsEmpty(String value) {
		assertThat(output(value).link()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "\t https://h/abc \n", "https://h/a\tb\r\nc", "\u0000https://h/abc" })
	void linkWhenHasWhiteSpaceThatBrowsersDropDropsIt(String value) {
		assertThat(output(value).link()).contains(URI.create("https://h/abc"));
	}

	@Test
	void linkWhenHostHasUnderscoreHasItInAuthority() {
		URI link = output("https://my_bucket.storage.googleapis.com/a b.png").link().orElseThrow();
		assertThat(link.getHost()).isNull();
		assertThat(link.getAuthority()).isEqualTo("my_bucket.storage.googleapis.com");
		assertThat(link.getPath()).isEqualTo("/a b.png");
	}

	@Test
	void linkWhenTextOrNothingIsEmpty() {
		assertThat(output("https://h/a").toBuilder().type(OutputType.TEXT).build().link()).isEmpty();
		assertThat(RunOutput.builder().type(OutputType.IMAGE).build().link()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TEXT")
	void linkWhenTypeIsAnyOtherIsThere(OutputType type) {
		assertThat(output("https://h/a b").toBuilder().type(type).build().link()).isPresent();
	}

	private static RunOutput output(String value) {
		return RunOutput.builder().outputId("output_1").type(OutputType.IMAGE).value(value).build();
	}

}
