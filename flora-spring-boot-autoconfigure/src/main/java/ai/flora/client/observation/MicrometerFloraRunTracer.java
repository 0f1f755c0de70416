package ai.flora.client.observation;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import ai.flora.client.Run;
import ai.flora.client.RunFailure;
import ai.flora.client.observation.FloraObservationDocumentation.RunSpanEvents;
import ai.flora.client.observation.FloraObservationDocumentation.RunSpanKeyNames;
import io.micrometer.tracing.Link;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import org.jspecify.annotations.Nullable;

/**
 * Makes spans {@code flora.run} by Micrometer Tracing. A span lasts from the run's
 * creation to its end. Each is in a trace of its own, and has a link to the span of the
 * run's start. Its keys are those of {@link RunSpanKeyNames}, and its events those of
 * {@link RunSpanEvents}. Thread-safe.
 * <p>
 * The times are FLORA's, as they are sent. If FLORA's clock and this machine's differ, so
 * do their spans. A run without a time of creation begins with its work, or at its end if
 * that time is missing, too. A run without a time of its end ends now. No span ends
 * before it begins.
 * <p>
 * The cost is missing if FLORA does not know it at the run's end. A refused prompt is no
 * error.
 *
 * @since 0.1.0
 */
public class MicrometerFloraRunTracer implements FloraRunTracer {

	private static final String NAME = "flora.run";

	private final Tracer tracer;

	/**
	 * Creates a tracer of runs.
	 * @param tracer makes the spans
	 */
	public MicrometerFloraRunTracer(Tracer tracer) {
		this.tracer = tracer;
	}

	@Override
	public RunSpan started(@Nullable String requestId) {
		TraceContext start = this.tracer.currentTraceContext().context();
		Link link = (start != null) ? new Link(start) : null;
		return (type, run, model, meters) -> record(builder(type, run, model, link, requestId), run, meters);
	}

	@Override
	public RunSpan followed() {
		return (type, run, model, meters) -> record(builder(type, run, model, null, null), run, meters);
	}

	private Span.Builder builder(String type, Run run, @Nullable String model, @Nullable Link start,
			@Nullable String requestId) {
		Span.Builder builder = this.tracer.spanBuilder().name(NAME).setNoParent();
		if (start != null) {
			builder.addLink(start);
		}
		builder.tag(RunSpanKeyNames.RUN_ID.asString(), run.runId());
		if (requestId != null) {
			builder.tag(RunSpanKeyNames.REQUEST_ID.asString(), requestId);
		}
		builder.tag(RunSpanKeyNames.TYPE.asString(), type)
			.tag(RunSpanKeyNames.MODEL.asString(), Objects.requireNonNullElse(model, "unknown"))
			.tag(RunSpanKeyNames.OUTCOME.asString(), MicrometerFloraMeterRecorder.outcome(run))
			.tag(RunSpanKeyNames.ERROR_CODE.asString(), Objects.requireNonNullElse(run.errorCode(), "none"));
		BigDecimal cost = run.chargedCost();
		if (cost != null) {
			builder.tag(RunSpanKeyNames.COST.asString(), cost.doubleValue());
		}
		return builder;
	}

	@SuppressWarnings("try") // the scope is not used, only closed
	private void record(Span.Builder builder, Run run, Runnable meters) {
		Instant end = Objects.requireNonNullElseGet(run.completedAt(), Instant::now);
		Instant begin = begin(run, end);
		Span span = start(builder.startTimestamp(micros(begin), TimeUnit.MICROSECONDS));
		try (Tracer.SpanInScope scope = this.tracer.withSpan(span)) {
			event(span, RunSpanEvents.CREATED, run.createdAt());
			event(span, RunSpanEvents.STARTED, run.startedAt());
			event(span, RunSpanEvents.COMPLETED, run.completedAt());
			RunFailure failure = run.failure();
			if (failure != null && !failure.moderated()) {
				span.error(new RunFailedException(failure.code()));
			}
			meters.run();
		}
		finally {
			span.end(micros(end.isBefore(begin) ? begin : end), TimeUnit.MICROSECONDS);
		}
	}

	/** Brave has no "no parent": it takes whatever is current. */
	@SuppressWarnings("try") // the scope is not used, only closed
	private Span start(Span.Builder builder) {
		try (Tracer.SpanInScope nothing = this.tracer.withSpan(null)) {
			return builder.start();
		}
	}

	private static Instant begin(Run run, Instant end) {
		if (run.createdAt() != null) {
			return run.createdAt();
		}
		return (run.startedAt() != null) ? run.startedAt() : end;
	}

	private static void event(Span span, RunSpanEvents event, @Nullable Instant time) {
		if (time != null) {
			span.event(event.getValue(), micros(time), TimeUnit.MICROSECONDS);
		}
	}

	/**
	 * Returns the largest or smallest number if there are too many microseconds.
	 */
	private static long micros(Instant time) {
		return TimeUnit.MICROSECONDS.convert(Duration.between(Instant.EPOCH, time));
	}

	/**
	 * Marks a span as failed. It has neither FLORA's message, which may quote the prompt,
	 * nor a stack trace, which tells nothing of the run.
	 */
	private static final class RunFailedException extends RuntimeException {

		RunFailedException(@Nullable String code) {
			super((code != null) ? code : "The run failed", null, false, false);
		}

	}

}
