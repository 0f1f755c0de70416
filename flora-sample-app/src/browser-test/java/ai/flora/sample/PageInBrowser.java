package ai.flora.sample;

import java.nio.file.Path;

import ai.flora.spring.boot.test.WithFakeFlora;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * Tests of the page in a real browser. Each begins with an empty gallery.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "flora.retry.max-attempts=1", "sample.heartbeat=100ms", "sample.late-costs=500ms" })
@WithFakeFlora(realTime = true)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PageInBrowser {

	Browser browser;

	@Autowired
	Gallery gallery;

	@LocalServerPort
	int port;

	@BeforeAll
	void startBrowser(@TempDir Path profile) {
		this.browser = new Browser(profile);
	}

	@AfterAll
	void stopBrowser() {
		this.browser.close();
	}

	@BeforeEach
	void open() {
		this.gallery.clear();
		this.browser.open(url());
	}

	String url() {
		return "http://localhost:" + this.port + "/";
	}

}
