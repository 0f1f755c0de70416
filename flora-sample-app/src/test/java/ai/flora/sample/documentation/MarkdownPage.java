package ai.flora.sample.documentation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Markdown file of the project, taken apart by lines.
 *
 * @param path the file, relative to the project's root
 * @param headings its headings, without the number signs
 * @param prose its lines, where those of code blocks are empty
 * @param blocks its code blocks
 */
record MarkdownPage(Path path, List<String> headings, List<String> prose, List<CodeBlock> blocks) {

	private static final Pattern HEADING = Pattern.compile("#{1,6} +(.*?) *#*");

	/** Tells of a block that a test of another module has, which has its class path. */
	private static final Pattern SOURCE = Pattern.compile("<!-- compiled in (\\S+) -->");

	static Path root() {
		Path directory = Path.of("").toAbsolutePath();
		while (!Files.exists(directory.resolve("SECURITY.md"))) {
			directory = directory.getParent();
		}
		return directory;
	}

	/** All pages, which are read once. */
	static List<MarkdownPage> all() {
		return All.PAGES;
	}

	/**
	 * All files of the project, but those that a build writes.
	 */
	static List<Path> files() {
		return All.FILES;
	}

	private static MarkdownPage read(Path path) {
		List<String> headings = new ArrayList<>();
		List<String> prose = new ArrayList<>();
		List<CodeBlock> blocks = new ArrayList<>();
		List<String> lines = text(path).lines().toList();
		String before = "";
		for (int i = 0; i < lines.size(); i++) {
			String line = lines.get(i);
			if (line.startsWith("```")) {
				int end = i + 1 + lines.subList(i + 1, lines.size()).indexOf("```");
				Matcher source = SOURCE.matcher(before);
				blocks.add(new CodeBlock(path, i + 1, line.substring(3).strip(), List.copyOf(lines.subList(i + 1, end)),
						source.matches() ? Path.of(source.group(1)) : null));
				prose.addAll(lines.subList(i, end + 1).stream().map((code) -> "").toList());
				i = end;
			}
			else {
				Matcher heading = HEADING.matcher(line);
				if (heading.matches()) {
					headings.add(heading.group(1));
				}
				prose.add(line);
			}
			before = line.isBlank() ? before : line;
		}
		return new MarkdownPage(path, headings, prose, blocks);
	}

	/**
	 * The text of a file.
	 * @param path the file, relative to the project's root
	 */
	static String text(Path path) {
		try {
			return Files.readString(root().resolve(path));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The names that GitHub gives the headings in links.
	 */
	List<String> anchors() {
		return this.headings.stream()
			.map((heading) -> heading.replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
				.toLowerCase(Locale.ROOT)
				.replaceAll("[^\\p{L}\\p{N} _-]", "")
				.replace(' ', '-'))
			.toList();
	}

	Stream<CodeBlock> blocks(String language) {
		return this.blocks.stream().filter((block) -> block.language().equals(language));
	}

	@Override
	public String toString() {
		return this.path.toString();
	}

	private static final class All {

		static final List<Path> FILES = walk();

		static final List<MarkdownPage> PAGES = FILES.stream()
			.filter((file) -> file.toString().endsWith(".md"))
			.map(MarkdownPage::read)
			.toList();

		private static List<Path> walk() {
			Path root = root();
			List<Path> files = new ArrayList<>();
			try {
				Files.walkFileTree(root, new SimpleFileVisitor<>() {

					@Override
					public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
						return directory.getFileName().toString().matches("target|node_modules|\\.git|\\.idea")
								? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
					}

					@Override
					public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
						files.add(root.relativize(file));
						return FileVisitResult.CONTINUE;
					}

				});
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			files.sort(null);
			return files;
		}

	}

}
