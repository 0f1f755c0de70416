package ai.flora.spring.boot.autoconfigure;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.FloraResponseTooLargeException;
import ai.flora.client.OutputType;
import ai.flora.client.RunOutput;
import ai.flora.client.assembly.FloraClientBuilder;
import ai.flora.client.output.FloraOutputs;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.mockito.Mockito.mock;

/**
 * Outputs as a bean of their own, and their properties.
 */
class FloraOutputsBeanTests {

	private static final RunOutput TEXT = new RunOutput("output_1", OutputType.TEXT, "A harbour");

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(FloraAutoConfiguration.class, FloraMetricsAutoConfiguration.class))
		.withPropertyValues("flora.api-key=sk_test");

	@TempDir
	private Path directory;

	@Test
	void outputsAreThoseOfTheClientAndBackOffAlone() {
		this.runner.run((context) -> assertThat(context.getBean(FloraOutputs.class))
			.isSameAs(context.getBean(FloraClient.class).outputs()));
		FloraOutputs own = mock();
		this.runner.withBean(FloraOutputs.class, () -> own).run((context) -> {
			assertThat(context.getBean(FloraOutputs.class)).isSameAs(own);
			assertThat(context).hasSingleBean(FloraGenerationsClient.class).hasSingleBean(FloraClient.class);
		});
	}

	@Test
	void defaultsAreAsDocumented() {
		this.runner.run((context) -> {
			FloraProperties.Outputs outputs = context.getBean(FloraProperties.class).getOutputs();
			assertThat(outputs.getMaxSize().toGigabytes()).isEqualTo(1);
			assertThat(outputs.getTimeout()).hasMinutes(5);
			assertThat(outputs.getProxy()).isNull();
		});
	}

	@Test
	void sizeIsBoundedByTheProperty() {
		this.runner.withPropertyValues("flora.outputs.max-size=3B")
			.run((context) -> assertThatExceptionOfType(FloraResponseTooLargeException.class)
				.isThrownBy(() -> context.getBean(FloraOutputs.class).save(TEXT, this.directory))
				.withMessageContaining("flora.outputs.max-size"));
	}

	@Test
	void metersAreWritten() {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		this.runner.withBean(SimpleMeterRegistry.class, () -> registry).run((context) -> {
			context.getBean(FloraOutputs.class).save(TEXT, this.directory);
			Timer timer = registry.get("flora.outputs").tags("type", "text", "outcome", "success").timer();
			assertThat(timer.count()).isEqualTo(1);
			DistributionSummary size = registry.get("flora.outputs.size")
				.tags("type", "text", "outcome", "success")
				.summary();
			assertThat(size.totalAmount()).isEqualTo(9);
			assertThat(size.getId().getBaseUnit()).isEqualTo("bytes");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://proxy:3128", "http://proxy", "http://user:word@proxy:3128",
			"http://proxy:3128/path", "socks://proxy:1080", "http://pro xy:3128" })
	void badProxyFailsTheStart(String proxy) {
		this.runner.withPropertyValues("flora.outputs.proxy=" + proxy)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(FloraPropertyException.class)
				.hasMessageStartingWith("flora.outputs.proxy ")
				.hasMessageNotContaining("word"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "flora.outputs.max-size=0B", "flora.outputs.timeout=0s", "flora.outputs.timeout=-1s" })
	void badValueFailsTheStart(String property) {
		this.runner.withPropertyValues(property)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageStartingWith(property.substring(0, property.indexOf('=')) + " must"));
	}

	@Test
	void builderChecksTheSame() {
		FloraClientBuilder builder = new FloraClientBuilder();
		assertThatIllegalArgumentException().isThrownBy(() -> builder.outputMaxSize(0));
		assertThatIllegalArgumentException().isThrownBy(() -> builder.outputTimeout(Duration.ZERO));
		assertThatIllegalArgumentException().isThrownBy(() -> builder.outputProxy(URI.create("proxy:3128")));
		assertThat(builder.outputProxy(URI.create("http://proxy:3128")).outputProxy(null)).isSameAs(builder);
	}

}
