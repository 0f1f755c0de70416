package ai.flora.sample;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;

import ai.flora.spring.boot.test.FakeFlora;
import ai.flora.spring.boot.test.FakeRun;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The pictures of the documentation, of a page that has something to show.
 */
class ScreenshotBrowserTests extends PageInBrowser {

	private static final String POEM = """
			Salt on the rail,
			a bell in the fog.
			The island arrives
			before the sun does.

			Stay for the light.
			""";

	@Test
	void pageHasSomethingToShow(FakeFlora fake) throws IOException {
		fake.nextRun().takes(Duration.ofSeconds(2)).costs("0.072");
		fake.nextRun().takes(Duration.ofSeconds(1)).costs("0.08");
		fake.nextRun().takes(Duration.ofSeconds(2)).costs("0.040");
		fake.nextRun()
			.takes(Duration.ofSeconds(1))
			.failsWith("GENERATION_PROMPT_MODERATED", "The prompt was refused by the provider.");
		fake.nextRun().takes(Duration.ofSeconds(1)).costs("0.004").completesWith(FakeRun.text(POEM));
		fake.nextRun().takes(Duration.ofSeconds(5)).costs("0.253");
		fake.nextRun().takes(Duration.ofSeconds(2)).costs("0.036");
		fake.nextRun().isEstimatedAt(Duration.ofSeconds(25)).neverEnds();
		start("image", "t2i-nano-banana-2", "Terraced hills in the early light");
		start("audio", "t2a-eleven-music", "A slow tune on a kalimba");
		start("image", "t2i-flux-2-pro", "A cold morning in the mountains");
		start("image", "t2i-flux-2-pro", "A portrait of a well-known singer");
		start("text", "t2t-gpt-5-mini", "Six lines for a travel poster");
		start("video", "t2v-kling-2.5", "Waves at dusk, seen from the pier");
		start("image", "t2i-nano-banana-2", "The last ferry under a full moon");
		start("image", "t2i-flux-2-pro", "A lighthouse in the mist, in ink");
		this.browser.awaitCard("Waves at dusk, seen from the pier", "completed");
		this.browser.await(() -> ((Number) this.browser.script("""
				return [...document.querySelectorAll('.card img')].filter((image) => image.naturalWidth === 640).length"""))
			.intValue() == 3);
		this.browser.await(() -> ((Number) this.browser.script("return document.querySelector('video').readyState"))
			.intValue() >= 2);
		this.browser.await(() -> this.browser.text(".doing").startsWith("9 s of some"));
		this.browser.script("document.activeElement.blur()");
		assertThat(this.browser.text("#spent")).startsWith("Spent at least $0.4");
		this.browser.cdp("Emulation.setScrollbarsHidden", Map.of("hidden", true));
		this.browser.size(1280, 866);
		this.browser.screenshot("sample-app");
		this.browser.media(Map.of("prefers-color-scheme", "dark"));
		this.browser.screenshot("sample-app-dark");
		this.browser.media(Map.of());
		this.browser.size(390, 844);
		this.browser.script("document.getElementById('gallery').scrollIntoView()");
		this.browser.screenshot("sample-app-phone");
		this.browser.size(1280, 866);
		this.browser.card("A cold morning in the mountains").findElement(By.className("thumbnail")).click();
		this.browser.screenshot("sample-app-viewer");
		this.browser.cdp("Emulation.setScrollbarsHidden", Map.of("hidden", false));
	}

	private void start(String type, String model, String prompt) {
		this.browser.type(type);
		this.browser.choose("model", model);
		this.browser.generate(prompt);
		this.browser.await(() -> !this.browser.cards(prompt).isEmpty());
	}

}
