package ai.flora.sample.documentation;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/**
 * The code blocks of all pages: whoever copies one gets something that works.
 */
class SnippetTests {

	private static final Pattern CODE = Pattern.compile("`([^`]+)`");

	private static final Pattern ROW = Pattern.compile("\\| ((?:`[^`]+`(?:, )?)+) \\|.*");

	private static final Pattern MAVEN = Pattern.compile("\\bmvn [^`|\n]+");

	private static final Pattern PROPERTY = Pattern.compile("(?:flora|management\\.health\\.flora)(?:\\.[a-z-]+)+");

	private static final Pattern PROJECT_VERSION = Pattern.compile("<version>([^<]+)</version>");

	/**
	 * In a build of Maven, which may leave the version to another line, and of Gradle.
	 */
	private static final Pattern DEPENDENCY = Pattern
		.compile("<groupId>ai\\.flora</groupId>\\s*<artifactId>([^<]+)</artifactId>(?:\\s*<version>([^<]+)</version>)?"
				+ "|ai\\.flora:([a-z-]+):([\\w.-]+)");

	private final List<MarkdownPage> pages = MarkdownPage.all();

	@Test
	void javaBlocksCompile() throws IOException {
		assertThat(CompiledSnippets.all().errors()).isEmpty();
	}

	@Test
	void javaBlocksThatATestOfAnotherModuleHasAreTheSameThere() {
		for (CodeBlock block : blocks("java").filter((block) -> block.source() != null).toList()) {
			String source = MarkdownPage.text(block.source());
			assertThat(source.lines()).as("imports of " + block).containsAll(block.imports());
			assertThat(stripped(source.lines().toList())).as(block.toString()).contains(stripped(block.code()));
		}
	}

	private static String stripped(List<String> lines) {
		return lines.stream().map(String::strip).filter((line) -> !line.isEmpty()).collect(Collectors.joining("\n"));
	}

	@Test
	void yamlBlocksNameProperties() throws IOException {
		Set<String> known = properties();
		for (CodeBlock block : blocks("yaml").toList()) {
			assertThat(keys(block)).as(block.toString())
				.filteredOn((key) -> PROPERTY.matcher(key).matches())
				.isSubsetOf(known);
		}
	}

	private static Set<String> keys(CodeBlock block) throws IOException {
		Set<String> keys = new TreeSet<>();
		for (PropertySource<?> source : new YamlPropertySourceLoader().load(block.toString(),
				new ByteArrayResource(block.text().getBytes(StandardCharsets.UTF_8)))) {
			for (String name : ((EnumerablePropertySource<?>) source).getPropertyNames()) {
				keys.add(name.replaceAll("\\[\\d+]", ""));
			}
		}
		return keys;
	}

	@Test
	void propertiesInTheTextExist() throws IOException {
		Set<String> known = properties();
		known.addAll(firstColumn("docs/operations.md"));
		for (MarkdownPage page : this.pages) {
			for (int i = 0; i < page.prose().size(); i++) {
				Matcher code = CODE.matcher(page.prose().get(i));
				while (code.find()) {
					String name = code.group(1).replaceAll("[=:].*", "");
					if (PROPERTY.matcher(name).matches()) {
						assertThat(known).as(page + ":" + (i + 1)).contains(name);
					}
				}
			}
		}
	}

	@Test
	void tableOfPropertiesIsComplete() throws IOException {
		assertThat(firstColumn("docs/configuration.md")).containsAll(properties());
	}

	private Set<String> firstColumn(String path) {
		Set<String> names = new TreeSet<>();
		MarkdownPage page = this.pages.stream()
			.filter((each) -> each.path().equals(Path.of(path)))
			.findAny()
			.orElseThrow();
		for (String line : page.prose()) {
			Matcher row = ROW.matcher(line);
			if (row.matches()) {
				CODE.matcher(row.group(1)).results().forEach((name) -> names.add(name.group(1)));
			}
		}
		return names;
	}

	/** FLORA's properties, as the metadata has them that an editor shows. */
	private static Set<String> properties() throws IOException {
		Set<String> names = new TreeSet<>();
		for (URL metadata : Collections
			.list(SnippetTests.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
			String json;
			try (InputStream stream = metadata.openStream()) {
				json = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
			}
			if (json.contains("\"flora.api-key\"")) {
				for (JsonNode property : new JsonMapper().readTree(json).path("properties")) {
					names.add(property.path("name").asString());
				}
			}
		}
		names.removeIf((name) -> !PROPERTY.matcher(name).matches());
		assertThat(names).contains("flora.api-key");
		return names;
	}

	@Test
	void xmlBlocksAreWellFormed() {
		blocks("xml").forEach((block) -> assertThatCode(() -> DocumentBuilderFactory.newInstance()
			.newDocumentBuilder()
			.parse(new InputSource(new StringReader("<blocks>" + block.text() + "</blocks>")))).as(block.toString())
			.doesNotThrowAnyException());
	}

	@Test
	void dependenciesAreModulesOfTheProjectInItsVersion() {
		Matcher version = PROJECT_VERSION.matcher(MarkdownPage.text(Path.of("pom.xml")));
		assertThat(version.find()).isTrue();
		int found = 0;
		for (MarkdownPage page : this.pages) {
			Matcher dependency = DEPENDENCY.matcher(MarkdownPage.text(page.path()));
			for (; dependency.find(); found++) {
				boolean gradle = dependency.group(1) == null;
				assertThat(MarkdownPage.files()).as(page.toString())
					.contains(Path.of(dependency.group(gradle ? 3 : 1), "pom.xml"));
				assertThat(dependency.group(gradle ? 4 : 2)).as(page.toString()).isIn(version.group(1), null);
			}
		}
		assertThat(found).isPositive();
	}

	@Test
	void mavenCommandsNameModulesProfilesAndClassesThatExist() {
		List<String> problems = new ArrayList<>();
		for (MarkdownPage page : this.pages) {
			Matcher command = MAVEN.matcher(MarkdownPage.text(page.path()));
			while (command.find()) {
				problems(command.group()).forEach((problem) -> problems.add(page + ": " + problem));
			}
		}
		assertThat(problems).isEmpty();
	}

	private static List<String> problems(String command) {
		List<String> problems = new ArrayList<>();
		for (String module : option(command, "-pl ")) {
			if (!MarkdownPage.files().contains(Path.of(module, "pom.xml"))) {
				problems.add("no module " + module);
			}
		}
		for (String profile : option(command, "-P")) {
			if (MarkdownPage.files()
				.stream()
				.filter((file) -> file.endsWith("pom.xml"))
				.noneMatch((pom) -> MarkdownPage.text(pom).contains("<id>" + profile + "</id>"))) {
				problems.add("no profile " + profile);
			}
		}
		for (String name : option(command, "-D(?:test|benchmark)=")) {
			String file = name.replaceAll("^.*\\.", "").replace("*", ".*") + "\\.(java|kt)";
			if (MarkdownPage.files().stream().noneMatch((path) -> path.getFileName().toString().matches(file))) {
				problems.add("no class " + name);
			}
		}
		return problems;
	}

	private static List<String> option(String command, String option) {
		Matcher matcher = Pattern.compile("(?<= )" + option + "'?([^ '\n]+)").matcher(command);
		return matcher.find() ? List.of(matcher.group(1).split(",")) : List.of();
	}

	@Test
	void blocksSayTheirLanguage() {
		assertThat(this.pages.stream().flatMap((page) -> page.blocks().stream()))
			.allMatch((block) -> Set.of("java", "kotlin", "yaml", "xml", "").contains(block.language()));
	}

	private Stream<CodeBlock> blocks(String language) {
		return this.pages.stream().flatMap((page) -> page.blocks(language));
	}

}
