package ai.flora.sample;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;

import ai.flora.spring.boot.test.FakeFlora;
import ai.flora.spring.boot.test.FakeRun;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Trouble beside the runs: the page says so, where its user looks.
 */
class TroubleBrowserTests extends PageInBrowser {

	private static final String OFFLINE = """
			window.online = window.fetch;
			window.fetch = () => Promise.reject(new TypeError('offline'));""";

	@Test
	void actionThatFailsSaysSoOnItsCard(FakeFlora fake) {
		fake.nextRun().neverEnds();
		this.browser.generate("A harbour");
		WebElement card = this.browser.awaitCard("A harbour", "running");
		this.browser.script(OFFLINE);
		this.browser.press(card, "Stop waiting");
		this.browser.await(() -> card.getText().contains("The sample does not answer"));
		assertThat(card.findElement(By.className("problem")).getAriaRole()).isEqualTo("alert");
		this.browser.script("window.fetch = window.online");
		this.browser.press(card, "Stop waiting");
		assertThat(this.browser.awaitCard("A harbour", "left").getText()).doesNotContain("does not answer");
	}

	@Test
	void startFromACardThatFailsSaysSoOnTheCard(FakeFlora fake) {
		fake.nextRun().completesWith(FakeRun.text("Dusk"));
		this.browser.generate("A harbour");
		WebElement card = this.browser.awaitCard("A harbour", "completed");
		this.browser.script(OFFLINE);
		this.browser.press(card, "Again");
		this.browser.await(() -> card.getText().contains("The sample does not answer"));
		assertThat(this.browser.find("#problem").isDisplayed()).isFalse();
		assertThat(fake.startedRuns()).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Promise.reject(new TypeError('offline'))",
			"new Response('<h1>504 Gateway Time-out</h1>', { status: 504 })" })
	void startWhoseAnswerIsLostIsTheSameOneWhenItIsSentAgain(String loss, FakeFlora fake) {
		this.browser.script("""
				// Nobody is told by the gallery either, for the connection is broken.
				const hidden = (value) => Object.defineProperty(document, 'hidden', { value, configurable: true });
				hidden(true);
				document.dispatchEvent(new Event('visibilitychange'));
				window.reconnect = () => {
					hidden(false);
					document.dispatchEvent(new Event('visibilitychange'));
				};
				window.names = [];
				const online = window.fetch;
				window.fetch = async (url, options) => {
					const response = await online(url, options);
					if (url !== '/api/generations') {
						return response;
					}
					names.push(options.headers['Idempotency-Key']);
					return (names.length === 1) ? %s : response;
				};""".formatted(loss));
		this.browser.generate("A harbour");
		this.browser.await(() -> this.browser.text("#problem").contains("The sample does not answer"));
		this.browser.await(() -> {
			this.browser.find("#generate").click();
			return names().size() == 2;
		});
		this.browser.await(() -> !this.browser.find("#problem").isDisplayed());
		assertThat(names()).containsOnly(names().get(0));
		assertThat(fake.startedRuns()).hasSize(1);
		this.browser.script("reconnect()");
		this.browser.awaitCard("A harbour", "completed");
		assertThat(this.browser.cards("A harbour")).hasSize(1);
		this.browser.await(() -> {
			this.browser.find("#generate").click();
			return names().size() == 3;
		});
		assertThat(names().get(2)).as("another start, on purpose").isNotEqualTo(names().get(0));
		this.browser.await(() -> this.browser.cards("A harbour").size() == 2);
	}

	/** It may have been made before: nobody knows. */
	@Test
	void startThatIsSentAgainToASampleThatWasStartedAnewIsRefused(FakeFlora fake) {
		this.browser.await(() -> this.browser.text("#gallery-note").contains("since the sample was started"));
		this.browser.script("""
				const online = window.fetch;
				window.sent = [];
				window.fetch = async (url, options) => {
					if (url !== '/api/generations') {
						return online(url, options);
					}
					sent.push(options.headers['If-Match'] || 'none');
					if (sent.length === 1) {
						throw new TypeError('offline');
					}
					return online(url, { ...options, headers: { ...options.headers, 'If-Match': '"the one before"' } });
				};""");
		this.browser.generate("A harbour");
		this.browser.await(() -> this.browser.text("#problem").contains("The sample does not answer"));
		this.browser.await(() -> {
			this.browser.find("#generate").click();
			return this.browser.text("#problem").contains("started anew");
		});
		assertThat(this.browser.script("return sent")).asInstanceOf(InstanceOfAssertFactories.list(String.class))
			.startsWith("none", "\"" + this.gallery.name() + "\"");
		assertThat(fake.startedRuns()).isEmpty();
	}

	/** The connection comes back before anybody has tried again. */
	@Test
	void startWhoseAnswerIsLostButThatIsShownIsNotTheSameAgain(FakeFlora fake) {
		this.browser.script("""
				const online = window.fetch;
				window.fetch = async (url, options) => {
					const response = await online(url, options);
					return (url === '/api/generations') ? Promise.reject(new TypeError('offline')) : response;
				};""");
		this.browser.generate("A harbour");
		this.browser.await(() -> this.browser.text("#problem").contains("The sample does not answer"));
		this.browser.awaitCard("A harbour", "completed");
		this.browser.await(() -> {
			this.browser.find("#generate").click();
			return fake.startedRuns().size() == 2;
		});
	}

	@SuppressWarnings("unchecked")
	private List<String> names() {
		return (List<String>) this.browser.script("return names");
	}

	@Test
	void galleryOfASampleThatWasStartedAnewSaysSo(FakeFlora fake) throws IOException {
		fake.nextRun().neverEnds();
		try (HeldPort held = new HeldPort()) {
			try (ConfigurableApplicationContext sample = start(fake, held.port())) {
				String port = sample.getEnvironment().getRequiredProperty("local.server.port");
				this.browser.open("http://localhost:" + port + "/");
				this.browser.await(() -> this.browser.text("#gallery-note").contains("since the sample was started"));
				this.browser.generate("A harbour");
				WebElement card = this.browser.awaitCard("A harbour", "running");
				this.browser.script("arguments[0].focus()", this.browser.action(card, "Copy prompt"));
			}
			this.browser.await(() -> this.browser.text("#connection").contains("The sample does not answer"));
			try (ConfigurableApplicationContext sample = start(fake, held.port())) {
				assertThat(sample.getBean(Gallery.class).runs()).isEmpty();
				this.browser.await(() -> this.browser.cards("A harbour").isEmpty());
				assertThat(this.browser.text("#gallery-note")).contains("started anew", "All runs");
				assertThat(this.browser.focused().getDomAttribute("id")).isEqualTo("gallery");
				this.browser.generate("Another one");
				this.browser.awaitCard("Another one", "running");
				assertThat(this.browser.find("#connection").isDisplayed()).isFalse();
				this.browser.driver().get("about:blank");
			}
		}
	}

	private static ConfigurableApplicationContext start(FakeFlora fake, int port) {
		return SpringApplication.run(SampleApplication.class, "--server.port=" + port,
				"--flora.base-url=" + fake.baseUrl(), "--flora.api-key=" + fake.apiKey(), "--flora.project-id=prj_1");
	}

	@Test
	void promptThatIsCopiedTwiceCanBeCopiedAgain() {
		this.browser.generate("A harbour");
		WebElement card = this.browser.awaitCard("A harbour", "running");
		this.browser.press(card, "Copy prompt");
		this.browser.await(() -> this.browser.actions(card).contains("Copied"));
		this.browser.press(card, "Copied");
		this.browser.awaitCard("A harbour", "completed");
		this.browser.press(card, "Copy prompt");
		this.browser.await(() -> this.browser.actions(card).contains("Copied"));
		this.browser.press(card, "Copied");
		// Later than both of its ends.
		this.browser.asyncScript("setTimeout(arguments[0], 4500)");
		assertThat(this.browser.actions(card)).contains("Copy prompt").doesNotContain("Copied");
	}

	@Test
	void promptThatCannotBeCopiedIsNotSaidToBe() {
		this.browser.script("""
				navigator.clipboard.writeText = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
				document.execCommand = () => false;""");
		this.browser.generate("A harbour");
		WebElement card = this.browser.awaitCard("A harbour", "running");
		this.browser.press(card, "Copy prompt");
		this.browser.await(() -> this.browser.actions(card).contains("Not copied"));
		this.browser.await(() -> this.browser.actions(card).contains("Copy prompt"));
	}

	@Test
	void focusOnAPictureThatFailsGoesToItsLink(FakeFlora fake) throws IOException {
		try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			String url = "http://127.0.0.1:" + silent.getLocalPort() + "/harbour.png";
			fake.nextRun().completesWith(FakeRun.image(url));
			this.browser.generate("A harbour");
			WebElement card = this.browser.awaitCard("A harbour", "completed");
			this.browser.script("arguments[0].focus()", card.findElement(By.className("thumbnail")));
		}
		WebElement card = this.browser.card("A harbour");
		this.browser.await(() -> !card.findElements(By.cssSelector(".link a")).isEmpty());
		assertThat(this.browser.focused()).isEqualTo(card.findElement(By.cssSelector(".link a")));
	}

	@Test
	void longReasonOfAFailureDoesNotBuryTheGallery(FakeFlora fake) {
		String message = "No ".repeat(2000).strip();
		fake.nextRun().failsWith("SERVER_ERROR", message);
		this.browser.size(360, 740);
		this.browser.generate("A harbour");
		WebElement card = this.browser.awaitCard("A harbour", "failed");
		assertThat(card.getRect().getHeight()).isLessThan(740);
		assertThat(card.getText()).contains("try it again once", "SERVER_ERROR");
		card.findElement(By.className("read")).click();
		assertThat(this.browser.text("#viewer-media")).isEqualTo(message);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "hidden",
			value = { "404||hidden", "403|{\"status\":403,\"title\":\"Forbidden\"}|FLORA is unknown",
					"503|{\"status\":\"DOWN\",\"details\":{\"reason\":\"no key\"}}|FLORA is down: no key",
					"200|{\"status\":\"UP\"}|FLORA is up" })
	void healthIsWhatTheActuatorSays(int status, String body, String shown) {
		answering("/actuator/health/flora", status, (body != null) ? body : "", () -> {
			this.browser.open(url());
			if (shown == null) {
				this.browser.await(() -> !this.browser.find("#health").isDisplayed());
			}
			else {
				this.browser.await(() -> this.browser.text("#health").equals(shown));
			}
		});
	}

	@Test
	void listShowsNoQuoteAsACost() {
		String runs = """
				{"items":[
				{"run_id":"run_1","status":"running","created_at":1,"charged_cost":0.253},
				{"run_id":"run_2","status":"completed","created_at":1,"completed_at":2001,"charged_cost":0.1},
				{"run_id":"run_3","status":"completed","created_at":1,"completed_at":2001}]}""";
		answering("/api/generations", 200, runs, () -> {
			this.browser.open(url());
			this.browser.script("document.getElementById('all').open = true");
			this.browser.await(() -> this.browser.text("#runs").contains("run_3"));
			assertThat(this.browser.text("#runs").lines()).containsExactly("run_1 running", "run_2 completed 2.0 s $0.10",
					"run_3 completed 2.0 s not known");
		});
	}

	private void answering(String path, int status, String body, Runnable test) {
		Map<String, Object> script = this.browser.cdp("Page.addScriptToEvaluateOnNewDocument", Map.of("source", """
				const sent = window.fetch;
				window.fetch = (url, options) => String(url).includes('%s')
					? Promise.resolve(new Response(%s, { status: %d })) : sent(url, options);"""
			.formatted(path, "`" + body + "`", status)));
		try {
			test.run();
		}
		finally {
			this.browser.cdp("Page.removeScriptToEvaluateOnNewDocument", script);
		}
	}

}
