package ai.flora;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the classes and methods exist which the descriptions of packages name: a
 * stranger goes from one to the next.
 */
class PackageStoryTests {

	private static final Path SOURCES = Path.of("src/main/java");

	private static final Pattern NAME = Pattern.compile("\\{@code\\s+([A-Z]+[a-z]\\w*)(?:\\.(\\w+))?}");

	/** Types of Spring's that the descriptions name. */
	private static final Set<String> OTHERS = Set.of("RestClient");

	@Test
	void packagesNameWhatExists() throws IOException {
		Map<String, List<Path>> files = sources().collect(Collectors.groupingBy(PackageStoryTests::type));
		List<String> missing = new ArrayList<>();
		int ways = 0;
		for (Path story : files.get("package-info")) {
			Matcher names = NAME.matcher(text(story).replaceAll("\\n \\*", ""));
			while (names.find()) {
				List<Path> type = files.getOrDefault(names.group(1), List.of());
				String member = names.group(2);
				if (member != null) {
					ways++;
					if (type.stream().noneMatch((file) -> declares(file, member))) {
						missing.add(SOURCES.relativize(story) + ": " + names.group(1) + "." + member);
					}
				}
				else if (type.isEmpty() && !OTHERS.contains(names.group(1)) && !isNested(files, names.group(1))) {
					missing.add(SOURCES.relativize(story) + ": " + names.group(1));
				}
			}
		}
		assertThat(missing).isEmpty();
		assertThat(ways).as("methods named").isGreaterThan(50);
	}

	private static Stream<Path> sources() throws IOException {
		return Files.walk(SOURCES).filter((file) -> file.toString().endsWith(".java"));
	}

	private static String type(Path file) {
		return file.getFileName().toString().replace(".java", "");
	}

	/** A method, a component of a record, or a nested type. */
	private static boolean declares(Path file, String member) {
		String text = text(file);
		return Pattern.compile("\\n\\t[^\\n=;*(]*[\\w>\\]] " + member + "[(;]").matcher(text).find()
				|| Pattern.compile("record [^{]*\\b\\w+ " + member + "[,)]").matcher(text).find()
				|| nested(member).matcher(text).find();
	}

	private static boolean isNested(Map<String, List<Path>> files, String name) {
		return files.values()
			.stream()
			.flatMap(List::stream)
			.anyMatch((file) -> nested(name).matcher(text(file)).find());
	}

	private static Pattern nested(String name) {
		return Pattern.compile("\\n\\t[\\w ]*(class|record|interface|enum) " + name + "\\b");
	}

	private static String text(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
