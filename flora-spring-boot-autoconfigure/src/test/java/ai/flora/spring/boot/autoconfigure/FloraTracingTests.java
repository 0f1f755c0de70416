package ai.flora.spring.boot.autoconfigure;

import java.util.List;

import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.GenerationRequest;
import ai.flora.client.Run;
import ai.flora.client.StartedRun;
import ai.flora.client.observation.FloraRunTracer;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The span of a run, in an application that traces.
 */
@SuppressWarnings("try") // scopes are not used, only closed
class FloraTracingTests {

	private static final String COMPLETED = """
			{"run_id":"run_abc123","status":"completed","created_at":1790000100000,"completed_at":1790000109000,
			 "charged_cost":0.02,"outputs":[{"output_id":"1","type":"text","url":"Hi"}],"workspaces":[],
			 "estimated_seconds":0.01,"poll_url":"https://example.com"}""";

	private final FloraServer server = new FloraServer().answers(200, COMPLETED);

	private final InMemorySpanExporter exporter = InMemorySpanExporter.create();

	private final SdkTracerProvider provider = SdkTracerProvider.builder()
		.addSpanProcessor(SimpleSpanProcessor.create(this.exporter))
		.build();

	private final Tracer tracer = new OtelTracer(this.provider.get("flora"), new OtelCurrentTraceContext(), (event) -> {
	});

	private final ApplicationContextRunner untraced = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(FloraAutoConfiguration.class, RestClientAutoConfiguration.class,
				HttpClientAutoConfiguration.class, ImperativeHttpClientAutoConfiguration.class,
				ObservationAutoConfiguration.class))
		.withPropertyValues("flora.api-key=sk_test_1", "flora.base-url=" + this.server.url(), "flora.workspace-id=ws_1",
				"flora.project-id=prj_1", "flora.follow.min-interval=5ms", "flora.follow.max-interval=20ms");

	private final ApplicationContextRunner traced = this.untraced.withBean(Tracer.class, () -> this.tracer)
		.withBean(DefaultTracingObservationHandler.class, () -> new DefaultTracingObservationHandler(this.tracer));

	@AfterEach
	void stop() {
		this.server.close();
		this.provider.close();
	}

	@Test
	void runIsLinkedToTheCallThatHasStartedIt() {
		this.traced.run((context) -> {
			Span request = this.tracer.nextSpan().name("request").start();
			try (Tracer.SpanInScope scope = this.tracer.withSpan(request)) {
				context.getBean(FloraGenerationsClient.class).submit(GenerationRequest.text("Hi")).await();
			}
			request.end();
		});
		SpanData start = span("flora create");
		SpanData run = span("flora.run");
		assertThat(start.getTraceId()).isEqualTo(span("request").getTraceId());
		assertThat(run.getTraceId()).isNotEqualTo(start.getTraceId());
		assertThat(run.getLinks()).singleElement()
			.satisfies((link) -> assertThat(link.getSpanContext()).isEqualTo(start.getSpanContext()));
		assertThat(run.getEndEpochNanos() - run.getStartEpochNanos()).isEqualTo(9_000_000_000L);
		assertThat(run.getAttributes().get(AttributeKey.stringKey("flora.run.id"))).isEqualTo("run_abc123");
	}

	@Test
	void runIsLinkedToTheCallersSpanIfCallsAreNotObserved() {
		this.traced.withPropertyValues("management.observations.enable.flora=false").run((context) -> {
			Span request = this.tracer.nextSpan().name("request").start();
			try (Tracer.SpanInScope scope = this.tracer.withSpan(request)) {
				context.getBean(FloraGenerationsClient.class).submit(GenerationRequest.text("Hi")).await();
			}
			request.end();
		});
		assertThat(span("flora.run").getLinks()).singleElement()
			.satisfies((link) -> assertThat(link.getSpanContext()).isEqualTo(span("request").getSpanContext()));
	}

	@Test
	void runOfAStartIsLinkedWhoeverFollowsIt() {
		this.traced.run((context) -> {
			FloraGenerationsClient client = context.getBean(FloraGenerationsClient.class);
			StartedRun started = client.create(GenerationRequest.text("Hi"));
			Observation.createNotStarted("later", context.getBean(ObservationRegistry.class))
				.observe(() -> client.follow(started.runId()).await());
		});
		assertThat(span("flora.run").getLinks()).singleElement()
			.satisfies((link) -> assertThat(link.getSpanContext()).isEqualTo(span("flora create").getSpanContext()));
	}

	@Test
	void runThatSomebodyElseStartedHasASpanWithoutLink() {
		this.traced.run((context) -> context.getBean(FloraGenerationsClient.class).follow("run_abc123").await());
		assertThat(span("flora.run").getLinks()).isEmpty();
	}

	@Test
	void tracerOfRunsIsTheApplicationsOwnIfItHasOne() {
		this.traced.withBean(FloraRunTracer.class, () -> FloraRunTracer.NOOP)
			.run((context) -> context.getBean(FloraGenerationsClient.class).follow("run_abc123").await());
		assertThat(spans("flora.run")).isEmpty();
		assertThat(spans("flora retrieve")).isNotEmpty();
	}

	@Test
	void failingTracerOfRunsHidesNoStart() {
		this.traced.withBean(FloraRunTracer.class, FailingTracer::new).run((context) -> {
			FloraGenerationsClient client = context.getBean(FloraGenerationsClient.class);
			assertThat(client.create(GenerationRequest.text("Hi")).runId()).isEqualTo("run_abc123");
			Run run = client.submit(GenerationRequest.text("Hi")).await();
			assertThat(run.runId()).isEqualTo("run_abc123");
		});
	}

	@Test
	void withoutTracingThereIsNoSpanAndNothingElseChanges() {
		this.untraced.run((context) -> context.getBean(FloraGenerationsClient.class).follow("run_abc123").await());
		this.untraced.withClassLoader(new FilteredClassLoader("io.micrometer.tracing")).run((context) -> {
			assertThat(context).hasNotFailed();
			context.getBean(FloraGenerationsClient.class).submit(GenerationRequest.text("Hi")).await();
		});
		// Nobody says which one is meant.
		this.traced.withBean("other", Tracer.class, () -> Tracer.NOOP)
			.run((context) -> context.getBean(FloraGenerationsClient.class).follow("run_abc123").await());
		assertThat(spans("flora.run")).isEmpty();
	}

	private SpanData span(String name) {
		assertThat(spans(name)).as(name).hasSize(1);
		return spans(name).get(0);
	}

	private List<SpanData> spans(String name) {
		return this.exporter.getFinishedSpanItems().stream().filter((span) -> span.getName().equals(name)).toList();
	}

	private static final class FailingTracer implements FloraRunTracer {

		@Override
		public RunSpan started(@Nullable String requestId) {
			throw new IllegalStateException("a tracer fails");
		}

		@Override
		public RunSpan followed() {
			throw new IllegalStateException("a tracer fails");
		}

	}

}
