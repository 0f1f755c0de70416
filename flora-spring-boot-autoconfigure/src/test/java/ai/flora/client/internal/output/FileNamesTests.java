package ai.flora.client.internal.output;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class FileNamesTests {

	@Test
	void plainIdsAreKept() {
		assertThat(new FileNames().of("run_1", "output_1")).isEqualTo("run_1.output_1");
		assertThat(new FileNames().of(null, "full-1")).isEqualTo("full-1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "-", "../../etc/passwd", "..", ".", "/etc/passwd", "C:\\Windows", "a\u0000b", "a/b",
			"a\\b", "CON", "nul", "COM1", "Lpt9", "aux", "con.txt", "-rf", "~", "a b", " a", "a.", "a:b", "a*?\"<>|b",
			"\u202egpj", "caf\u00e9", "\uff0e\uff0e\uff0f", "%2e%2e%2f", ".flora-1.part", "\r\n", "\ud800", "$(x)",
			".htaccess" })
	void hostileIdsBecomePlainNames(String id) {
		for (String name : new String[] { new FileNames().of(null, id), new FileNames().of(id, "output_1"),
				new FileNames().of("run_1", id) }) {
			assertThat(name).matches("[A-Za-z0-9_][A-Za-z0-9_.-]*")
				.doesNotContain("..")
				.hasSizeLessThan(200)
				.doesNotMatch("(?i)(con|prn|aux|nul|com\\d|lpt\\d)(\\..*)?");
			Path directory = Path.of("pictures");
			assertThat(directory.resolve(name + ".jpg").normalize().getParent()).isEqualTo(directory);
		}
	}

	@Test
	void longIdsAreCut() {
		assertThat(new FileNames().of("r".repeat(10_000), "o".repeat(10_000))).hasSizeLessThan(200);
	}

	@Test
	void noTwoNamesAreTheSame() {
		List<String> ids = Arrays.asList("a", "a", "A", "a-2", "a", null, null, "", " ", "output", "a/b", "a\\b", "a_b",
				"CON", "con", "x".repeat(100), "x".repeat(101));
		FileNames names = new FileNames();
		Set<String> seen = new HashSet<>();
		for (String id : ids) {
			assertThat(seen.add(names.of("run_1", id).toLowerCase(Locale.ROOT))).as(String.valueOf(id)).isTrue();
		}
		assertThat(seen).contains("run_1.a", "run_1.a-2", "run_1.output", "run_1.output-2");
	}

	@Test
	void namesAreTheSameTheNextTime() {
		FileNames first = new FileNames();
		FileNames second = new FileNames();
		for (String id : new String[] { "a", "a", "../x", "../y" }) {
			assertThat(first.of("run_1", id)).isEqualTo(second.of("run_1", id));
		}
	}

	@Test
	void idsOfRunAndOutputStayApart() {
		assertThat(new FileNames().of("a.b", "c")).isNotEqualTo(new FileNames().of("a", "b.c"));
		assertThat(new FileNames().of("a-b", "c")).isNotEqualTo(new FileNames().of("a", "b-c"));
	}

}
