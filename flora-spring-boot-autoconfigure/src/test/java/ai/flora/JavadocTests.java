package ai.flora;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the Javadoc of every public type of the published modules has to say; that it is
 * there at all, the build of the Javadoc itself sees to.
 */
class JavadocTests {

	private static final String LINK = "@see <a href=\"https://developer.flora.ai/";

	@ParameterizedTest
	@ValueSource(strings = { "flora-spring-boot-autoconfigure", "flora-spring-boot-test" })
	void publicTypesLinkToFlorasDocumentationAndSaySinceWhenTheyAreThere(String module) throws IOException {
		PublicTypes types = publicTypes(module);
		assertThat(types.found).isNotEmpty().allMatch((type) -> type.javadoc().contains(LINK));
		assertThat(types.found).filteredOn((type) -> !type.nested())
			.allMatch((type) -> type.javadoc().contains("@since "));
	}

	@ParameterizedTest
	@ValueSource(strings = { "flora-spring-boot-autoconfigure", "flora-spring-boot-test" })
	void whatMayBeNullSaysWhenItIs(String module) throws IOException {
		PublicTypes types = publicTypes(module);
		assertThat(types.nullable).isPositive();
		assertThat(types.silent).isEmpty();
	}

	private static PublicTypes publicTypes(String module) throws IOException {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8);
				Stream<Path> sources = Files.walk(Path.of("..", module, "src", "main", "java"))) {
			List<Path> java = sources.filter((file) -> file.toString().endsWith(".java")).toList();
			JavacTask task = (JavacTask) compiler.getTask(null, files, null, null, null,
					files.getJavaFileObjectsFromPaths(java));
			PublicTypes types = new PublicTypes(DocTrees.instance(task));
			for (CompilationUnitTree unit : task.parse()) {
				types.scan(unit, null);
			}
			return types;
		}
	}

	/**
	 * A public type.
	 *
	 * @param name its name
	 * @param nested whether another type is around it
	 * @param javadoc its comment, empty if there is none
	 */
	private record PublicType(String name, boolean nested, String javadoc) {

		@Override
		public String toString() {
			return this.name;
		}

	}

	/**
	 * Finds them, and what may be null in there without saying when.
	 */
	private static final class PublicTypes extends TreePathScanner<Void, Void> {

		private final DocTrees trees;

		private final List<PublicType> found = new ArrayList<>();

		private final List<String> silent = new ArrayList<>();

		private int nullable;

		PublicTypes(DocTrees trees) {
			this.trees = trees;
		}

		@Override
		public Void visitClass(ClassTree type, Void none) {
			if (!isPublic(type.getModifiers())) {
				return null;
			}
			this.found.add(new PublicType(type.getSimpleName().toString(), around() instanceof ClassTree, javadoc()));
			return super.visitClass(type, none);
		}

		/** A component of a record, whose fields are nothing else. */
		@Override
		public Void visitVariable(VariableTree field, Void none) {
			if (around().getKind() == Tree.Kind.RECORD && !field.getModifiers().getFlags().contains(Modifier.STATIC)) {
				String javadoc = this.trees.getDocComment(getCurrentPath().getParentPath());
				check("@param " + field.getName(), field.getModifiers(), field.getType(), String.valueOf(javadoc));
			}
			return null;
		}

		@Override
		public Void visitMethod(MethodTree method, Void none) {
			boolean canonical = around().getKind() == Tree.Kind.RECORD && method.getReturnType() == null;
			boolean inherits = javadoc().isEmpty();
			if (isPublic(method.getModifiers()) && !canonical && !inherits) {
				check("@return", method.getModifiers(), method.getReturnType(), javadoc());
				for (VariableTree parameter : method.getParameters()) {
					check("@param " + parameter.getName(), parameter.getModifiers(), parameter.getType(), javadoc());
				}
			}
			return null;
		}

		private void check(String tag, ModifiersTree modifiers, Tree type, String javadoc) {
			boolean mayBeNull = (modifiers.getAnnotations() + " " + type).contains("Nullable");
			if (!mayBeNull || isBoundToProperties()) {
				return;
			}
			this.nullable++;
			Matcher text = Pattern.compile("(?s)" + tag + "\\b(.*?)(?=\\R\\s*@|\\z)").matcher(javadoc);
			if (!text.find() || !text.group(1).contains("{@code null}")) {
				this.silent.add(this.found.get(this.found.size() - 1) + ": " + tag);
			}
		}

		/**
		 * There, comments are descriptions of properties, which are not null but unset.
		 */
		private boolean isBoundToProperties() {
			for (Tree tree : getCurrentPath()) {
				if (tree instanceof ClassTree type
						&& type.getModifiers().getAnnotations().toString().contains("ConfigurationProperties")) {
					return true;
				}
			}
			return false;
		}

		private Tree around() {
			return getCurrentPath().getParentPath().getLeaf();
		}

		private String javadoc() {
			String comment = this.trees.getDocComment(getCurrentPath());
			return (comment != null) ? comment : "";
		}

		private boolean isPublic(ModifiersTree modifiers) {
			return modifiers.getFlags().contains(Modifier.PUBLIC) || around().getKind() == Tree.Kind.INTERFACE;
		}

	}

}
