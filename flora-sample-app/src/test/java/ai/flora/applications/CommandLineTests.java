package ai.flora.applications;

import java.util.List;

import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RunHandle;
import ai.flora.spring.boot.test.FakeFlora;
import ai.flora.spring.boot.test.FakeRun;
import ai.flora.spring.boot.test.FloraOperation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A command that starts a run for each of its arguments, waits for all of them, and ends.
 */
@Tag("exhaustive")
@ExtendWith(OutputCaptureExtension.class)
class CommandLineTests {

	@Test
	void commandWaitsForWhatItHasStarted(CapturedOutput output) {
		try (FakeFlora fake = FakeFlora.start()) {
			fake.nextRun().completesWith(FakeRun.text("Dusk over the harbour"));
			fake.nextRun().completesWith(FakeRun.text("Gulls over the harbour"));
			int exitCode = SpringApplication
				.exit(new SpringApplicationBuilder(Command.class).web(WebApplicationType.NONE)
					.run("--flora.base-url=" + fake.baseUrl(), "--flora.api-key=" + fake.apiKey(),
							"--flora.project-id=prj_1", "dusk", "gulls"));
			assertThat(exitCode).isZero();
			assertThat(output).contains("dusk: Dusk over the harbour", "gulls: Gulls over the harbour")
				.doesNotContain("WARN");
			assertThat(fake).received(FloraOperation.CREATE, 2);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Command {

		@Bean
		ApplicationRunner generate(FloraGenerationsClient flora) {
			return (arguments) -> {
				List<String> prompts = arguments.getNonOptionArgs();
				// All are started before the first is waited for.
				List<RunHandle> runs = prompts.stream()
					.map((prompt) -> flora.submit(GenerationRequest.text(prompt)))
					.toList();
				for (int i = 0; i < runs.size(); i++) {
					System.out.println(prompts.get(i) + ": " + runs.get(i).await().outputs().get(0).value());
				}
			};
		}

	}

}
