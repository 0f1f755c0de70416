package ai.flora.sample;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import ai.flora.spring.boot.test.FakeFlora;
import ai.flora.spring.boot.test.FakeRun;
import ai.flora.spring.boot.test.FloraOperation;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Much at once: starts, runs, pages and outputs.
 */
class BusyBrowserTests extends PageInBrowser {

	/** A browser has six connections for a server, of which one tells of the gallery. */
	@Test
	void eachStartIsShownAtOnceHoweverManyAreOnTheirWay(FakeFlora fake) {
		fake.nextRun().neverEnds();
		this.browser.generate("A harbour");
		WebElement card = this.browser.awaitCard("A harbour", "running");
		fake.next(FloraOperation.CREATE).times(8).delay(Duration.ofSeconds(30));
		IntStream.rangeClosed(1, 8).forEach((number) -> this.browser.generate("Slow " + number));
		this.browser.await(() -> count("[data-state=starting]") == 8);
		this.browser.press(card, "Stop waiting");
		this.browser.awaitCard("A harbour", "left");
		assertThat(count("[data-state=starting]")).isEqualTo(8);
	}

	private int count(String selector) {
		return this.browser.driver().findElements(By.cssSelector(selector)).size();
	}

	@Test
	void thirtyRunsAtOnceAreShownAndAddedUp(FakeFlora fake) {
		IntStream.range(0, 30).forEach((number) -> fake.nextRun().takes(Duration.ofSeconds(1)).costs("0.1"));
		this.browser.asyncScript("""
				const done = arguments[0];
				Promise.all([...Array(30).keys()].map((number) => fetch('/api/generations', { method: 'POST',
					headers: { 'Content-Type': 'application/json' },
					body: JSON.stringify({ type: 'image', prompt: `Number ${number}` }) }))).then(() => done(), () => done());""");
		this.browser.await(() -> count("[data-state=completed]") == 30);
		assertThat(this.browser.text("#spent")).isEqualTo("Spent $3.00");
		assertThat(this.browser.problemsInConsole()).isEmpty();
	}

	@Test
	void manyTabsOfOneBrowserAllWork(FakeFlora fake) {
		fake.nextRun().neverEnds();
		String first = this.browser.driver().getWindowHandle();
		this.browser.driver().manage().timeouts().pageLoadTimeout(Duration.ofSeconds(30));
		List<String> others = IntStream.range(0, 8).mapToObj((number) -> {
			this.browser.driver().switchTo().newWindow(WindowType.TAB);
			this.browser.driver().get(url());
			return this.browser.driver().getWindowHandle();
		}).toList();
		try {
			this.browser.await(() -> !this.browser.text("#model").isEmpty());
			this.browser.generate("A harbour");
			this.browser.awaitCard("A harbour", "running");
		}
		finally {
			others.forEach((tab) -> this.browser.driver().switchTo().window(tab).close());
			this.browser.driver().switchTo().window(first);
			this.browser.driver().manage().timeouts().pageLoadTimeout(Duration.ofMinutes(5));
		}
		this.browser.awaitCard("A harbour", "running");
	}

	@Test
	void startThatIsOnItsWayIsSaidToBe(FakeFlora fake) {
		fake.next(FloraOperation.CREATE).delay(Duration.ofSeconds(12));
		this.browser.find("#prompt").sendKeys(Keys.chord(Keys.CONTROL, "a"), "A harbour");
		this.browser.script("arguments[0].click(); arguments[0].click()", this.browser.find("#generate"));
		assertThat(this.browser.find("#problem").isDisplayed()).as("after a double click").isFalse();
		this.browser.asyncScript("setTimeout(arguments[0], 1500)");
		this.browser.find("#generate").click();
		this.browser.await(() -> this.browser.text("#problem").contains("is on its way"));
		this.browser.awaitCard("A harbour", "completed");
		assertThat(fake.startedRuns()).hasSize(1);
	}

	@Test
	void onAPhoneTheFormSaysWhatIsUnderway(FakeFlora fake) {
		fake.clock().stop();
		fake.nextRun().neverEnds();
		fake.nextRun().takes(Duration.ofSeconds(3));
		this.browser.size(390, 844);
		assertThat(this.browser.find("#underway").isDisplayed()).isFalse();
		this.browser.generate("A harbour");
		this.browser.await(() -> this.browser.text("#underway").equals("One run is underway: see the gallery"));
		this.browser.generate("Another one");
		this.browser.await(() -> this.browser.text("#underway").equals("2 runs are underway: see the gallery"));
		this.browser.await(() -> fake.startedRuns().size() == 2);
		fake.clock().advance(Duration.ofSeconds(3));
		this.browser.await(() -> this.browser.text("#underway").equals("One run is underway: see the gallery"));
		this.browser.find("#underway a").click();
		assertThat(this.browser.focused().getDomAttribute("id")).isEqualTo("gallery");
		this.browser.size(1200, 900);
		assertThat(this.browser.find("#underway").isDisplayed()).isFalse();
	}

	@Test
	void severalPicturesOfARunCanEachBeSeen(FakeFlora fake) {
		fake.nextRun().takes(Duration.ofSeconds(1));
		this.browser.generate("One");
		String url = String.valueOf(
				this.browser.awaitCard("One", "completed").findElement(By.tagName("img")).getDomAttribute("src"));
		fake.nextRun()
			.completesWith(FakeRun.image(url), FakeRun.image(url), FakeRun.image(url), FakeRun.image(url),
					FakeRun.image(url), FakeRun.image(url));
		this.browser.generate("A harbour");
		WebElement card = this.browser.awaitCard("A harbour", "completed");
		assertThat(card.findElements(By.className("thumbnail"))).hasSize(6)
			.allSatisfy((picture) -> assertThat(picture.getRect().getHeight()).isGreaterThanOrEqualTo(96))
			.allSatisfy((picture) -> assertThat(picture.getRect().getWidth()).isGreaterThanOrEqualTo(96));
		assertThat(this.browser.actions(card)).contains("Download 1", "Download 6");
	}

	@Test
	void longPromptIsReadWholeAlsoWithoutAMouse(FakeFlora fake) {
		fake.nextRun().neverEnds();
		String prompt = "A harbour at dusk, ".repeat(200).strip();
		this.browser.script("document.getElementById('prompt').value = arguments[0]", prompt);
		this.browser.find("#generate").click();
		WebElement card = this.browser.awaitCard(prompt, "running");
		this.browser.script("arguments[0].focus()", card.findElement(By.className("read")));
		this.browser.keys(Keys.ENTER);
		assertThat(this.browser.text("#viewer-media")).isEqualTo(prompt);
		assertThat(card.getRect().getHeight()).isLessThan(500);
	}

}
