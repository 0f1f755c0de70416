package ai.flora.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import ai.flora.spring.boot.test.FakeFlora;
import ai.flora.spring.boot.test.FakeRun;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;

/**
 * The page for everybody: by keyboard, on a phone, in the dark, at rest, and read out.
 */
class AccessibilityBrowserTests extends PageInBrowser {

	private static final String AXE = "axe-core@4.14.1";

	private static final Path NODE = Path.of("target", "axe");

	@Test
	void keyboardAloneIsEnough(FakeFlora fake) {
		fake.nextRun().takes(Duration.ofSeconds(1));
		fake.nextRun().completesWith(FakeRun.text("Dusk"));
		this.browser.find("body").sendKeys(Keys.TAB);
		assertThat(this.browser.focused().getText()).isEqualTo("Skip to the gallery");
		this.browser.keys(Keys.TAB);
		this.browser.keys("A harbour", Keys.TAB);
		assertThat(this.browser.focused().getDomAttribute("value")).isEqualTo("image");
		assertFocusIsVisible(".types label:has(:focus)");
		this.browser.keys(Keys.ARROW_RIGHT, Keys.ARROW_LEFT, Keys.TAB);
		assertThat(this.browser.focused().getDomAttribute("id")).isEqualTo("model");
		this.browser.keys(Keys.TAB);
		assertThat(this.browser.focused().getText()).isEqualTo("Generate");
		assertFocusIsVisible(":focus");
		this.browser.keys(Keys.ENTER);
		WebElement card = this.browser.awaitCard("A harbour", "completed");
		this.browser.keys(Keys.TAB);
		assertThat(this.browser.focused()).isEqualTo(card.findElement(By.className("thumbnail")));
		assertFocusIsVisible(":focus");
		this.browser.keys(Keys.ENTER);
		assertThat(this.browser.find("#viewer").isDisplayed()).isTrue();
		assertThat(this.browser.focused().getText()).isEqualTo("Close");
		this.browser.keys(Keys.ESCAPE);
		assertThat(this.browser.find("#viewer").isDisplayed()).isFalse();
		assertThat(this.browser.focused()).isEqualTo(card.findElement(By.className("thumbnail")));
		for (String action : List.of("Copy prompt", "Download", "Again")) {
			this.browser.keys(Keys.TAB);
			assertThat(this.browser.focused().getText()).isEqualTo(action);
			assertFocusIsVisible(":focus");
		}
		this.browser.keys(Keys.SPACE);
		this.browser.await(() -> this.browser.cards("A harbour").size() == 2);
		this.browser.awaitCard("A harbour", "completed");
		assertThat(fake.startedRuns()).hasSize(2);
	}

	private void assertFocusIsVisible(String selector) {
		assertThat(this.browser.script("return getComputedStyle(document.querySelector(arguments[0])).outlineStyle",
				selector))
			.as(selector)
			.isEqualTo("solid");
	}

	@Test
	void focusOnAButtonThatGoesStaysInTheCardAndCostsNothing(FakeFlora fake) {
		fake.clock().stop();
		fake.nextRun().takes(Duration.ofSeconds(6));
		this.browser.generate("A harbour");
		this.browser.await(() -> fake.startedRuns().size() == 1);
		fake.clock().advance(Duration.ofSeconds(1));
		WebElement card = this.browser.awaitCard("A harbour", "running");
		this.browser.script("arguments[0].focus()", this.browser.action(card, "Stop waiting"));
		fake.clock().advance(Duration.ofSeconds(5));
		this.browser.awaitCard("A harbour", "completed");
		assertThat(this.browser.focused()).isEqualTo(card);
		this.browser.keys(Keys.ENTER);
		assertThat(fake.startedRuns()).hasSize(1);
	}

	@Test
	void changesAreReadOut(FakeFlora fake) {
		fake.nextRun().takes(Duration.ofSeconds(2));
		fake.nextRun().failsWith("GENERATION_PROMPT_MODERATED", "The prompt was refused.");
		WebElement announcer = this.browser.find("#announcer");
		assertThat(announcer.getDomAttribute("aria-live")).isEqualTo("polite");
		this.browser.generate("A harbour");
		this.browser.await(() -> said(announcer).contains("Completed in 2.0 s for $0.036: A harbour."));
		this.browser.generate("Something else");
		this.browser.await(() -> said(announcer).contains("Failed: Something else. The prompt was refused. It was refused"));
		this.browser.await(() -> said(announcer).isEmpty());
	}

	private static String said(WebElement announcer) {
		return String.valueOf(announcer.getDomProperty("textContent"));
	}

	/** Screen readers read repeated text out again, and their users listen to all of it. */
	@Test
	void newsIsReadOutOnceAndInShort() {
		this.browser.script("""
				window.said = [];
				new MutationObserver((changes) => changes.forEach((change) =>
					change.addedNodes.forEach((node) => said.push(node.textContent))))
					.observe(document.getElementById('announcer'), { childList: true, subtree: true });""");
		assertThat(this.browser.find("#announcer").getDomAttribute("aria-atomic")).isEqualTo("false");
		this.gallery.add("first", form("First"));
		this.browser.await(() -> heard().contains("Starting: First."));
		this.gallery.add("second", form("Second"));
		this.browser.await(() -> heard().contains("Starting: Second."));
		assertThat(heard()).containsExactly("Starting: First.", "Starting: Second.");
		for (int i = 0; i < 30; i++) {
			this.gallery.add("number " + i, form("Number " + i));
		}
		// The next start must not be counted together with these.
		this.browser.await(() -> startsHeard() == 32);
		this.gallery.add("long", form("x".repeat(4000)));
		this.browser.await(() -> heard().stream().anyMatch((said) -> said.contains("xxx")));
		assertThat(heard()).hasSizeLessThan(10).allSatisfy((said) -> assertThat(said).hasSizeLessThan(200));
		assertThat(this.browser.script("return document.querySelector('.doing').closest('[role], [aria-live]').id || ''"))
			.as("the time that passes is not news")
			.isIn("", "cards");
	}

	private static GenerationForm form(String prompt) {
		return new GenerationForm("image", prompt, null, null, null);
	}

	/** Several starts that are told together are told by their number. */
	private int startsHeard() {
		return heard().stream()
			.flatMap((said) -> Pattern.compile("(\\d+) starting|Starting: ").matcher(said).results())
			.mapToInt((found) -> (found.group(1) != null) ? Integer.parseInt(found.group(1)) : 1)
			.sum();
	}

	@SuppressWarnings("unchecked")
	private List<String> heard() {
		return (List<String>) this.browser.script("return said");
	}

	@Test
	void everythingIsLargeEnoughForAFinger(FakeFlora fake) {
		fake.nextRun().completesWith(FakeRun.text("Dusk"), FakeRun.document(fake.baseUrl() + "/gone"));
		fake.nextRun().neverEnds();
		fake.nextRun().takes(Duration.ofSeconds(1));
		this.browser.size(360, 740);
		this.browser.generate("A poem");
		this.browser.generate("Goes on");
		this.browser.generate("A harbour");
		this.browser.awaitCard("A harbour", "completed");
		this.browser.type("video");
		this.browser.choose("model", "t2v-kling-2.5");
		this.browser.script("document.getElementById('all').open = true");
		this.browser.await(() -> this.browser.text("#runs").contains("run_"));
		assertThat((List<?>) this.browser.script("""
				return [...document.querySelectorAll('a:not(.skip), button, input, select, textarea, summary, video, audio')]
					.map((control) => control.matches('.types input') ? control.parentElement : control)
					.filter((control) => control.checkVisibility())
					.filter((control) => {
						const { width, height } = control.getBoundingClientRect();
						return Math.min(width, height) < 24;
					})
					.map((control) => control.outerHTML);""")).isEmpty();
	}

	@Test
	void choiceIsSeenWhereColoursAreForced() {
		this.browser.media(Map.of("forced-colors", "active"));
		String background = "return getComputedStyle(document.querySelector(arguments[0])).backgroundColor";
		assertThat(this.browser.script(background, ".types label:has(:checked)"))
			.isNotEqualTo(this.browser.script(background, ".types label:not(:has(:checked))"));
	}

	@ParameterizedTest
	@ValueSource(ints = { 320, 360, 390, 768, 959, 1024 })
	void pageFitsEachWidth(int width, FakeFlora fake) {
		fake.nextRun().failsWith("X".repeat(200), "x".repeat(300));
		fake.nextRun().completesWith(FakeRun.text("y".repeat(500)), FakeRun.document("javascript:" + "z".repeat(300)));
		fake.has("t2i-" + "m".repeat(120));
		this.browser.size(width, 740);
		this.browser.generate("A harbour");
		this.browser.awaitCard("A harbour", "failed");
		this.browser.asyncScript("""
				const done = arguments[0];
				fetch('/api/generations', { method: 'POST', headers: { 'Content-Type': 'application/json' },
					body: JSON.stringify({ type: 'image', prompt: 'w'.repeat(300), model: `t2i-${'m'.repeat(120)}` }) })
					.then(() => done(), () => done());""");
		this.browser.awaitCard("w".repeat(300), "completed");
		this.browser.type("video");
		this.browser.choose("model", "t2v-kling-2.5");
		assertThat((Long) this.browser
			.script("return document.documentElement.scrollWidth - document.documentElement.clientWidth")).isZero();
	}

	@Test
	void pageFitsAPhone(FakeFlora fake) {
		fake.nextRun().neverEnds();
		fake.nextRun().failsWith("SERVER_ERROR", "x".repeat(300));
		fake.nextRun().takes(Duration.ofSeconds(1));
		this.browser.size(360, 740);
		this.browser.generate("x".repeat(300));
		this.browser.generate("y".repeat(300));
		this.browser.generate("A harbour");
		this.browser.choose("model", "t2i-flux-2-pro");
		this.browser.awaitCard("A harbour", "completed");
		this.browser.script("document.getElementById('all').open = true");
		this.browser.await(() -> this.browser.text("#runs").contains("run_"));
		assertThat((Long) this.browser
			.script("return document.documentElement.scrollWidth - document.documentElement.clientWidth")).isZero();
		for (WebElement card : this.browser.driver().findElements(By.className("card"))) {
			assertThat(card.getRect().getWidth()).isBetween(300, 360);
		}
	}

	@Test
	void darkIsDark() {
		this.browser.media(Map.of("prefers-color-scheme", "dark"));
		assertThat(this.browser.find("body").getCssValue("background-color")).contains("18, 22, 20");
	}

	@Test
	void nothingMovesForThoseWhoWantThat(FakeFlora fake) {
		fake.nextRun().neverEnds();
		this.browser.generate("A harbour");
		this.browser.awaitCard("A harbour", "running");
		assertThat(this.browser.find(".waiting").getCssValue("animation-name")).isEqualTo("shimmer");
		this.browser.media(Map.of("prefers-reduced-motion", "reduce"));
		assertThat(this.browser.script("return document.getAnimations().length")).isEqualTo(0L);
	}

	@Test
	void axeFindsNothing(FakeFlora fake) throws Exception {
		installAxe();
		fake.nextRun().takes(Duration.ofSeconds(1));
		fake.nextRun().takes(Duration.ofSeconds(1));
		fake.nextRun().takes(Duration.ofSeconds(1));
		fake.nextRun().completesWith(FakeRun.text("Dusk ".repeat(200)));
		fake.nextRun().failsWith("GENERATION_PROMPT_MODERATED", "The prompt was refused.");
		fake.nextRun().neverEnds();
		fake.nextRun().neverEnds();
		for (String type : List.of("image", "video", "audio", "text")) {
			this.browser.type(type);
			this.browser.generate("A harbour as " + type);
		}
		this.browser.type("image");
		this.browser.choose("model", "t2i-flux-2-pro");
		this.browser.generate("Fails");
		this.browser.generate("Goes on");
		this.browser.generate("Is left");
		this.browser.press(this.browser.awaitCard("Is left", "running"), "Stop waiting");
		this.browser.awaitCard("Is left", "left");
		this.browser.awaitCard("Goes on", "running");
		this.browser.awaitCard("Fails", "failed");
		this.browser.awaitCard("A harbour as text", "completed");
		this.browser.awaitCard("A harbour as image", "completed");
		this.browser.script("document.getElementById('all').open = true");
		this.browser.await(() -> this.browser.text("#runs").contains("run_"));
		// An element that is fading in has not got its colour yet.
		this.browser.media(Map.of("prefers-reduced-motion", "reduce"));
		assertAxeFindsNothing("light");
		this.browser.size(360, 740);
		assertAxeFindsNothing("phone");
		this.browser.size(1200, 900);
		this.browser.media(Map.of("prefers-color-scheme", "dark", "prefers-reduced-motion", "reduce"));
		assertAxeFindsNothing("dark");
		this.browser.card("A harbour as image").findElement(By.className("thumbnail")).click();
		assertAxeFindsNothing("viewer, dark");
		this.browser.media(Map.of("prefers-reduced-motion", "reduce"));
		assertAxeFindsNothing("viewer");
	}

	private void assertAxeFindsNothing(String where) throws IOException {
		this.browser.script(Files.readString(NODE.resolve("node_modules/axe-core/axe.min.js")));
		Object found = this.browser.asyncScript("""
				const done = arguments[arguments.length - 1];
				axe.run(document, { resultTypes: ['violations'] })
					.then((result) => done(result.violations.map((violation) => `${violation.id}: ${violation.help}\\n`
						+ violation.nodes.map((node) => `  ${node.target} ${node.failureSummary}`).join("\\n"))))
					.catch((error) => done([String(error)]));""");
		assertThat((List<?>) found).as(where).isEmpty();
	}

	private static void installAxe() throws IOException, InterruptedException {
		if (Files.exists(NODE.resolve("node_modules"))) {
			return;
		}
		Files.createDirectories(NODE);
		Path output = NODE.resolve("npm.log");
		Process npm = null;
		try {
			// Node makes inherited pipes non-blocking: Maven talks with this JVM by them.
			npm = new ProcessBuilder("npm", "install", "--silent", "--no-package-lock", "--prefix", NODE.toString(),
					AXE)
				.redirectErrorStream(true)
				.redirectOutput(output.toFile())
				.start();
		}
		catch (IOException ex) {
			Assumptions.abort("This test needs npm on the path: " + ex.getMessage());
		}
		assertThat(npm.waitFor(3, TimeUnit.MINUTES)).isTrue();
		assertThat(npm.exitValue()).as(() -> contentOf(output.toFile())).isZero();
	}

}
