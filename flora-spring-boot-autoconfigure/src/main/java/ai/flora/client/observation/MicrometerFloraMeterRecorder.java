package ai.flora.client.observation;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntSupplier;

import ai.flora.client.Run;
import ai.flora.client.RunStatus;
import ai.flora.client.observation.FloraObservationDocumentation.LowCardinalityKeyNames;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the meters {@code flora.client.retries}, {@code flora.starts.unconfirmed},
 * {@code flora.runs}, {@code flora.runs.cost} (in US dollars), {@code flora.runs.notice},
 * {@code flora.runs.followed} and {@code flora.webhook.deliveries}; to be made once for
 * all clients of a registry. Thread-safe.
 *
 * @since 0.1.0
 * @see <a href="https://developer.flora.ai/guides/generations/">FLORA: Generations</a>
 */
public class MicrometerFloraMeterRecorder implements FloraMeterRecorder {

	/**
	 * Reasons of failed runs that FLORA documents. Anything else becomes {@code other}: a
	 * registry must not grow with what a server sends.
	 */
	private static final Set<String> KNOWN_ERROR_CODES = Set.of("model_timeout", "internal_error", "safety_blocked",
			"input_unreachable", "provider_error", "GENERATION_PROVIDER_TIMEOUT", "GPU_PROVIDER_ERROR",
			"GENERATION_GENERIC_ERROR", "SERVER_ERROR", "GENERATION_PREGENERATION_FAILED",
			"GENERATION_POSTGENERATION_FAILED", "GENERATION_MAP_AFTER_REQUEST_FAILED", "GENERATION_FAILED_TO_START",
			"GENERATION_FAILED_TO_UPLOAD", "GENERATION_FAILED_TO_UPDATE", "GENERATION_FAILED_TO_GET",
			"GENERATION_DOWNSTREAM_SERVICE_ERROR", "GENERATION_INVALID_PROVIDER_RESPONSE", "GENERATION_NO_RESULT",
			"GENERATION_MODAL_POLL_ERROR", "GENERATION_PROVIDER_FAILED_TO_GET_STATUS", "GENERATION_QUEUE_TOO_LARGE",
			"GENERATION_QUEUE_NOT_MOVING", "GENERATION_CIRCUIT_BREAKER_OPEN", "AUDIO_GENERATION_ERROR",
			"GENERATION_PROMPT_MODERATED", "LLM_REFUSAL", "GENERATION_INPUT_VALIDATION",
			"GENERATION_MAP_BEFORE_REQUEST_FAILED", "GENERATION_INVALID_PARAMS", "GENERATION_INVALID_URL",
			"GENERATION_ENDPOINT_NOT_FOUND", "GENERATION_PROVIDER_NOT_SUPPORTED", "BILLING_NOT_ENOUGH_CREDITS",
			"BILLING_WOULD_EXCEED_LIMIT", "BILLING_CREDITS_LIMIT_EXCEEDED", "BILLING_FAILED_TO_RESERVE_CREDITS",
			"GENERATION_NOT_PAID", "GENERATION_CANCELLED");

	private final List<IntSupplier> followed = new CopyOnWriteArrayList<>();

	private @Nullable Gauge gauge;

	private final MeterRegistry registry;

	private final MeterProvider<Counter> retries;

	private final MeterProvider<Counter> unconfirmedStarts;

	private final MeterProvider<Timer> runs;

	private final MeterProvider<DistributionSummary> costs;

	private final MeterProvider<Timer> notices;

	private final MeterProvider<Timer> deliveries;

	/**
	 * Creates a recorder.
	 * @param registry registry of the meters
	 */
	public MicrometerFloraMeterRecorder(MeterRegistry registry) {
		this.registry = registry;
		this.retries = Counter.builder("flora.client.retries")
			.description("Attempts beyond the first of calls to FLORA")
			.withRegistry(registry);
		this.unconfirmedStarts = Counter.builder("flora.starts.unconfirmed")
			.description("Starts that ended without knowing whether FLORA accepted them")
			.withRegistry(registry);
		this.runs = Timer.builder("flora.runs")
			.description("Duration of followed runs by FLORA's own timestamps")
			.withRegistry(registry);
		this.costs = DistributionSummary.builder("flora.runs.cost")
			.description("Cost of followed runs")
			.baseUnit("USD")
			.withRegistry(registry);
		this.notices = Timer.builder("flora.runs.notice")
			.description("Time between the end of a run and the application knowing it")
			.withRegistry(registry);
		this.deliveries = Timer.builder("flora.webhook.deliveries")
			.description("Webhook deliveries, from their arrival to their answer")
			.withRegistry(registry);
	}

	@Override
	public void retrying(String operation, String reason) {
		this.retries.withTags(Tags.of(LowCardinalityKeyNames.OPERATION.asString(), operation, "reason", reason))
			.increment();
	}

	@Override
	public void startUnconfirmed(String operation) {
		this.unconfirmedStarts.withTags(Tags.of(LowCardinalityKeyNames.OPERATION.asString(), operation)).increment();
	}

	/** Several clients share one gauge. */
	@Override
	public synchronized void following(IntSupplier followed) {
		this.followed.add(followed);
		this.gauge = Gauge
			.builder("flora.runs.followed", this.followed, (all) -> all.stream().mapToInt(IntSupplier::getAsInt).sum())
			.description("Runs that are being followed")
			.strongReference(true)
			.register(this.registry);
	}

	/**
	 * The registry may outlive the client, and even the application: a gauge that nobody
	 * feeds would keep the next recorder from having one.
	 */
	@Override
	public synchronized void closed(IntSupplier followed) {
		this.followed.remove(followed);
		Gauge gauge = this.gauge;
		if (gauge != null && this.followed.isEmpty()) {
			this.registry.remove(gauge);
		}
	}

	@Override
	public void ended(Run run, @Nullable String model, @Nullable Duration took) {
		if (took != null) {
			this.runs.withTags(tags(run, model).and("error.code", errorCode(run))).record(took);
		}
	}

	@Override
	public void charged(Run run, @Nullable String model, BigDecimal cost) {
		this.costs.withTags(tags(run, model)).record(cost.doubleValue());
	}

	@Override
	public void noticed(Duration delay, String by) {
		this.notices.withTags(Tags.of("by", by)).record(delay);
	}

	@Override
	public void delivered(String event, String outcome, Duration took) {
		this.deliveries.withTags(Tags.of("event", event, "outcome", outcome)).record(took);
	}

	private static Tags tags(Run run, @Nullable String model) {
		return Tags.of("model", (model != null) ? model : "unknown", "outcome",
				run.status().name().toLowerCase(Locale.ROOT));
	}

	private static String errorCode(Run run) {
		String code = run.errorCode();
		if (code == null || code.isEmpty() || run.status() != RunStatus.FAILED) {
			return "none";
		}
		return KNOWN_ERROR_CODES.contains(code) ? code : "other";
	}

}
