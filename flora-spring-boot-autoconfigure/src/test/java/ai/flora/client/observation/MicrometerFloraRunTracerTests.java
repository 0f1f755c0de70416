package ai.flora.client.observation;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import ai.flora.client.Run;
import ai.flora.client.RunStatus;
import ai.flora.client.observation.FloraRunTracer.RunSpan;
import brave.Tracing;
import brave.handler.MutableSpan;
import brave.handler.SpanHandler;
import brave.propagation.ThreadLocalCurrentTraceContext;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.brave.bridge.BraveCurrentTraceContext;
import io.micrometer.tracing.brave.bridge.BraveTracer;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MicrometerFloraRunTracer}, on OpenTelemetry and on Brave.
 */
@SuppressWarnings("try") // scopes are not used, only closed
class MicrometerFloraRunTracerTests {

	private static final Instant CREATED = Instant.parse("2026-11-28T10:00:00.250Z");

	private static final Instant STARTED = CREATED.plusSeconds(3);

	private static final Instant COMPLETED = CREATED.plusSeconds(40);

	private static final Run COMPLETED_RUN = Run.builder()
		.runId("run_1")
		.status(RunStatus.COMPLETED)
		.createdAt(CREATED)
		.startedAt(STARTED)
		.completedAt(COMPLETED)
		.chargedCost(new BigDecimal("0.042"))
		.build();

	private static final Runnable NO_METERS = () -> {
	};

	private final InMemorySpanExporter exporter = InMemorySpanExporter.create();

	private final SdkTracerProvider provider = SdkTracerProvider.builder()
		.addSpanProcessor(SimpleSpanProcessor.create(this.exporter))
		.build();

	private final Tracer tracer = new OtelTracer(this.provider.get("flora"), new OtelCurrentTraceContext(), (event) -> {
	});

	private final FloraRunTracer runs = new MicrometerFloraRunTracer(this.tracer);

	@AfterEach
	void shutDown() {
		this.provider.close();
	}

	@Test
	void spanCoversTheRunsOwnTimes() {
		SpanData span = spanOf(COMPLETED_RUN);
		assertThat(span.getName()).isEqualTo("flora.run");
		assertThat(Duration.ofNanos(span.getStartEpochNanos())).isEqualTo(sinceEpoch(CREATED));
		assertThat(Duration.ofNanos(span.getEndEpochNanos())).isEqualTo(sinceEpoch(COMPLETED));
		assertThat(span.getEvents())
			.extracting((event) -> event.getName() + " " + Duration.ofNanos(event.getEpochNanos()).toMillis())
			.containsExactly("created " + CREATED.toEpochMilli(), "started " + STARTED.toEpochMilli(),
					"completed " + COMPLETED.toEpochMilli());
		assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.OK);
	}

	@Test
	void spanSaysWhatRanAndWhatItCost() {
		this.runs.started("req_7").ended("generation", COMPLETED_RUN, "t2i-1", NO_METERS);
		SpanData span = onlySpan();
		assertThat(span.getAttributes().size()).isEqualTo(7);
		assertThat(attribute(span, "flora.run.id")).isEqualTo("run_1");
		assertThat(attribute(span, "flora.request.id")).isEqualTo("req_7");
		assertThat(attribute(span, "type")).isEqualTo("generation");
		assertThat(attribute(span, "model")).isEqualTo("t2i-1");
		assertThat(attribute(span, "outcome")).isEqualTo("completed");
		assertThat(attribute(span, "error.code")).isEqualTo("none");
		assertThat(span.getAttributes().get(AttributeKey.doubleKey("flora.run.cost"))).isEqualTo(0.042);
	}

	@Test
	void spanIsLinkedToThatOfTheStartInATraceOfItsOwn() {
		Span start = this.tracer.nextSpan().name("start").start();
		RunSpan span;
		try (Tracer.SpanInScope scope = this.tracer.withSpan(start)) {
			span = this.runs.started(null);
		}
		start.end();
		this.exporter.reset();
		Span other = this.tracer.nextSpan().name("whatever the thread does").start();
		try (Tracer.SpanInScope scope = this.tracer.withSpan(other)) {
			span.ended("generation", COMPLETED_RUN, null, NO_METERS);
		}
		SpanData made = onlySpan();
		assertThat(made.getLinks()).singleElement().satisfies((link) -> {
			assertThat(link.getSpanContext().getTraceId()).isEqualTo(start.context().traceId());
			assertThat(link.getSpanContext().getSpanId()).isEqualTo(start.context().spanId());
		});
		assertThat(made.getParentSpanId()).isEqualTo(SpanId.getInvalid());
		assertThat(made.getTraceId()).isNotEqualTo(start.context().traceId()).isNotEqualTo(other.context().traceId());
		assertThat(attribute(made, "model")).isEqualTo("unknown");
		assertThat(attribute(made, "flora.request.id")).isNull();
	}

	@Test
	void spanHasNoLinkIfNothingWasGoingOnAtTheStart() {
		this.runs.started("req_7").ended("generation", COMPLETED_RUN, null, NO_METERS);
		assertThat(onlySpan().getLinks()).isEmpty();
	}

	@Test
	void nothingIsOpenWhileTheRunGoesOn() {
		List<String> begun = new ArrayList<>();
		RunSpan span = this.runs.started("req_7");
		assertThat(this.tracer.currentSpan()).isNull();
		assertThat(this.exporter.getFinishedSpanItems()).isEmpty();
		span.ended("generation", COMPLETED_RUN, null,
				() -> begun.add(this.tracer.currentTraceContext().context().spanId()));
		assertThat(begun).containsExactly(onlySpan().getSpanId());
		assertThat(this.tracer.currentSpan()).isNull();
	}

	@Test
	void failedRunIsAnErrorThatQuotesNoMessage() {
		SpanData span = spanOf(COMPLETED_RUN.toBuilder()
			.status(RunStatus.FAILED)
			.chargedCost(null)
			.errorCode("MADE_UP_4711")
			.errorMessage("The prompt 'a secret' cannot be drawn")
			.build());
		assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
		assertThat(attribute(span, "outcome")).isEqualTo("failed");
		assertThat(attribute(span, "error.code")).isEqualTo("MADE_UP_4711");
		assertThat(span.getAttributes().get(AttributeKey.doubleKey("flora.run.cost"))).isNull();
		assertThat(span.toString()).contains("MADE_UP_4711").doesNotContain("secret");
	}

	@Test
	void refusedPromptIsNoError() {
		SpanData span = spanOf(COMPLETED_RUN.toBuilder()
			.status(RunStatus.FAILED)
			.errorCode("GENERATION_PROMPT_MODERATED")
			.errorMessage("The prompt was refused.")
			.build());
		assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.OK);
		assertThat(attribute(span, "outcome")).isEqualTo("moderated");
		assertThat(attribute(span, "error.code")).isEqualTo("GENERATION_PROMPT_MODERATED");
	}

	@Test
	void timesThatAreMissingAreMadeUpFor() {
		Run.Builder run = COMPLETED_RUN.toBuilder();
		SpanData withoutCreation = spanOf(run.createdAt(null).build());
		assertThat(Duration.ofNanos(withoutCreation.getStartEpochNanos())).isEqualTo(sinceEpoch(STARTED));
		assertThat(withoutCreation.getEvents()).extracting("name").containsExactly("started", "completed");
		SpanData withoutBegin = spanOf(run.startedAt(null).build());
		assertThat(withoutBegin.getStartEpochNanos()).isEqualTo(withoutBegin.getEndEpochNanos());
		assertThat(Duration.ofNanos(withoutBegin.getEndEpochNanos())).isEqualTo(sinceEpoch(COMPLETED));
		SpanData withoutAny = spanOf(run.completedAt(null).build());
		assertThat(Duration.ofNanos(System.currentTimeMillis() * 1_000_000 - withoutAny.getEndEpochNanos()))
			.isLessThan(Duration.ofMinutes(1));
		assertThat(withoutAny.getEvents()).isEmpty();
		SpanData withoutEnd = spanOf(COMPLETED_RUN.toBuilder().completedAt(null).build());
		assertThat(Duration.ofNanos(withoutEnd.getStartEpochNanos())).isEqualTo(sinceEpoch(CREATED));
	}

	@Test
	void spanOfARunThatEndedBeforeItBeganIsEmpty() {
		SpanData span = spanOf(COMPLETED_RUN.toBuilder().completedAt(CREATED.minusSeconds(5)).build());
		assertThat(Duration.ofNanos(span.getStartEpochNanos())).isEqualTo(sinceEpoch(CREATED));
		assertThat(span.getEndEpochNanos()).isEqualTo(span.getStartEpochNanos());
		SpanData ofTheFuture = spanOf(
				COMPLETED_RUN.toBuilder().createdAt(Instant.now().plusSeconds(3600)).completedAt(null).build());
		assertThat(ofTheFuture.getEndEpochNanos()).isEqualTo(ofTheFuture.getStartEpochNanos());
	}

	@Test
	void timesBeyondReasonAreNoFailure() {
		for (Instant time : List.of(Instant.MIN, Instant.MAX, Instant.EPOCH, Instant.ofEpochSecond(-1))) {
			spanOf(COMPLETED_RUN.toBuilder().createdAt(time).build());
			spanOf(COMPLETED_RUN.toBuilder().completedAt(time).build());
		}
	}

	@Test
	void tracerThatDoesNothingWritesMeters() {
		List<String> written = new ArrayList<>();
		FloraRunTracer nothing = new MicrometerFloraRunTracer(Tracer.NOOP);
		nothing.started("req_7").ended("generation", COMPLETED_RUN, null, () -> written.add("1"));
		nothing.followed().ended("generation", COMPLETED_RUN, null, () -> written.add("2"));
		FloraRunTracer.NOOP.started(null).ended("generation", COMPLETED_RUN, null, () -> written.add("3"));
		FloraRunTracer.NOOP.followed().ended("generation", COMPLETED_RUN, null, () -> written.add("4"));
		assertThat(written).containsExactly("1", "2", "3", "4");
	}

	@Test
	void braveHasTheSameSpan() {
		List<MutableSpan> spans = new ArrayList<>();
		try (Tracing tracing = Tracing.newBuilder()
			.currentTraceContext(ThreadLocalCurrentTraceContext.create())
			.addSpanHandler(new SpanHandler() {

				@Override
				public boolean end(brave.propagation.TraceContext context, MutableSpan span, Cause cause) {
					return spans.add(span);
				}

			})
			.build()) {
			Tracer brave = new BraveTracer(tracing.tracer(),
					new BraveCurrentTraceContext(tracing.currentTraceContext()));
			FloraRunTracer runs = new MicrometerFloraRunTracer(brave);
			Span start = brave.nextSpan().name("start").start();
			RunSpan span;
			try (Tracer.SpanInScope scope = brave.withSpan(start)) {
				span = runs.started("req_7");
			}
			List<String> current = new ArrayList<>();
			Span other = brave.nextSpan().name("whatever the thread does").start();
			try (Tracer.SpanInScope scope = brave.withSpan(other)) {
				span.ended("technique", COMPLETED_RUN, null, () -> current.add(brave.currentSpan().context().spanId()));
				current.add(brave.currentSpan().context().spanId());
			}
			assertThat(spans).singleElement().satisfies((made) -> {
				assertThat(made.name()).isEqualTo("flora.run");
				assertThat(made.parentId()).isNull();
				assertThat(made.traceId()).isNotEqualTo(other.context().traceId());
				assertThat(made.startTimestamp()).isEqualTo(micros(CREATED));
				assertThat(made.finishTimestamp()).isEqualTo(micros(COMPLETED));
				assertThat(made.annotations()).extracting((event) -> event.getKey() + " " + event.getValue())
					.containsExactlyInAnyOrder(micros(CREATED) + " created", micros(STARTED) + " started",
							micros(COMPLETED) + " completed");
				assertThat(made.tags()).containsEntry("flora.run.id", "run_1")
					.containsEntry("flora.request.id", "req_7")
					.containsEntry("type", "technique")
					.containsEntry("flora.run.cost", "0.042")
					.containsValue(start.context().traceId());
				assertThat(current).containsExactly(made.id(), other.context().spanId());
			});
		}
	}

	private SpanData spanOf(Run run) {
		this.exporter.reset();
		this.runs.followed().ended("generation", run, "t2i-1", NO_METERS);
		return onlySpan();
	}

	private SpanData onlySpan() {
		assertThat(this.exporter.getFinishedSpanItems()).hasSize(1);
		return this.exporter.getFinishedSpanItems().get(0);
	}

	private static @Nullable String attribute(SpanData span, String key) {
		return span.getAttributes().get(AttributeKey.stringKey(key));
	}

	private static Duration sinceEpoch(Instant time) {
		return Duration.between(Instant.EPOCH, time);
	}

	private static long micros(Instant time) {
		return TimeUnit.MILLISECONDS.toMicros(time.toEpochMilli());
	}

}
