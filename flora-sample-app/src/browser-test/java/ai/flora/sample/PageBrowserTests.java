package ai.flora.sample;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import ai.flora.spring.boot.test.FakeFlora;
import ai.flora.spring.boot.test.FakeRun;
import ai.flora.spring.boot.test.FloraOperation;
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
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page in a real browser: Chromium and its driver as the operating system has them.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@WithFakeFlora
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageBrowserTests {

	private static final Path SCREENSHOTS = Path.of("target", "screenshots");

	private ChromeDriver browser;

	private WebDriverWait waiting;

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
		this.waiting = new WebDriverWait(this.browser, Duration.ofSeconds(20));
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
	void keyboardAloneIsEnough(FakeFlora fake) {
		fake.nextRun().completesWith(FakeRun.text("<b>not bold</b> <img src=x onerror=alert(1)>"));
		WebElement body = this.browser.findElement(By.tagName("body"));
		body.sendKeys(Keys.TAB);
		this.browser.switchTo().activeElement().sendKeys("A harbour", Keys.TAB);
		this.browser.switchTo().activeElement().sendKeys("Text", Keys.TAB);
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
