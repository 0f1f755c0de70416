package ai.flora.spring.boot.autoconfigure;

import java.io.IOException;

import ai.flora.client.FloraException;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.FloraInsufficientCreditsException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.internal.transport.RefusedPort;
import ai.flora.client.observation.DefaultFloraRequestObservationConvention;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.mock.http.client.MockClientHttpResponse;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class FloraObservationTests {

	@RegisterExtension
	static WireMockExtension server = WireMockExtension.newInstance()
		.options(WireMockConfiguration.options().bindAddress("127.0.0.1").dynamicPort().http2PlainDisabled(true))
		.build();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(Application.class)
		.withPropertyValues("flora.api-key=sk_test_1", "flora.retry.initial-delay=1ms");

	@Test
	void callIsOneRequestWithItsAttemptsAndRetriesBesideIt() {
		server.stubFor(get("/runs/run_1").willReturn(
				aResponse().withStatus(503).withBody("{\"error\":{\"code\":\"made_up_4711\",\"message\":\"m\"}}")));
		this.runner.withPropertyValues("flora.base-url=http://127.0.0.1:" + server.getPort()).run((context) -> {
			FloraGenerationsClient client = context.getBean(FloraGenerationsClient.class);
			assertThatExceptionOfType(FloraException.class).isThrownBy(() -> client.retrieve("run_1"));
			MeterRegistry meters = context.getBean(MeterRegistry.class);
			assertThat(meters.get("flora.client.requests")
				.tags(Tags.of("operation", "retrieve", "outcome", "SERVER_ERROR", "status", "503", "error.code",
						"other", "error", "FloraServerException"))
				.timer()
				.count()).isOne();
			assertThat(
					meters.get("flora.client.retries").tags("operation", "retrieve", "reason", "503").counter().count())
				.isEqualTo(2);
			assertThat(meters.get("http.client.requests").tags("uri", "/runs/{runId}", "status", "503").timer().count())
				.isEqualTo(3);
			assertThat(meters.getMeters()).flatExtracting((meter) -> meter.getId().getTags())
				.noneMatch((tag) -> tag.getValue().contains("run_1"));
		});
	}

	@Test
	void callWhenSuccessfulHasEveryKey() {
		server.stubFor(
				get("/runs/run_1").willReturn(aResponse().withBody("{\"run_id\":\"run_1\",\"status\":\"failed\"}")));
		this.runner.withPropertyValues("flora.base-url=http://127.0.0.1:" + server.getPort()).run((context) -> {
			context.getBean(FloraGenerationsClient.class).retrieve("run_1");
			assertThat(context.getBean(MeterRegistry.class)
				.get("flora.client.requests")
				.tags("operation", "retrieve", "outcome", "SUCCESS", "status", "200", "error.code", "none")
				.timer()
				.count()).isOne();
		});
	}

	/** Spring's own meter has what comes out of the application's interceptors. */
	@Test
	void startIsMeasuredByWhatFloraRespondedBeforeAnInterceptor() {
		server.stubFor(post("/generate").willReturn(aResponse().withStatus(402)
			.withBody("{\"error\":{\"code\":\"insufficient_credits\",\"message\":\"m\"}}")));
		FloraRestClientCustomizer customizer = (builder) -> builder.requestInterceptor((request, body, execution) -> {
			execution.execute(request, body).close();
			return new MockClientHttpResponse(new byte[0], HttpStatus.OK);
		});
		this.runner
			.withPropertyValues("flora.base-url=http://127.0.0.1:" + server.getPort(), "flora.workspace-id=ws_1",
					"flora.project-id=prj_1")
			.withBean(FloraRestClientCustomizer.class, () -> customizer)
			.run((context) -> {
				FloraGenerationsClient client = context.getBean(FloraGenerationsClient.class);
				assertThatExceptionOfType(FloraInsufficientCreditsException.class)
					.isThrownBy(() -> client.create(GenerationRequest.image("A harbour")));
				MeterRegistry meters = context.getBean(MeterRegistry.class);
				assertThat(meters.get("flora.client.requests")
					.tags("operation", "create", "outcome", "CLIENT_ERROR", "status", "402")
					.timer()
					.count()).isOne();
				assertThat(meters.get("http.client.requests").timers())
					.allMatch((timer) -> "200".equals(timer.getId().getTag("status")));
			});
	}

	@Test
	void conventionOfTheApplicationReplacesOurs() throws IOException {
		try (RefusedPort refused = new RefusedPort()) {
			this.runner.withPropertyValues("flora.base-url=" + refused.url(), "flora.retry.max-attempts=1")
				.withBean(DefaultFloraRequestObservationConvention.class,
						() -> new DefaultFloraRequestObservationConvention() {

							@Override
							public String getName() {
								return "my.flora";
							}

						})
				.run((context) -> {
					FloraGenerationsClient client = context.getBean(FloraGenerationsClient.class);
					assertThatExceptionOfType(FloraException.class).isThrownBy(() -> client.retrieve("run_1"));
					MeterRegistry meters = context.getBean(MeterRegistry.class);
					assertThat(meters.get("my.flora")
						.tags("outcome", "CONNECTION_ERROR", "status", "none")
						.timer()
						.count()).isOne();
					assertThat(meters.find("flora.client.requests").timer()).isNull();
				});
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		SimpleMeterRegistry meters() {
			return new SimpleMeterRegistry();
		}

	}

}
