package ai.flora.sample;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.Keys;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * Chromium and its driver as the operating system has them, and the words of tests for
 * what a visitor does and sees.
 */
final class Browser implements AutoCloseable {

	private static final Path SCREENSHOTS = Path.of("target", "screenshots");

	private final ChromeDriver driver;

	private final WebDriverWait waiting;

	Browser(Path profile) {
		ChromeOptions options = new ChromeOptions();
		options.setBinary("/usr/bin/chromium");
		options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
				"--disable-background-networking", "--disable-component-update", "--disable-sync",
				"--user-data-dir=" + profile);
		options.setCapability("goog:loggingPrefs", Map.of("browser", "ALL"));
		ChromeDriverService service = new ChromeDriverService.Builder()
			.usingDriverExecutable(new File("/usr/bin/chromedriver"))
			.build();
		this.driver = new ChromeDriver(service, options);
		// Selenium looks twice a second by default, which adds up over all waits.
		this.waiting = new WebDriverWait(this.driver, Duration.ofMinutes(1), Duration.ofMillis(50));
		this.waiting.ignoring(StaleElementReferenceException.class, NoSuchElementException.class);
	}

	ChromeDriver driver() {
		return this.driver;
	}

	/** The page, in a size, as it is without any emulation. */
	void open(String url) {
		problemsInConsole();
		size(1200, 900);
		media(Map.of());
		this.driver.get(url);
		await(() -> "complete".equals(script("return document.readyState")) && !text("#model").isEmpty());
	}

	void size(int width, int height) {
		cdp("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
	}

	/** Such as {@code prefers-color-scheme} and {@code dark}. */
	void media(Map<String, String> features) {
		cdp("Emulation.setEmulatedMedia",
				Map.of("features",
						features.entrySet()
							.stream()
							.map((feature) -> Map.of("name", feature.getKey(), "value", feature.getValue()))
							.toList()));
	}

	Map<String, Object> cdp(String command, Map<String, Object> parameters) {
		return this.driver.executeCdpCommand(command, parameters);
	}

	void type(String type) {
		script("document.querySelector('input[value=' + arguments[0] + ']').click()", type);
	}

	void choose(String select, String value) {
		await(() -> !this.driver.findElements(By.cssSelector("#" + select + " option[value='" + value + "']"))
			.isEmpty());
		script("""
				const select = document.getElementById(arguments[0]);
				select.value = arguments[1];
				for (const event of ['input', 'change']) {
					select.dispatchEvent(new Event(event, { bubbles: true }));
				}""", select, value);
	}

	void generate(String prompt) {
		WebElement field = find("#prompt");
		field.sendKeys(Keys.chord(Keys.CONTROL, "a"), prompt);
		find("#generate").click();
	}

	/** The newest card with this prompt. */
	WebElement card(String prompt) {
		List<WebElement> cards = cards(prompt);
		if (cards.isEmpty()) {
			throw new NoSuchElementException("No card is of: " + prompt);
		}
		return cards.get(0);
	}

	/** In one step, for a card may go at any moment. */
	@SuppressWarnings("unchecked")
	List<WebElement> cards(String prompt) {
		return (List<WebElement>) script("""
				return [...document.querySelectorAll(".card")]
					.filter((card) => card.querySelector(".prompt").textContent === arguments[0]);""", prompt);
	}

	WebElement awaitCard(String prompt, String state) {
		await(() -> state.equals(card(prompt).getDomAttribute("data-state")));
		return card(prompt);
	}

	void press(WebElement card, String action) {
		action(card, action).click();
	}

	WebElement action(WebElement card, String action) {
		return card.findElements(By.cssSelector(".actions > *"))
			.stream()
			.filter((button) -> button.getText().equals(action))
			.findFirst()
			.orElseThrow(() -> new NoSuchElementException("There is no " + action + " on: " + card.getText()));
	}

	List<String> actions(WebElement card) {
		return card.findElements(By.cssSelector(".actions > *")).stream().map(WebElement::getText).toList();
	}

	WebElement find(String selector) {
		return this.driver.findElement(By.cssSelector(selector));
	}

	String text(String selector) {
		return find(selector).getText();
	}

	WebElement focused() {
		return this.driver.switchTo().activeElement();
	}

	void keys(CharSequence... keys) {
		focused().sendKeys(keys);
	}

	Object script(String script, Object... arguments) {
		return ((JavascriptExecutor) this.driver).executeScript(script, arguments);
	}

	Object asyncScript(String script, Object... arguments) {
		return ((JavascriptExecutor) this.driver).executeAsyncScript(script, arguments);
	}

	void await(Supplier<Boolean> condition) {
		this.waiting.until((same) -> condition.get());
	}

	List<String> problemsInConsole() {
		return this.driver.manage().logs().get("browser").getAll().stream().map(String::valueOf).toList();
	}

	void screenshot(String name) throws IOException {
		Files.createDirectories(SCREENSHOTS);
		Files.write(SCREENSHOTS.resolve(name + ".png"), this.driver.getScreenshotAs(OutputType.BYTES));
	}

	@Override
	public void close() {
		this.driver.quit();
	}

}
