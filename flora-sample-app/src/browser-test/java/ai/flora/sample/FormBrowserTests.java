package ai.flora.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import ai.flora.spring.boot.test.FakeFlora;
import ai.flora.spring.boot.test.FakeRun;
import ai.flora.spring.boot.test.FloraOperation;
import ai.flora.spring.boot.test.StartRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The form: a prompt, a model by its price, its parameters, a picture to begin with.
 */
class FormBrowserTests extends PageInBrowser {

	private static final String PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=";

	@Test
	void modelIsChosenByItsPriceAndTheRunCostsWhatWasPaid(FakeFlora fake) {
		fake.nextRun().completesWith(FakeRun.text("Done"));
		this.browser.choose("model", "t2i-flux-2-pro");
		assertThat(this.browser.text("#model option:checked")).contains("FLUX.2 Pro", " s, $");
		this.browser.await(() -> this.browser.text("#estimate").startsWith("About $"));
		assertThat(this.browser.find("#picture-field").isDisplayed()).isFalse();
		this.browser.choose("param-aspect_ratio", "9:16");
		this.browser.generate("A harbour at dusk");
		WebElement card = this.browser.awaitCard("A harbour at dusk", "completed");
		assertThat(card.getText()).contains("FLUX.2 Pro", "$0.036");
		StartRequest request = fake.startedRuns().get(0).request().orElseThrow();
		assertThat(request.model()).isEqualTo("t2i-flux-2-pro");
		assertThat(request.params()).containsOnly(Map.entry("aspect_ratio", "9:16"));
		assertThat(this.browser.problemsInConsole()).isEmpty();
	}

	@Test
	void priceThatIsNotListedIsNotZero() {
		this.browser.type("video");
		this.browser.choose("model", "i2v-gemini-omni");
		assertThat(this.browser.text("#model option:checked")).contains("price not listed").doesNotContain("$0");
		this.browser.await(() -> !this.browser.text("#estimate").isEmpty());
		assertThat(this.browser.text("#estimate")).doesNotContain("$0.00");
	}

	@Test
	void runBeginsWithAPictureOfTheVisitors(FakeFlora fake, @TempDir Path directory) throws IOException {
		fake.nextRun().takes(Duration.ofSeconds(1));
		Path file = Files.write(directory.resolve("harbour.png"), Base64.getDecoder().decode(PNG));
		this.browser.choose("model", "i2i-flux-kontext");
		this.browser.await(() -> this.browser.find("#picture").isDisplayed());
		this.browser.find("#picture").sendKeys(file.toString());
		this.browser.await(() -> this.browser.text("#picture-note").equals("Uploaded."));
		this.browser.generate("The same at night");
		this.browser.awaitCard("The same at night", "completed");
		assertThat(fake.startedRuns().get(0).request().orElseThrow().params()).containsKey("image_url");
		assertThat(this.browser.problemsInConsole()).isEmpty();
	}

	@Test
	void problemWithTheFormIsShownThere(FakeFlora fake) {
		fake.next(FloraOperation.CREATE).status(400, "input_validation_error", List.of("model: is not known"));
		this.browser.generate("A harbour");
		this.browser.await(() -> this.browser.find("#problem").isDisplayed());
		assertThat(this.browser.text("#problem")).contains("FLORA refused this request", "model is not known");
		assertThat(this.browser.find("#problem").getAriaRole()).isEqualTo("alert");
		this.browser.await(() -> this.browser.cards("A harbour").isEmpty());
		this.browser.generate("A harbour at dusk");
		this.browser.awaitCard("A harbour at dusk", "running");
		assertThat(this.browser.find("#problem").isDisplayed()).isFalse();
	}

	@Test
	void promptThatIsTooLongIsNotCut(FakeFlora fake) {
		WebElement prompt = this.browser.find("#prompt");
		this.browser.script("arguments[0].focus(); document.execCommand('insertText', false, 'x'.repeat(4100))", prompt);
		this.browser.find("#generate").click();
		assertThat(this.browser.text("#count")).isEqualTo("4100 characters: 100 too many, for 4000 is the limit.");
		assertThat(prompt.getDomProperty("value")).hasSize(4100);
		assertThat(fake.requests(FloraOperation.CREATE)).isEmpty();
	}

	@Test
	void nothingIsStartedWhileItsPictureIsOnTheWay(FakeFlora fake, @TempDir Path directory) throws IOException {
		fake.nextRun().takes(Duration.ofSeconds(1));
		this.browser.script("""
				const online = window.fetch;
				const released = new Promise((release) => window.release = release);
				window.fetch = async (url, options) => {
					if (url === '/api/pictures') {
						await released;
					}
					return online(url, options);
				};""");
		choosePicture(directory);
		this.browser.await(() -> this.browser.text("#picture-note").equals("Uploading …"));
		this.browser.find("#prompt").sendKeys("The same at night", Keys.chord(Keys.CONTROL, Keys.ENTER));
		this.browser.script("release()");
		this.browser.await(() -> this.browser.text("#picture-note").equals("Uploaded."));
		assertThat(this.browser.find("#problem").isDisplayed()).isFalse();
		assertThat(fake.requests(FloraOperation.CREATE)).isEmpty();
		this.browser.find("#prompt").sendKeys(Keys.chord(Keys.CONTROL, Keys.ENTER));
		this.browser.awaitCard("The same at night", "completed");
		assertThat(fake.startedRuns().get(0).request().orElseThrow().params()).containsKey("image_url");
	}

	@Test
	void pictureThatIsNotSentIsNotShown(FakeFlora fake, @TempDir Path directory) throws IOException {
		fake.nextRun().failsWith("GENERATION_PROMPT_MODERATED", "No.");
		this.browser.generate("A harbour");
		WebElement card = this.browser.awaitCard("A harbour", "failed");
		choosePicture(directory);
		this.browser.await(() -> this.browser.text("#picture-note").equals("Uploaded."));
		this.browser.press(card, "Change");
		this.browser.choose("model", "i2i-flux-kontext");
		this.browser.await(() -> this.browser.find("#picture").isDisplayed());
		assertThat(this.browser.find("#picture").getDomProperty("value")).isEmpty();
		assertThat(this.browser.find("#picture-note").isDisplayed()).isFalse();
	}

	@Test
	void lastOfTwoPicturesIsSent(FakeFlora fake, @TempDir Path directory) throws IOException {
		fake.nextRun().takes(Duration.ofSeconds(1));
		fake.next(FloraOperation.ASSETS_UPLOAD).delay(Duration.ofSeconds(4));
		choosePicture(directory);
		this.browser.await(() -> fake.requests(FloraOperation.ASSETS_UPLOAD).size() == 1);
		choosePicture(directory, "night.png");
		this.browser.await(() -> fake.assets().size() == 2 && this.browser.find("#generate").isEnabled());
		this.browser.asyncScript("setTimeout(arguments[0], 4500)");
		this.browser.generate("The same at night");
		this.browser.awaitCard("The same at night", "completed");
		assertThat(String.valueOf(fake.startedRuns().get(0).request().orElseThrow().params().get("image_url")))
			.contains(fake.assets().get(1).assetId().orElseThrow());
	}

	private void choosePicture(Path directory) throws IOException {
		choosePicture(directory, "harbour.png");
	}

	private void choosePicture(Path directory, String name) throws IOException {
		Path file = Files.write(directory.resolve(name), Base64.getDecoder().decode(PNG));
		this.browser.choose("model", "i2i-flux-kontext");
		this.browser.await(() -> this.browser.find("#picture").isDisplayed());
		this.browser.find("#picture").sendKeys(file.toString());
	}

	@Test
	void formIsTheSameAfterAReload() {
		this.browser.type("video");
		this.browser.choose("model", "t2v-kling-2.5");
		this.browser.find("#prompt").sendKeys("Waves");
		this.browser.driver().navigate().refresh();
		this.browser.await(() -> !this.browser.text("#model").isEmpty());
		String type = String.valueOf(this.browser.find("input[name=type]:checked").getDomAttribute("value"));
		this.browser.await(() -> this.browser.driver()
			.findElements(By.cssSelector("#model option[value^='" + (type.equals("video") ? "t2v" : "t2i") + "-']"))
			.size() > 0);
	}

}
