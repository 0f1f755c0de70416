package ai.flora.sample.documentation;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A code block of a page.
 *
 * @param page the Markdown file
 * @param line line of its fence in the file, from 1
 * @param language what the fence says, such as {@code java}; empty for none
 * @param lines its lines
 * @param source a source file that has the block's lines, for a block that needs a class
 * path of its own; {@code null} for none
 */
record CodeBlock(Path page, int line, String language, List<String> lines, @Nullable Path source) {

	private static final Pattern TYPE = Pattern
		.compile("(public |final |abstract |sealed )*(class|interface|record|enum) .*");

	boolean isType() {
		return this.lines.stream().anyMatch((line) -> TYPE.matcher(line).matches());
	}

	/** Members begin with an annotation, such as that of a bean. */
	boolean isMembers() {
		return !isType() && code().stream().filter((line) -> !line.isBlank()).findFirst().orElse("").startsWith("@");
	}

	boolean isStatements() {
		return !isType() && !isMembers();
	}

	List<String> imports() {
		return this.lines.stream().filter(CodeBlock::isImport).toList();
	}

	/** The lines, where those of imports are empty: line numbers stay. */
	List<String> code() {
		return this.lines.stream().map((line) -> isImport(line) ? "" : line).toList();
	}

	String text() {
		return String.join("\n", this.lines);
	}

	private static boolean isImport(String line) {
		return line.startsWith("import ");
	}

	@Override
	public String toString() {
		return this.page + ":" + this.line;
	}

}
