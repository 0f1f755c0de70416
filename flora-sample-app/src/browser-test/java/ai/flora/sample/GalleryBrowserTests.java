package ai.flora.sample;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import ai.flora.spring.boot.test.FakeFlora;
import ai.flora.spring.boot.test.FakeRun;
import ai.flora.spring.boot.test.FloraOperation;
import ai.flora.spring.boot.test.StartRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The gallery: what came of each start, and what can be done with it.
 */
class GalleryBrowserTests extends PageInBrowser {

	@Autowired
	private GalleryStreams streams;

	@Test
	void eachKindIsShownAsItIs(FakeFlora fake) {
		fake.nextRun().takes(Duration.ofSeconds(3));
		fake.nextRun().takes(Duration.ofSeconds(1));
		fake.nextRun().takes(Duration.ofSeconds(1));
		fake.nextRun().takes(Duration.ofSeconds(1));
		for (String type : List.of("image", "video", "audio", "text")) {
			this.browser.type(type);
			this.browser.generate("A harbour as " + type);
		}
		WebElement picture = this.browser.awaitCard("A harbour as image", "completed").findElement(By.tagName("img"));
		this.browser.await(() -> number("naturalWidth", picture) == 640);
		assertThat(picture.getAccessibleName()).isEqualTo("Generated picture: A harbour as image");
		assertThat(this.browser.card("A harbour as image").findElement(By.className("facts")).getText())
			.isEqualTo("fake-image · 3.0 s · $0.036");
		WebElement sound = this.browser.awaitCard("A harbour as audio", "completed").findElement(By.tagName("audio"));
		this.browser.await(() -> number("duration", sound) > 1);
		assertThat(this.browser.awaitCard("A harbour as text", "completed").findElement(By.className("text")).getText())
			.isEqualTo("FLORA would write about: A harbour as text");
		WebElement video = this.browser.awaitCard("A harbour as video", "completed").findElement(By.tagName("video"));
		this.browser.await(() -> number("readyState", video) >= 2 && number("videoWidth", video) == 480);
		assertThat(number("currentTime", video)).as("it plays when it is told to").isZero();
		this.browser.script("arguments[0].muted = true; arguments[0].play()", video);
		this.browser.await(() -> number("currentTime", video) > 0.5);
		assertThat(this.browser.text("#spent")).isEqualTo("Spent $0.144");
		assertThat(this.browser.problemsInConsole()).isEmpty();
	}

	private double number(String property, WebElement element) {
		Object value = this.browser.script("return arguments[0][arguments[1]] || 0", element, property);
		return ((Number) value).doubleValue();
	}

	@Test
	void runsGoOnAtOnceAndGenerateStaysUsable(FakeFlora fake) {
		fake.nextRun().neverEnds();
		fake.nextRun().takes(Duration.ofSeconds(4)).failsWith("SERVER_ERROR", "No.");
		fake.nextRun().takes(Duration.ofSeconds(1));
		for (String prompt : List.of("First", "Second", "Third")) {
			this.browser.generate(prompt);
			assertThat(this.browser.find("#generate").isEnabled()).isTrue();
		}
		this.browser.awaitCard("Third", "completed");
		this.browser.awaitCard("Second", "failed");
		this.browser.awaitCard("First", "running");
		assertThat(this.browser.driver().findElements(By.className("prompt")).stream().map(WebElement::getText))
			.containsExactly("Third", "Second", "First");
	}

	@Test
	void elapsedTimeIsShownAgainstTheEstimate(FakeFlora fake) {
		fake.nextRun().isEstimatedAt(Duration.ofMinutes(1)).neverEnds();
		fake.nextRun().isEstimatedAt(Duration.ofSeconds(1)).neverEnds();
		this.browser.generate("Slow");
		this.browser.generate("Late");
		this.browser.await(() -> doing("Slow").matches("[2-9] s of some 60 s"));
		WebElement bar = this.browser.card("Slow").findElement(By.tagName("progress"));
		assertThat(number("value", bar)).isBetween(1.0, 20.0);
		assertThat(bar.getAccessibleName()).isEqualTo("Elapsed time against the estimate");
		this.browser.await(() -> doing("Late").matches("[2-9] s, longer than the estimated 1 s"));
		assertThat(this.browser.card("Late").findElement(By.tagName("progress")).getDomAttribute("value")).isNull();
	}

	private String doing(String prompt) {
		return this.browser.card(prompt).findElement(By.className("doing")).getText();
	}

	@Test
	void waitingIsStoppedAndGoneOnWith(FakeFlora fake) {
		fake.nextRun().neverEnds();
		this.browser.generate("A harbour");
		this.browser.press(this.browser.awaitCard("A harbour", "running"), "Stop waiting");
		WebElement card = this.browser.awaitCard("A harbour", "left");
		assertThat(card.getText()).contains("No longer waited for", "FLORA cannot cancel one");
		assertThat(this.browser.text("#spent")).isEqualTo("Spent: the cost of one run is not known");
		this.browser.press(card, "Wait again");
		this.browser.awaitCard("A harbour", "running");
		assertThat(fake.startedRuns()).hasSize(1);
	}

	@Test
	void againStartsTheSameOnce(FakeFlora fake) {
		// Longer than a double click.
		fake.nextRun().takes(Duration.ofSeconds(3));
		fake.nextRun().takes(Duration.ofSeconds(1));
		this.browser.choose("model", "t2i-flux-2-pro");
		this.browser.choose("param-aspect_ratio", "9:16");
		this.browser.generate("A harbour");
		WebElement card = this.browser.awaitCard("A harbour", "completed");
		this.browser.script("arguments[0].click(); arguments[0].click()", this.browser.action(card, "Again"));
		this.browser.await(() -> this.browser.cards("A harbour").size() == 2);
		this.browser.awaitCard("A harbour", "completed");
		assertThat(fake.startedRuns()).hasSize(2)
			.extracting((run) -> run.request().orElseThrow())
			.allSatisfy((request) -> assertThat(request.params()).containsOnly(Map.entry("aspect_ratio", "9:16")))
			.extracting(StartRequest::model)
			.containsOnly("t2i-flux-2-pro");
	}

	@Test
	void outputIsDownloadedUnderTheRunsName(FakeFlora fake, @TempDir Path directory) throws IOException {
		fake.nextRun().takes(Duration.ofSeconds(1));
		this.browser.cdp("Browser.setDownloadBehavior",
				Map.of("behavior", "allow", "downloadPath", directory.toString()));
		this.browser.type("video");
		this.browser.generate("Waves");
		this.browser.press(this.browser.awaitCard("Waves", "completed"), "Download");
		Path file = directory.resolve(fake.startedRuns().get(0).runId() + "-output_1.mp4");
		this.browser.await(() -> Files.exists(file));
		assertThat(new String(Files.readAllBytes(file), 4, 4, StandardCharsets.US_ASCII)).isEqualTo("ftyp");
		assertThat(this.browser.text("h1")).isEqualTo("FLORA sample");
	}

	@Test
	void promptIsCopiedAlsoWhereBrowsersHaveNoClipboardForPages() {
		this.browser.generate("A \"harbour\"\nat dusk");
		WebElement card = this.browser.awaitCard("A \"harbour\"\nat dusk", "running");
		this.browser.press(card, "Copy prompt");
		this.browser.await(() -> this.browser.actions(card).contains("Copied"));
		assertThat(pasted()).isEqualTo("A \"harbour\"\nat dusk");
		this.browser.script("Object.defineProperty(navigator, 'clipboard', { value: undefined })");
		this.browser.await(() -> this.browser.actions(card).contains("Copy prompt"));
		this.browser.press(card, "Copy prompt");
		this.browser.await(() -> this.browser.actions(card).contains("Copied"));
		assertThat(pasted()).isEqualTo("A \"harbour\"\nat dusk");
	}

	private String pasted() {
		WebElement prompt = this.browser.find("#prompt");
		prompt.clear();
		prompt.sendKeys(Keys.chord(Keys.CONTROL, "v"));
		return String.valueOf(prompt.getDomProperty("value"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "GENERATION_PROMPT_MODERATED|The prompt was refused.|change the prompt|Copy prompt, Change",
					"GENERATION_INVALID_URL|No picture.|change the prompt, its parameters|Copy prompt, Change",
					"SERVER_ERROR|No.|try it again once|Copy prompt, Change, Try again",
					"GENERATION_QUEUE_TOO_LARGE|Full.|in some minutes|Copy prompt, Change, Try again",
					"BILLING_NOT_ENOUGH_CREDITS|Empty.|before somebody acts|Copy prompt" })
	void failureSaysWhatToDo(String code, String message, String advice, String actions, FakeFlora fake) {
		fake.nextRun().failsWith(code, message);
		this.browser.generate("A harbour");
		WebElement card = this.browser.awaitCard("A harbour", "failed");
		assertThat(card.getText()).contains("Failed", message, advice, code);
		assertThat(String.join(", ", this.browser.actions(card))).isEqualTo(actions);
	}

	@Test
	void failedPromptComesBackToBeChanged(FakeFlora fake) {
		fake.nextRun().failsWith("GENERATION_PROMPT_MODERATED", "The prompt was refused.");
		this.browser.type("video");
		this.browser.choose("model", "t2v-kling-2.5");
		this.browser.choose("param-duration", "10");
		this.browser.generate("A harbour");
		WebElement card = this.browser.awaitCard("A harbour", "failed");
		this.browser.type("text");
		this.browser.find("#prompt").clear();
		this.browser.press(card, "Change");
		this.browser.await(() -> this.browser.focused().equals(this.browser.find("#prompt")));
		assertThat(this.browser.find("#prompt").getDomProperty("value")).isEqualTo("A harbour");
		assertThat(this.browser.find("input[value=video]").isSelected()).isTrue();
		assertThat(this.browser.find("#model").getDomProperty("value")).isEqualTo("t2v-kling-2.5");
		assertThat(this.browser.find("#param-duration").getDomProperty("value")).isEqualTo("10");
		assertThat(fake.startedRuns()).hasSize(1);
	}

	@Test
	void galleryIsThereAgainAfterAReloadAndInASecondTab(FakeFlora fake) {
		fake.nextRun().completesWith(FakeRun.text("Dusk"));
		fake.nextRun().takes(Duration.ofSeconds(8));
		fake.nextRun().neverEnds();
		this.browser.generate("First");
		this.browser.awaitCard("First", "completed");
		fake.clock().stop();
		this.browser.generate("Second");
		this.browser.await(() -> fake.startedRuns().size() == 2);
		fake.clock().advance(Duration.ofSeconds(1));
		this.browser.awaitCard("Second", "running");
		this.browser.driver().navigate().refresh();
		this.browser.awaitCard("First", "completed");
		this.browser.awaitCard("Second", "running");
		String first = this.browser.driver().getWindowHandle();
		this.browser.driver().switchTo().newWindow(WindowType.TAB);
		this.browser.driver().get(url());
		fake.clock().advance(Duration.ofSeconds(7));
		this.browser.awaitCard("Second", "completed");
		fake.clock().speed(1);
		this.browser.generate("Third");
		this.browser.driver().close();
		this.browser.driver().switchTo().window(first);
		this.browser.awaitCard("Second", "completed");
		this.browser.awaitCard("Third", "running");
	}

	@Test
	void whatComesFromOutsideIsText(FakeFlora fake) {
		String hostile = "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>";
		fake.has("<b>model</b>");
		fake.nextRun().completesWith(FakeRun.text(hostile), FakeRun.document("javascript:document.title='taken'"));
		fake.nextRun().failsWith("<b>CODE</b>", hostile);
		this.browser.asyncScript("""
				const [prompt, done] = arguments;
				fetch('/api/generations', { method: 'POST', headers: { 'Content-Type': 'application/json' },
					body: JSON.stringify({ type: 'image', prompt, model: '<b>model</b>' }) }).then(done, done);""", hostile);
		WebElement card = this.browser.awaitCard(hostile, "completed");
		assertThat(card.findElement(By.className("text")).getText()).isEqualTo(hostile);
		assertThat(card.getText()).contains("<b>model</b>", "javascript:document.title='taken'");
		card.findElement(By.className("read")).click();
		assertThat(this.browser.text("#viewer-title")).isEqualTo(hostile);
		this.browser.keys(Keys.ESCAPE);
		this.browser.generate("Something else");
		card = this.browser.awaitCard("Something else", "failed");
		assertThat(card.getText()).contains(hostile, "<b>CODE</b>");
		assertThat(this.browser.driver().findElements(By.cssSelector(
				"#cards img, #cards script, #cards b, #announcer img, #viewer img, #cards a[href^=javascript]")))
			.isEmpty();
		assertThat(this.browser.driver().getTitle()).isEqualTo("FLORA sample");
	}

	@Test
	void whatCannotBeShownIsALink(FakeFlora fake) {
		String gone = "http://127.0.0.1:" + fake.baseUrl().getPort() + "/media/gone.mp4";
		fake.nextRun().completesWith(FakeRun.video(gone));
		this.browser.generate("Waves");
		WebElement card = this.browser.awaitCard("Waves", "completed");
		this.browser.await(() -> !card.findElements(By.cssSelector(".link a")).isEmpty());
		WebElement link = card.findElement(By.cssSelector(".link a"));
		assertThat(link.getText()).isEqualTo("This cannot be shown here; open it");
		assertThat(link.getDomAttribute("href")).isEqualTo(gone);
		assertThat(link.getDomAttribute("rel")).isEqualTo("noopener noreferrer");
	}

	@Test
	void sumSaysWhatIsNotKnownAndTakesWhatIsLate(FakeFlora fake) {
		fake.clock().stop();
		fake.nextRun().takes(Duration.ofSeconds(1)).reportsCostLate(Duration.ofSeconds(5));
		fake.nextRun().takes(Duration.ofSeconds(1));
		this.browser.generate("Late");
		this.browser.await(() -> fake.startedRuns().size() == 1);
		fake.clock().advance(Duration.ofSeconds(1));
		this.browser.awaitCard("Late", "completed");
		assertThat(this.browser.text("#spent")).isEqualTo("Spent: the cost of one run is not known");
		assertThat(this.browser.card("Late").findElement(By.className("facts")).getText()).endsWith("cost not known");
		this.browser.generate("Usual");
		this.browser.await(() -> fake.startedRuns().size() == 2);
		fake.clock().advance(Duration.ofSeconds(5));
		this.browser.awaitCard("Usual", "completed");
		this.browser.await(() -> this.browser.text("#spent").equals("Spent $0.072"));
		assertThat(this.browser.card("Late").findElement(By.className("facts")).getText()).endsWith("$0.036");
	}

	@Test
	void startThatIsBeingConfirmedSaysSoAndIsNotRepeated(FakeFlora fake) {
		fake.next(FloraOperation.CREATE).delay(Duration.ofSeconds(12));
		this.browser.generate("A harbour");
		this.browser.await(() -> doing("A harbour").equals("Starting …"));
		this.browser.find("#prompt").sendKeys(Keys.chord(Keys.CONTROL, Keys.ENTER));
		this.browser.find("#generate").click();
		this.browser.generate("Another one");
		this.browser.awaitCard("Another one", "running");
		this.browser.driver().navigate().refresh();
		this.browser.await(() -> doing("A harbour").contains("The start is being confirmed"));
		this.browser.generate("A harbour");
		this.browser.awaitCard("A harbour", "completed");
		assertThat(this.browser.cards("A harbour")).hasSize(1);
		assertThat(fake.requests(FloraOperation.CREATE)).hasSize(2);
	}

	@Test
	void startInDoubtLeadsToTheListOfRuns(FakeFlora fake) {
		fake.next(FloraOperation.CREATE).resetAfterwards();
		this.browser.generate("A harbour");
		WebElement card = this.browser.awaitCard("A harbour", "unconfirmed");
		assertThat(card.getText()).contains("not known whether the run was started", "Idempotency key");
		assertThat(this.browser.actions(card)).containsExactly("Copy prompt", "See all runs");
		this.browser.press(card, "See all runs");
		this.browser.await(() -> this.browser.text("#runs").contains(fake.startedRuns().get(0).runId()));
	}

	@Test
	void startThatFloraRefusesSaysSo(FakeFlora fake) {
		fake.next(FloraOperation.CREATE).status(402);
		this.browser.generate("A harbour");
		WebElement card = this.browser.awaitCard("A harbour", "not_started");
		assertThat(card.getText()).contains("FLORA refused this application", "request id req_")
			.doesNotContain(fake.apiKey());
		assertThat(this.browser.actions(card)).containsExactly("Copy prompt", "Change", "Try again");
		assertThat(this.browser.find("#problem").isDisplayed()).isFalse();
		assertThat(this.browser.text("#spent")).isEqualTo("Spent $0.00");
	}

	@Test
	void galleryIsReadWhereTooManyWatchIt(FakeFlora fake) throws Exception {
		this.browser.driver().get("about:blank");
		List<HttpResponse<InputStream>> open = new ArrayList<>();
		while (this.streams.count() < GalleryStreams.MAX_OPEN) {
			open.add(HttpClient.newHttpClient()
				.send(HttpRequest.newBuilder(URI.create(url() + "api/gallery/events")).build(),
						BodyHandlers.ofInputStream()));
		}
		this.browser.driver().get(url());
		this.browser.generate("A harbour");
		this.browser.awaitCard("A harbour", "running");
		for (HttpResponse<InputStream> response : open) {
			response.body().close();
		}
		this.browser.await(() -> this.streams.count() == 1);
		this.browser.awaitCard("A harbour", "completed");
	}

	@Test
	void pageOfAnotherSiteSeesAndStartsNothing(FakeFlora fake) throws IOException {
		fake.run("run_1").isPending();
		// Another site, for the browser.
		this.browser.driver().get(fake.baseUrl().toString());
		this.browser.await(() -> this.streams.count() == 0);
		this.browser.asyncScript("""
				const done = arguments[arguments.length - 1];
				const url = 'http://localhost:%d/api/';
				Promise.all(['gallery', 'gallery/events', 'runs/run_1/events'].map((path) => fetch(url + path, { mode: 'no-cors' })))
					.then(() => fetch(`${url}generations`, { method: 'POST', mode: 'no-cors', body: '{}' }))
					.then(() => done(), () => done());"""
			.formatted(this.port));
		assertThat(this.streams.count()).isZero();
		assertThat(fake.requests(FloraOperation.RETRIEVE)).isEmpty();
	}

}
