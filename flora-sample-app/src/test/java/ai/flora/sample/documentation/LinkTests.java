package ai.flora.sample.documentation;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Links between the pages, and to files.
 */
class LinkTests {

	private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");

	private final List<MarkdownPage> pages = MarkdownPage.all();

	@Test
	void linksLeadToFilesAndHeadings() {
		List<String> broken = new ArrayList<>();
		for (MarkdownPage page : this.pages) {
			for (int i = 0; i < page.prose().size(); i++) {
				Matcher link = LINK.matcher(page.prose().get(i).replaceAll("`[^`]*`", ""));
				while (link.find()) {
					if (!leadsSomewhere(page, link.group(1))) {
						broken.add(page + ":" + (i + 1) + ": " + link.group(1));
					}
				}
			}
		}
		assertThat(broken).isEmpty();
	}

	private boolean leadsSomewhere(MarkdownPage from, String link) {
		if (link.matches("[a-z]+:.*")) {
			return true;
		}
		String file = link.replaceAll("#.*", "");
		Path path = file.isEmpty() ? from.path() : MarkdownPage.root()
			.relativize(MarkdownPage.root().resolve(from.path()).resolveSibling(file).normalize());
		if (!link.contains("#")) {
			return Files.exists(MarkdownPage.root().resolve(path));
		}
		String anchor = link.substring(link.indexOf('#') + 1);
		return this.pages.stream().anyMatch((page) -> page.path().equals(path) && page.anchors().contains(anchor));
	}

	@Test
	void headingsOfAPageDiffer() {
		assertThat(this.pages).allSatisfy((page) -> assertThat(page.anchors()).doesNotHaveDuplicates());
	}

	@Test
	void pagesOfDocsAreLinkedFromTheReadme() {
		String readme = MarkdownPage.text(Path.of("README.md"));
		assertThat(this.pages.stream().map(MarkdownPage::toString).filter((page) -> page.startsWith("docs/")))
			.allSatisfy((page) -> assertThat(readme).contains("(" + page + ")"));
	}

}
