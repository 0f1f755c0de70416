package ai.flora.client.observation;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;

import ai.flora.client.Run;
import ai.flora.client.RunFailure;
import ai.flora.client.RunStatus;
import ai.flora.client.observation.FloraObservationDocumentation.LowCardinalityKeyNames;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Writes the meters {@code flora.client.retries}, {@code flora.starts.unconfirmed},
 * {@code flora.runs}, {@code flora.runs.cost} (in US dollars), {@code flora.runs.notice},
 * {@code flora.runs.followed}, {@code flora.webhook.deliveries}, {@code flora.outputs}
 * and {@code flora.outputs.size} (in bytes). A registry needs one recorder for all
 * clients. Thread-safe.
 * <p>
 * A server cannot fill the registry or spoil a sum. Only the first 100 models have a tag
 * of their own. Costs of more than 10,000 dollars and times of more than 7 days are not
 * recorded.
 *
 * @since 0.1.0
 */
public class MicrometerFloraMeterRecorder implements FloraMeterRecorder {

	/**
	 * Codes of failed runs that have a tag of their own: those that {@link Run#failure()}
	 * knows. All others become {@code other}, so that a server cannot fill the registry.
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

	private static final Set<String> KNOWN_EVENTS = Set.of("run.completed", "run.failed", "none");

	private static final String OTHER = "other";

	private static final int MAX_MODELS = 100;

	/** The form of an identifier; other texts do not become tags. */
	private static final Pattern IDENTIFIER = Pattern.compile("[!-~]{1,64}");

	/** US dollars of one run: more is a mistake, which would stay in the sum. */
	private static final BigDecimal MAX_COST = BigDecimal.valueOf(10_000);

	/** More is a mistake, such as seconds that were taken for milliseconds. */
	private static final Duration MAX_TIME = Duration.ofDays(7);

	private static final Log logger = LogFactory.getLog(MicrometerFloraMeterRecorder.class);

	private final Set<String> models = new HashSet<>();

	private final List<IntSupplier> followed = new CopyOnWriteArrayList<>();

	private @Nullable Gauge gauge;

	private final MeterRegistry registry;

	/**
	 * Creates a recorder.
	 * @param registry registry of the meters
	 */
	public MicrometerFloraMeterRecorder(MeterRegistry registry) {
		this.registry = registry;
	}

	@Override
	public void retrying(String operation, String reason) {
		Counter.builder("flora.client.retries")
			.description("Attempts beyond the first of calls to FLORA")
			.tags(LowCardinalityKeyNames.OPERATION.asString(), operation, "reason", reason)
			.register(this.registry)
			.increment();
	}

	@Override
	public void startUnconfirmed(String operation) {
		Counter.builder("flora.starts.unconfirmed")
			.description("Starts that ended without knowing whether FLORA accepted them")
			.tag(LowCardinalityKeyNames.OPERATION.asString(), operation)
			.register(this.registry)
			.increment();
	}

	/** Several clients share one gauge. */
	@Override
	public synchronized void following(IntSupplier followed) {
		this.followed.add(followed);
		if (this.gauge == null) {
			this.gauge = Gauge
				.builder("flora.runs.followed", this.followed,
						(all) -> all.stream().mapToInt(IntSupplier::getAsInt).sum())
				.description("Runs that are being followed")
				.strongReference(true)
				.register(this.registry);
		}
	}

	/**
	 * The registry may outlive the client, and even the application. A gauge without
	 * clients would keep the next recorder from having one.
	 */
	@Override
	public synchronized void closed(IntSupplier followed) {
		this.followed.remove(followed);
		Gauge gauge = this.gauge;
		if (gauge != null && this.followed.isEmpty()) {
			this.registry.remove(gauge);
			this.gauge = null;
		}
	}

	@Override
	public void ended(String type, Run run, @Nullable String model, @Nullable Duration took) {
		if (took != null) {
			record(Timer.builder("flora.runs")
				.description("Duration of followed runs by FLORA's own timestamps")
				.tags(tags(type, run, model).and("error.code", errorCode(run))), took);
		}
	}

	@Override
	public void charged(String type, Run run, @Nullable String model, BigDecimal cost) {
		if (cost.signum() < 0 || cost.compareTo(MAX_COST) > 0) {
			String id = IDENTIFIER.matcher(run.runId()).matches() ? run.runId() : "with a strange id";
			logger.warn("The cost of the run " + id + " is not recorded: it is negative, or more than " + MAX_COST
					+ " USD");
			return;
		}
		DistributionSummary.builder("flora.runs.cost")
			.description("Cost of followed runs")
			.baseUnit("USD")
			.tags(tags(type, run, model))
			.register(this.registry)
			.record(cost.doubleValue());
	}

	@Override
	public void noticed(Duration delay, String by) {
		record(Timer.builder("flora.runs.notice")
			.description("Time between the end of a run and the application knowing it")
			.tag("by", by), delay);
	}

	@Override
	public void delivered(String event, String outcome, Duration took) {
		record(Timer.builder("flora.webhook.deliveries")
			.description("Webhook deliveries, from their arrival to their answer")
			.tags("event", oneOf(KNOWN_EVENTS, event), "outcome", outcome), took);
	}

	@Override
	public void downloaded(String type, String outcome, Duration took, long bytes) {
		Tags tags = Tags.of("type", type, "outcome", outcome);
		record(Timer.builder("flora.outputs").description("Outputs that were read or saved").tags(tags), took);
		DistributionSummary.builder("flora.outputs.size")
			.description("Bytes of outputs that were read or saved")
			.baseUnit("bytes")
			.tags(tags)
			.register(this.registry)
			.record(bytes);
	}

	private void record(Timer.Builder timer, Duration time) {
		if (time.isNegative() || time.compareTo(MAX_TIME) > 0) {
			logger.debug("A time is not recorded: it is negative, or more than " + MAX_TIME.toDays() + " days");
			return;
		}
		timer.register(this.registry).record(time);
	}

	private static String oneOf(Set<String> known, String value) {
		return known.contains(value) ? value : OTHER;
	}

	private Tags tags(String type, Run run, @Nullable String model) {
		return Tags.of("type", type, "model", model(model), "outcome", outcome(run));
	}

	/** Alerts on failures must not be about refused prompts. */
	static String outcome(Run run) {
		RunFailure failure = run.failure();
		return (failure != null && failure.moderated()) ? "moderated" : run.status().name().toLowerCase(Locale.ROOT);
	}

	/**
	 * The first models have tags of their own, for as long as the recorder lives.
	 */
	private String model(@Nullable String model) {
		if (model == null) {
			return "unknown";
		}
		if (!IDENTIFIER.matcher(model).matches()) {
			return OTHER;
		}
		synchronized (this.models) {
			boolean known = this.models.contains(model) || (this.models.size() < MAX_MODELS && this.models.add(model));
			return known ? model : OTHER;
		}
	}

	private static String errorCode(Run run) {
		String code = run.errorCode();
		if (code == null || code.isEmpty() || run.status() != RunStatus.FAILED) {
			return "none";
		}
		// The case of letters does not count, as in FailureCodes.
		String known = code.strip();
		return KNOWN_ERROR_CODES.stream().filter(known::equalsIgnoreCase).findFirst().orElse(OTHER);
	}

}
