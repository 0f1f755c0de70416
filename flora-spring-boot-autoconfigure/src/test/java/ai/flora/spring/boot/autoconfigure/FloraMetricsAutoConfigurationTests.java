package ai.flora.spring.boot.autoconfigure;

import java.util.Set;
import java.util.concurrent.TimeUnit;

import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.FloraNotFoundException;
import ai.flora.client.FloraServerException;
import ai.flora.client.observation.DefaultFloraRequestObservationConvention;
import ai.flora.client.observation.FloraMeterRecorder;
import ai.flora.client.observation.FloraRequestObservationConvention;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestClientObservationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class FloraMetricsAutoConfigurationTests {

	private final FloraServer server = new FloraServer();

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final ApplicationContextRunner runnerWithoutRegistry = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(FloraAutoConfiguration.class, FloraMetricsAutoConfiguration.class,
				RestClientAutoConfiguration.class, HttpClientAutoConfiguration.class,
				ImperativeHttpClientAutoConfiguration.class, RestClientObservationAutoConfiguration.class,
				ObservationAutoConfiguration.class))
		.withPropertyValues("flora.api-key=sk_test_1", "flora.base-url=" + this.server.url(),
				"flora.retry.initial-delay=1ms");

	private final ApplicationContextRunner runner = this.runnerWithoutRegistry
		.withConfiguration(
				AutoConfigurations.of(MetricsAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class))
		.withBean(MeterRegistry.class, () -> this.registry);

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void callWhenItSucceedsIsTimed() {
		this.runner.run((context) -> {
			retrieve(context);
			assertThat(this.registry.get("flora.client.requests")
				.tags("operation", "retrieve", "outcome", "SUCCESS", "status", "200", "error.code", "none")
				.timer()
				.count()).isOne();
		});
	}

	@Test
	void attemptIsTimedByBootUnderItsTemplate() {
		this.runner.run((context) -> {
			retrieve(context);
			// An exchange on a thread of its own is timed when that thread is through
			// with it.
			assertThat(this.registry.find("http.client.requests")
				.tags("uri", "/api/v1/runs/{runId}", "status", "200", "method", "GET")
				.timer()).isNotNull().extracting(Timer::count).isEqualTo(1L);
		});
	}

	@Test
	void callWhenRetriedIsOneRequestWithCountedRetries() {
		this.server.answers(503, "{\"error\":{\"code\":\"service_unavailable\",\"message\":\"x\"}}");
		this.runner.run((context) -> {
			assertThatExceptionOfType(FloraServerException.class).isThrownBy(() -> retrieve(context));
			assertThat(this.registry.get("flora.client.retries")
				.tags("operation", "retrieve", "reason", "503")
				.counter()
				.count()).isEqualTo(2);
			assertThat(this.registry.get("flora.client.requests")
				.tags("outcome", "SERVER_ERROR", "status", "503", "error.code", "service_unavailable")
				.timer()
				.count()).isOne();
			assertThat(this.registry.get("http.client.requests").tags("status", "503").timer().count()).isEqualTo(3);
		});
	}

	@Test
	void errorCodeWhenUnknownIsOther() {
		this.server.answers(404, "{\"error\":{\"code\":\"run_abc123_is_gone\",\"message\":\"x\"}}");
		this.runner.run((context) -> {
			assertThatExceptionOfType(FloraNotFoundException.class).isThrownBy(() -> retrieve(context));
			assertThat(this.registry.get("flora.client.requests").tags("error.code", "other").timer().count()).isOne();
		});
	}

	@Test
	void keysOfMetersAreOfLowCardinality() {
		this.server.answers(503, "{}");
		this.runner.run((context) -> {
			assertThatExceptionOfType(FloraServerException.class).isThrownBy(() -> retrieve(context));
			assertThat(keys("flora.client.requests")).containsExactlyInAnyOrder("operation", "outcome", "status",
					"error.code", "error");
			assertThat(keys("flora.client.retries")).containsExactlyInAnyOrder("operation", "reason");
			assertThat(this.registry.getMeters()).flatExtracting((meter) -> meter.getId().getTags())
				.extracting(Tag::getValue)
				.noneMatch((value) -> value.contains("run_abc123"));
		});
	}

	@Test
	void conventionWhenUserDefinesOneReplacesTheDefault() {
		this.runner.withBean(FloraRequestObservationConvention.class, Renamed::new).run((context) -> {
			retrieve(context);
			assertThat(this.registry.get("my.flora").timer().count()).isOne();
			assertThat(this.registry.find("flora.client.requests").timer()).isNull();
		});
	}

	@Test
	void observationWhenSwitchedOffByBootIsSilent() {
		this.runner.withPropertyValues("management.observations.enable.flora=false").run((context) -> {
			retrieve(context);
			assertThat(this.registry.find("flora.client.requests").timer()).isNull();
		});
	}

	@Test
	void runWhenFollowedToItsEndIsRecorded() {
		this.server.answers(200, """
				{"run_id":"run_abc123","status":"completed","created_at":1790000100000,"completed_at":1790000109000,
				 "charged_cost":0.02,"outputs":[{"output_id":"1","type":"text","url":"Hi"}]}""");
		this.runner.run((context) -> {
			assertThat(this.registry.get("flora.runs.followed").gauge().value()).isZero();
			context.getBean(FloraGenerationsClient.class).follow("run_abc123").await();
			assertThat(this.registry.get("flora.runs")
				.tags("model", "unknown", "outcome", "completed", "error.code", "none")
				.timer()
				.totalTime(TimeUnit.SECONDS)).isEqualTo(9);
			assertThat(this.registry.get("flora.runs.cost").tags("model", "unknown", "outcome", "completed").summary())
				.satisfies((cost) -> {
					assertThat(cost.totalAmount()).isEqualTo(0.02);
					assertThat(cost.getId().getBaseUnit()).isEqualTo("USD");
				});
		});
	}

	@Test
	void recorderWhenUserDefinesOneBacksOff() {
		this.runner.withBean("own", FloraMeterRecorder.class, () -> FloraMeterRecorder.NOOP)
			.run((context) -> assertThat(context.getBeansOfType(FloraMeterRecorder.class)).containsOnlyKeys("own"));
	}

	@Test
	void startWhenUnconfirmedIsCounted() {
		this.runner.run((context) -> {
			context.getBean(FloraMeterRecorder.class).startUnconfirmed("create");
			assertThat(this.registry.get("flora.starts.unconfirmed").tag("operation", "create").counter().count())
				.isOne();
			assertThat(keys("flora.starts.unconfirmed")).containsExactly("operation");
		});
	}

	@Test
	void recorderWhenDisabledOrWithoutRegistryIsAbsent() {
		this.runner.withPropertyValues("flora.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(FloraMeterRecorder.class));
		this.runnerWithoutRegistry.run((context) -> {
			assertThat(context).doesNotHaveBean(FloraMeterRecorder.class);
			retrieve(context);
		});
		this.runnerWithoutRegistry.withClassLoader(new FilteredClassLoader(MeterRegistry.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(FloraMeterRecorder.class));
	}

	private Set<String> keys(String name) {
		Set<String> keys = new java.util.HashSet<>();
		this.registry.getMeters()
			.stream()
			.map(Meter::getId)
			.filter((id) -> id.getName().equals(name))
			.forEach((id) -> id.getTags().forEach((tag) -> keys.add(tag.getKey())));
		return keys;
	}

	private static void retrieve(ApplicationContext context) {
		context.getBean(FloraGenerationsClient.class).retrieve("run_abc123");
	}

	static class Renamed extends DefaultFloraRequestObservationConvention {

		@Override
		public String getName() {
			return "my.flora";
		}

	}

}
