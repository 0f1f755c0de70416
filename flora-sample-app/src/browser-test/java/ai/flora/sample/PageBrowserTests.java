package ai.flora.sample;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import ai.flora.spring.boot.test.FakeFlora;
import ai.flora.spring.boot.test.FakeRun;
import ai.flora.spring.boot.test.FloraOperation;
import ai.flora.spring.boot.test.StartRequest;
import ai.flora.spring.boot.test.WithFakeFlora;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.Select;
import org.openqa.selenium.support.ui.WebDriverWait;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page in a real browser: Chromium and its driver as the operating system has them.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "flora.retry.max-attempts=1", "sample.heartbeat=100ms" })
@WithFakeFlora(realTime = true)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageBrowserTests {

	private static final Path SCREENSHOTS = Path.of("target", "screenshots");

	private static final String PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=";

	private ChromeDriver browser;

	private WebDriverWait waiting;

	@Autowired
	private RunStreams streams;

	@LocalServerPort
	private int port;

	@BeforeAll
	void startBrowser(@TempDir Path profile) throws IOException {
		ChromeOptions options = new ChromeOptions();
		options.setBinary("/usr/bin/chromium");
		options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
				"--disable-background-networking", "--disable-component-update", "--disable-sync",
				"--user-data-dir=" + profile);
		options.setCapability("goog:loggingPrefs", Map.of("browser", "ALL"));
		ChromeDriverService service = new ChromeDriverService.Builder()
			.usingDriverExecutable(new File("/usr/bin/chromedriver"))
			.build();
		this.browser = new ChromeDriver(service, options);
		this.waiting = new WebDriverWait(this.browser, Duration.ofMinutes(1));
		Files.createDirectories(SCREENSHOTS);
	}

	@AfterAll
	void stopBrowser() {
		this.browser.quit();
	}

	@BeforeEach
	void open() {
		problemsInConsole();
		this.browser.manage().window().setSize(new Dimension(900, 1100));
		this.browser.get("http://localhost:" + this.port + "/");
	}

	@Test
	void promptLeadsToAVisiblePicture(FakeFlora fake) throws IOException {
		fake.nextRun().takes(Duration.ofSeconds(3));
		generate("A harbour at dusk, seen from the pier");
		WebElement progress = this.waiting.until(ExpectedConditions.visibilityOfElementLocated(By.id("progress")));
		assertThat(progress.getAccessibleName()).isEqualTo("Progress");
		WebElement picture = this.waiting.until(ExpectedConditions.visibilityOfElementLocated(By.cssSelector("#result img")));
		this.waiting.until((driver) -> (Long) script("return arguments[0].naturalWidth", picture) == 640L);
		assertThat(text("#current-status")).startsWith("Completed in 3.0 s");
		assertThat(this.browser.findElement(By.id("progress")).isDisplayed()).isFalse();
		assertThat(text("#runs tr")).contains("run_", "completed", "3.0 s", "$0.036");
		this.waiting.until(ExpectedConditions.textToBe(By.id("health"), "FLORA is up"));
		screenshot("sample");
		this.browser.navigate().refresh();
		this.waiting.until(ExpectedConditions.textToBePresentInElementLocated(By.id("runs"), "completed"));
		assertThat(problemsInConsole()).isEmpty();
	}

	@Test
	void modelIsChosenByItsPriceAndTheRunCostsWhatWasPaid(FakeFlora fake) throws IOException {
		fake.nextRun().completesWith(FakeRun.text("Done"));
		choose("model", "t2i-flux-2-pro");
		assertThat(new Select(this.browser.findElement(By.id("model"))).getFirstSelectedOption().getText())
			.contains("FLUX.2 Pro", " s, $");
		this.waiting.until((driver) -> text("#estimate").startsWith("About $"));
		assertThat(this.browser.findElement(By.id("picture-field")).isDisplayed()).isFalse();
		choose("param-aspect_ratio", "9:16");
		screenshot("model");
		generate("A harbour at dusk");
		this.waiting.until((driver) -> text("#current-status").matches("Completed in .* s, for \\$.*"));
		StartRequest order = fake.startedRuns().get(0).order().orElseThrow();
		assertThat(order.model()).isEqualTo("t2i-flux-2-pro");
		assertThat(order.params()).containsOnly(Map.entry("aspect_ratio", "9:16"));
		assertThat(problemsInConsole()).isEmpty();
	}

	@Test
	void runBeginsWithAPictureOfTheVisitors(FakeFlora fake, @TempDir Path directory) throws IOException {
		Path file = Files.write(directory.resolve("harbour.png"), Base64.getDecoder().decode(PNG));
		choose("model", "i2i-flux-kontext");
		WebElement picture = this.browser.findElement(By.id("picture"));
		this.waiting.until(ExpectedConditions.visibilityOf(picture));
		picture.sendKeys(file.toString());
		this.waiting.until(ExpectedConditions.textToBe(By.id("picture-note"), "Uploaded."));
		generate("The same at night");
		this.waiting.until((driver) -> text("#current-status").startsWith("Completed"));
		assertThat(fake.startedRuns().get(0).order().orElseThrow().params()).containsKey("image_url");
		assertThat(problemsInConsole()).isEmpty();
	}

	private void choose(String select, String value) {
		By option = By.cssSelector("#" + select + " option[value='" + value + "']");
		this.waiting.until(ExpectedConditions.presenceOfElementLocated(option));
		new Select(this.browser.findElement(By.id(select))).selectByValue(value);
	}

	@Test
	void keyboardAloneIsEnough(FakeFlora fake) {
		fake.nextRun().completesWith(FakeRun.text("<b>not bold</b> <img src=x onerror=alert(1)>"));
		WebElement body = this.browser.findElement(By.tagName("body"));
		body.sendKeys(Keys.TAB);
		this.browser.switchTo().activeElement().sendKeys("A harbour", Keys.TAB);
		this.browser.switchTo().activeElement().sendKeys("Text", Keys.TAB);
		this.browser.switchTo().activeElement().sendKeys(Keys.TAB);
		this.browser.switchTo().activeElement().sendKeys(Keys.ENTER);
		this.waiting.until(ExpectedConditions.textToBe(By.cssSelector("#result p"),
				"<b>not bold</b> <img src=x onerror=alert(1)>"));
		assertThat(this.browser.findElements(By.cssSelector("#result b, #result img"))).isEmpty();
		assertThat(fake.startedRuns().get(0).order().orElseThrow().type()).isEqualTo("text");
	}

	@Test
	void failedRunSaysWhy(FakeFlora fake) {
		fake.nextRun().failsWith("GENERATION_PROMPT_MODERATED", "The prompt was refused.");
		generate("Something else");
		this.waiting.until(ExpectedConditions.textToBe(By.id("current-status"),
				"Failed: The prompt was refused. (GENERATION_PROMPT_MODERATED)"));
		assertThat(text("#runs tr")).contains("failed");
	}

	@Test
	void errorIsShownWithItsRequestId(FakeFlora fake) throws IOException {
		fake.next(FloraOperation.CREATE).status(402);
		generate("A harbour");
		WebElement problem = this.waiting.until(ExpectedConditions.visibilityOfElementLocated(By.id("problem")));
		assertThat(problem.getText()).contains("FLORA refused this application", "request id req_")
			.doesNotContain(fake.apiKey());
		assertThat(problem.getAriaRole()).isEqualTo("alert");
		assertThat(this.browser.findElement(By.id("generate")).isEnabled()).isTrue();
		screenshot("error");
	}

	@Test
	void linkOfAnotherKindIsNotOpened(FakeFlora fake) {
		fake.nextRun().completesWith(FakeRun.document("javascript:alert(1)"));
		generate("A harbour");
		this.waiting.until(ExpectedConditions.textToBe(By.cssSelector("#result p"), "javascript:alert(1)"));
		assertThat(this.browser.findElements(By.cssSelector("#result a"))).isEmpty();
	}

	@Test
	void soundHasAPlayer(FakeFlora fake) {
		fake.nextRun().takes(Duration.ofSeconds(1));
		this.browser.findElement(By.id("type")).sendKeys("Audio");
		generate("Gulls");
		WebElement player = this.waiting.until(ExpectedConditions.presenceOfElementLocated(By.cssSelector("#result audio")));
		this.waiting.until((driver) -> ((Number) script("return arguments[0].duration || 0", player)).doubleValue() > 1);
	}

	@Test
	void videoThatCannotBeShownIsALink(FakeFlora fake) {
		fake.nextRun().takes(Duration.ofSeconds(1));
		this.browser.findElement(By.id("type")).sendKeys("Video");
		generate("Waves");
		WebElement link = this.waiting.until(ExpectedConditions.visibilityOfElementLocated(By.cssSelector("#result a")));
		assertThat(link.getText()).isEqualTo("This cannot be shown here; open it");
		assertThat(link.getDomAttribute("rel")).isEqualTo("noopener noreferrer");
	}

	@Test
	void rowsFollowTheTruthAfterAReload(FakeFlora fake) {
		fake.nextRun().takes(Duration.ofSeconds(4));
		generate("A harbour");
		this.waiting.until(ExpectedConditions.visibilityOfElementLocated(By.id("progress")));
		this.browser.navigate().refresh();
		this.waiting.until(ExpectedConditions.presenceOfElementLocated(By.cssSelector("#runs td.pending, #runs td.running")));
		this.waiting.until(ExpectedConditions.presenceOfElementLocated(By.cssSelector("#runs td.completed")));
		assertThat(text("#runs tr")).contains("$0.036");
	}

	@Test
	void rowsFollowTheTruthInASecondTab(FakeFlora fake) {
		String first = this.browser.getWindowHandle();
		fake.nextRun().takes(Duration.ofSeconds(4));
		generate("A harbour");
		this.waiting.until(ExpectedConditions.visibilityOfElementLocated(By.id("progress")));
		this.browser.switchTo().newWindow(WindowType.TAB);
		this.browser.get("http://localhost:" + this.port + "/");
		this.waiting.until(ExpectedConditions.presenceOfElementLocated(By.cssSelector("#runs td.completed")));
		fake.nextRun().takes(Duration.ofSeconds(1));
		generate("Another harbour");
		this.waiting.until(ExpectedConditions.numberOfElementsToBe(By.cssSelector("#runs td.completed"), 2));
		this.browser.close();
		this.browser.switchTo().window(first);
		this.waiting.until(ExpectedConditions.numberOfElementsToBe(By.cssSelector("#runs td.completed"), 2));
	}

	@Test
	void rowsFollowTheTruthWithTwoAtOnce(FakeFlora fake) {
		fake.nextRun().takes(Duration.ofSeconds(5));
		fake.nextRun().takes(Duration.ofSeconds(5)).failsWith("SERVER_ERROR", "No.");
		generate("A harbour");
		this.waiting.until(ExpectedConditions.numberOfElementsToBe(By.cssSelector("#runs tr"), 1));
		generate("A harbour");
		this.waiting.until(ExpectedConditions.numberOfElementsToBe(By.cssSelector("#runs tr"), 2));
		this.waiting.until(ExpectedConditions.presenceOfElementLocated(By.cssSelector("#runs tr:first-child td.failed")));
		this.waiting.until(ExpectedConditions.presenceOfElementLocated(By.cssSelector("#runs tr:last-child td.completed")));
	}

	@Test
	void startThatIsBeingConfirmedSaysSoAndIsNotRepeated(FakeFlora fake) throws IOException {
		fake.next(FloraOperation.CREATE).delay(Duration.ofSeconds(25));
		generate("A harbour");
		this.waiting.until(ExpectedConditions.textToBePresentInElementLocated(By.id("waiting"), "Starting"));
		this.waiting.until(ExpectedConditions.textToBePresentInElementLocated(By.id("waiting"), "being confirmed"));
		assertThat(text("#waiting")).contains("up to two minutes", "s so far");
		screenshot("starting");
		this.browser.findElement(By.id("prompt")).sendKeys(Keys.chord(Keys.CONTROL, Keys.ENTER));
		this.browser.navigate().refresh();
		this.waiting.until(ExpectedConditions.textToBePresentInElementLocated(By.id("waiting"), "goes on"));
		this.waiting.until(ExpectedConditions.numberOfElementsToBe(By.cssSelector("#runs tr"), 1));
		this.waiting.until(ExpectedConditions.invisibilityOfElementLocated(By.id("waiting")));
		assertThat(fake.requests(FloraOperation.CREATE)).hasSize(1);
	}

	@Test
	void unconfirmedStartLeadsToALoadedList(FakeFlora fake) {
		fake.next(FloraOperation.CREATE).resetAfterwards();
		generate("A harbour");
		WebElement problem = this.waiting.until(ExpectedConditions.visibilityOfElementLocated(By.id("problem")));
		assertThat(problem.getText()).contains("Idempotency key", "loaded anew");
		this.waiting.until(ExpectedConditions.textToBePresentInElementLocated(By.id("runs"),
				fake.startedRuns().get(0).runId()));
		assertThat(text("#runs-note")).startsWith("Loaded anew at");
	}

	@Test
	void runWhoseStreamIsRefusedIsReadUntilStreamsAreFree(FakeFlora fake) throws Exception {
		List<HttpResponse<InputStream>> open = new ArrayList<>();
		fake.run("run_watched").isPending();
		for (int i = 0; i < RunStreams.MAX_OPEN; i++) {
			open.add(HttpClient.newHttpClient()
				.send(HttpRequest
					.newBuilder(URI.create("http://localhost:" + this.port + "/api/runs/run_watched/events"))
					.build(), BodyHandlers.ofInputStream()));
		}
		fake.nextRun().neverEnds();
		generate("A harbour");
		this.waiting.until(ExpectedConditions.textToBePresentInElementLocated(By.id("current-status"), "Too many runs"));
		for (HttpResponse<InputStream> response : open) {
			response.body().close();
		}
		this.waiting.until(ExpectedConditions.not(
				ExpectedConditions.textToBePresentInElementLocated(By.id("current-status"), "Too many runs")));
		this.waiting.until((driver) -> this.streams.count() == 1);
	}

	@Test
	void unknownRunSaysThatItCannotBeWatched() {
		script("watch('run_unknown')");
		this.waiting.until(ExpectedConditions.textToBePresentInElementLocated(By.id("current-status"),
				"This run cannot be watched. There is no such run"));
		assertThat(this.browser.findElement(By.id("progress")).isDisplayed()).isFalse();
	}

	@Test
	void promptThatIsTooLongIsNotCut(FakeFlora fake) {
		WebElement prompt = this.browser.findElement(By.id("prompt"));
		script("arguments[0].focus(); document.execCommand('insertText', false, 'x'.repeat(4100))", prompt);
		this.browser.findElement(By.id("generate")).click();
		assertThat(text("#count")).isEqualTo("4100 characters: 100 too many, for 4000 is the limit.");
		assertThat(prompt.getDomProperty("value")).hasSize(4100);
		assertThat(fake.requests(FloraOperation.CREATE)).isEmpty();
	}

	@Test
	void pageOfAnotherSiteFollowsAndStartsNothing(FakeFlora fake) {
		fake.run("run_1").isPending();
		// Another site, for the browser.
		this.browser.get(fake.baseUrl().toString());
		this.browser.executeAsyncScript("""
				const done = arguments[arguments.length - 1];
				const url = 'http://localhost:%d/api/';
				Promise.all([...Array(20).keys()].map((i) => fetch(`${url}runs/run_1/events`, { mode: 'no-cors' })))
					.then(() => fetch(`${url}generations`, { method: 'POST', mode: 'no-cors', body: '{}' }))
					.then(() => done(), () => done());""".formatted(this.port));
		assertThat(this.streams.count()).isZero();
		assertThat(fake.requests(FloraOperation.RETRIEVE)).noneMatch((request) -> request.path().endsWith("run_1"));
	}

	@Test
	void pageFitsAPhone(FakeFlora fake) throws IOException {
		this.browser.manage().window().setSize(new Dimension(500, 900));
		generate("x".repeat(300));
		this.waiting.until(ExpectedConditions.visibilityOfElementLocated(By.id("progress")));
		assertThat((Long) script("return document.documentElement.scrollWidth - document.documentElement.clientWidth"))
			.isZero();
		screenshot("phone");
	}

	@Test
	void darkIsDark() throws IOException {
		this.browser.executeCdpCommand("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", "dark"))));
		assertThat(this.browser.findElement(By.tagName("body")).getCssValue("background-color")).contains("20, 24, 22");
		screenshot("dark");
		this.browser.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of()));
	}

	private void generate(String prompt) {
		this.browser.findElement(By.id("prompt")).sendKeys(prompt);
		this.browser.findElement(By.id("generate")).click();
	}

	private String text(String selector) {
		return this.browser.findElement(By.cssSelector(selector)).getText();
	}

	private Object script(String script, Object... arguments) {
		return ((JavascriptExecutor) this.browser).executeScript(script, arguments);
	}

	private List<String> problemsInConsole() {
		return this.browser.manage().logs().get("browser").getAll().stream().map(String::valueOf).toList();
	}

	private void screenshot(String name) throws IOException {
		Files.write(SCREENSHOTS.resolve(name + ".png"), this.browser.getScreenshotAs(OutputType.BYTES));
	}

}
