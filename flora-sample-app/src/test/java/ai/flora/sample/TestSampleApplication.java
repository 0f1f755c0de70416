package ai.flora.sample;

import ai.flora.spring.boot.test.FakeFlora;
import ai.flora.spring.boot.test.FakeFloraConfiguration;
import ai.flora.spring.boot.test.FakeRun;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Starts the sample on a fake FLORA: no key, no network, no charge. It is in the test
 * tree, so that nothing fake gets into the jar.
 */
public class TestSampleApplication {

	/** A FLORA on loopback posts the ends of runs to this application, too. */
	private static final String[] FAKE = { "--flora.project-id=prj_fake0001", "--flora.webhook.enabled=true",
			"--flora.webhook.secrets=whsec_fake_0123456789abcdef",
			"--flora.webhook.callback-url=http://127.0.0.1:${server.port:8080}/flora/webhook" };

	public static void main(String[] args) {
		SpringApplication.from(SampleApplication::main)
			.with(FakeRuns.class)
			.run(StringUtils.concatenateStringArrays(FAKE, args));
	}

	/**
	 * A test configuration, so that component scanning in tests passes it by.
	 */
	@TestConfiguration(proxyBeanMethods = false)
	@Import(FakeFloraConfiguration.class)
	static class FakeRuns {

		private static final Log logger = LogFactory.getLog(TestSampleApplication.class);

		static final String SEED = """
				{
				  "created_at": 0,
				  "progress": 0,
				  "run_id": "run_abc123",
				  "status": "pending",
				  "charged_cost": 0,
				  "completed_at": 0,
				  "error_code": "provider_error",
				  "error_message": "The provider failed to complete the generation.",
				  "outputs": [
				    {"output_id": "output_1", "type": "imageUrl", "url": "https://media.flora.ai/output.png"}
				  ],
				  "poll_url": "https://example.com",
				  "started_at": 0
				}
				""";

		@Bean
		FakeRun exampleRun(FakeFlora fake) {
			fake.run("run_failed").failsWith("GENERATION_PROMPT_MODERATED", "The prompt was refused.");
			fake.run("run_text").isPending().thenIsRunning(40).thenCompletesWith(FakeRun.text("A harbour at dusk"));
			return fake.run("run_abc123").answers(SEED);
		}

		@EventListener
		void ready(ApplicationReadyEvent event) {
			Environment environment = event.getApplicationContext().getEnvironment();
			String url = "http://localhost:" + environment.getProperty("local.server.port");
			logger.info("The sample runs on a fake FLORA. Open " + url + ", " + url + "/api/runs/run_abc123, " + url
					+ "/actuator/health or " + url + "/actuator/metrics/flora.client.requests");
		}

	}

}
