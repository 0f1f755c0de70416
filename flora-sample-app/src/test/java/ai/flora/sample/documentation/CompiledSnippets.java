package ai.flora.sample.documentation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.JavaFileObject.Kind;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import org.jspecify.annotations.Nullable;

/**
 * All Java blocks of the pages, compiled together in one package. A block has the imports
 * of the blocks before it on its page, and its own. A block that declares a type is a
 * file; members and statements become a subclass of {@link SnippetFields}.
 */
final class CompiledSnippets extends ClassLoader {

	static final String PACKAGE = "ai.flora.sample.documentation.snippets";

	private final Map<String, ByteArrayOutputStream> classes = new HashMap<>();

	/** Errors, each with the Markdown file and its line. */
	private final List<String> errors = new ArrayList<>();

	private static @Nullable CompiledSnippets all;

	private CompiledSnippets() {
		super(CompiledSnippets.class.getClassLoader());
	}

	/**
	 * The snippets of all pages, which are compiled once.
	 */
	static synchronized CompiledSnippets all() throws IOException {
		if (all == null) {
			all = compile(MarkdownPage.all());
		}
		return all;
	}

	private static CompiledSnippets compile(List<MarkdownPage> pages) throws IOException {
		CompiledSnippets snippets = new CompiledSnippets();
		List<Source> sources = new ArrayList<>();
		for (MarkdownPage page : pages) {
			Set<String> imports = new TreeSet<>();
			page.blocks("java").filter((block) -> block.source() == null).forEach((block) -> {
				imports.addAll(block.imports());
				sources.add(new Source(block, String.join(" ", imports)));
			});
		}
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
		try (StandardJavaFileManager files = compiler.getStandardFileManager(diagnostics, Locale.ROOT, null)) {
			List<String> options = List.of("-proc:none", "-parameters", "-classpath",
					System.getProperty("java.class.path"));
			compiler.getTask(null, snippets.new Output(files), diagnostics, options, null, sources).call();
		}
		diagnostics.getDiagnostics()
			.stream()
			.filter((diagnostic) -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
			.map(CompiledSnippets::describe)
			.forEach(snippets.errors::add);
		return snippets;
	}

	private static String describe(Diagnostic<? extends JavaFileObject> diagnostic) {
		String where = "";
		if (diagnostic.getSource() instanceof Source source) {
			where = source.block.page() + ":" + (source.block.line() + diagnostic.getLineNumber() - 1) + ": ";
		}
		return where + diagnostic.getMessage(Locale.ROOT);
	}

	List<String> errors() {
		return this.errors;
	}

	/**
	 * The class of a block that declares no type.
	 */
	SnippetFields newInstance(CodeBlock block) throws ReflectiveOperationException {
		return (SnippetFields) loadClass(PACKAGE + "." + className(block)).getDeclaredConstructor().newInstance();
	}

	/**
	 * A type that a block declares.
	 */
	Class<?> type(String simpleName) throws ClassNotFoundException {
		return loadClass(PACKAGE + "." + simpleName);
	}

	@Override
	protected Class<?> findClass(String name) throws ClassNotFoundException {
		ByteArrayOutputStream bytes = this.classes.get(name);
		if (bytes == null) {
			throw new ClassNotFoundException(name);
		}
		return defineClass(name, bytes.toByteArray(), 0, bytes.size());
	}

	static String className(CodeBlock block) {
		Path page = block.page();
		return "Snippet_" + page.toString().replaceAll("[^A-Za-z0-9]", "_") + "_" + block.line();
	}

	/** The first line of a source stands for the fence, so that line numbers agree. */
	private static String source(CodeBlock block, String imports) {
		String head = "package " + PACKAGE + "; " + imports + " ";
		String code = String.join("\n", block.code());
		if (block.isType()) {
			return head + "\n" + code;
		}
		head += "public class " + className(block) + " extends ai.flora.sample.documentation.SnippetFields { ";
		if (block.isMembers()) {
			return head + "\n" + code + "\n}";
		}
		return head + "@Override protected void run() throws Exception {\n"
				+ code.replace("new FloraClientBuilder()", "builder()") + "\n} }";
	}

	private static final class Source extends SimpleJavaFileObject {

		private final CodeBlock block;

		private final String text;

		Source(CodeBlock block, String imports) {
			super(URI.create("string:///" + PACKAGE.replace('.', '/') + "/" + className(block) + ".java"), Kind.SOURCE);
			this.block = block;
			this.text = source(block, imports);
		}

		@Override
		public CharSequence getCharContent(boolean ignoreEncodingErrors) {
			return this.text;
		}

	}

	private final class Output extends ForwardingJavaFileManager<JavaFileManager> {

		Output(JavaFileManager files) {
			super(files);
		}

		@Override
		public JavaFileObject getJavaFileForOutput(Location location, String className, Kind kind, FileObject sibling) {
			return new SimpleJavaFileObject(URI.create("memory:///" + className), kind) {

				@Override
				public OutputStream openOutputStream() {
					return CompiledSnippets.this.classes.computeIfAbsent(className,
							(name) -> new ByteArrayOutputStream());
				}

			};
		}

	}

}
