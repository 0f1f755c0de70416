package ai.flora.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import ai.flora.spring.boot.test.FakeFlora;
import ai.flora.spring.boot.test.FakeRun;
import ai.flora.spring.boot.test.FloraOperation;
import ai.flora.spring.boot.test.StartRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
		StartRequest order = fake.startedRuns().get(0).order().orElseThrow();
		assertThat(order.model()).isEqualTo("t2i-flux-2-pro");
		assertThat(order.params()).containsOnly(Map.entry("aspect_ratio", "9:16"));
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
		Path file = Files.write(directory.resolve("harbour.png"), Base64.getDecoder().decode(PNG));
		this.browser.choose("model", "i2i-flux-kontext");
		this.browser.await(() -> this.browser.find("#picture").isDisplayed());
		this.browser.find("#picture").sendKeys(file.toString());
		this.browser.await(() -> this.browser.text("#picture-note").equals("Uploaded."));
		this.browser.generate("The same at night");
		this.browser.awaitCard("The same at night", "completed");
		assertThat(fake.startedRuns().get(0).order().orElseThrow().params()).containsKey("image_url");
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

}
