package ai.flora.client.internal.start;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import ai.flora.client.Generation;
import ai.flora.client.Page;
import ai.flora.client.RetrySettings;
import ai.flora.client.Run;
import ai.flora.client.RunStatus;
import ai.flora.client.internal.callback.StartCallbacks;
import ai.flora.client.internal.start.order.ClientDefaults;
import ai.flora.client.internal.time.VirtualTiming;
import ai.flora.client.internal.transport.FloraTransport;
import ai.flora.client.internal.transport.TestTransports;
import ai.flora.client.observation.FloraMeterRecorder;
import ai.flora.client.observation.FloraRunTracer;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.mock.http.client.MockClientHttpRequest;
import org.springframework.mock.http.client.MockClientHttpResponse;

/**
 * FLORA in virtual time and without sockets, whose answers to starts are scripted.
 */
class VirtualFlora implements ClientHttpRequestFactory {

	private static final Duration EXCHANGE = Duration.ofMillis(100);

	private static final Duration READ_TIMEOUT = Duration.ofSeconds(2);

	/** How long a start takes that outlasts the read timeout. */
	private static final Duration SLOW = Duration.ofMillis(4500);

	private final VirtualTiming time;

	private final Deque<Reply> script = new ArrayDeque<>();

	private final List<Made> runs = new ArrayList<>();

	private final Set<String> claimed = new TreeSet<>();

	final List<String> keys = new ArrayList<>();

	final List<Instant> posts = new ArrayList<>();

	Duration listLag = Duration.ZERO;

	/** Somebody else starts a run right after the start of this number, from 1. */
	int strangerAfter;

	/** Whether lists show nobody's runs but others'. */
	boolean neverListsOwn;

	/** Runs that lists do not show, as they would on a later page. */
	final Set<String> unlisted = new HashSet<>();

	/** Whether there are no lists. */
	boolean listsFail;

	/** What happens once, before the next list. */
	@Nullable Runnable beforeList;

	/** What an interceptor throws for lists. */
	@Nullable RuntimeException listThrows;

	/** What an interceptor throws for starts. */
	@Nullable RuntimeException startThrows;

	/** What an interceptor throws for starts, as an error. */
	@Nullable Error startError;

	/** What an interceptor throws for lists, as an error. */
	@Nullable Error listError;

	/** Whether lists lack the time at which runs began. */
	boolean noCreationTimes;

	/** Whether FLORA's responses tell the time. */
	boolean tellsTime = true;

	/** There are no more lists than these. */
	int listsFailAfter = Integer.MAX_VALUE;

	/** Whether FLORA's responses to requests that run nodes arrive. */
	boolean answersNodes;

	/** What happens once, right after the next start. */
	@Nullable Runnable afterPost;

	/** How long FLORA asks to wait when it was asked too often. */
	@Nullable String retryAfter;

	final List<String> bodies = new ArrayList<>();

	/** The requests, such as {@code POST /generate}. */
	final List<String> requests = new ArrayList<>();

	/** The technique of all runs in lists of such runs. */
	String technique = "tech_1";

	/** Told of what starts come to. */
	FloraMeterRecorder meters = FloraMeterRecorder.NOOP;

	/** Makes the spans of runs. */
	FloraRunTracer tracer = FloraRunTracer.NOOP;

	private int lists;

	VirtualFlora(VirtualTiming time) {
		this.time = time;
	}

	RunStarter starter(Duration callTimeout) {
		return starter(callTimeout, RetrySettings.defaults(), null);
	}

	RunStarter starter(Duration callTimeout, RetrySettings retry, @Nullable StartCallbacks callbacks) {
		FloraTransport transport = TestTransports.of("https://app.flora.ai/api/v1", () -> this, READ_TIMEOUT)
			.apiKey("sk_live_1")
			.callTimeout(callTimeout)
			.customize((builder) -> builder.requestInterceptor((request, body, execution) -> {
				RuntimeException thrown = request.getMethod().equals(HttpMethod.GET) ? this.listThrows
						: this.startThrows;
				if (thrown != null) {
					throw thrown;
				}
				Error error = request.getMethod().equals(HttpMethod.GET) ? this.listError : this.startError;
				if (error != null) {
					throw error;
				}
				return execution.execute(request, body);
			}))
			.retry(retry)
			.meters(this.meters)
			.runs(this.tracer)
			.build(this.time);
		return TestStarters.of(transport, new ClientDefaults("ws_1", "prj_1"), callbacks);
	}

	void answer(List<Reply> answers) {
		this.script.addAll(answers);
	}

	/** Answers with these before what is scripted already. */
	void answerFirst(List<Reply> answers) {
		List<Reply> later = List.copyOf(this.script);
		this.script.clear();
		this.script.addAll(answers);
		this.script.addAll(later);
	}

	int unused() {
		return this.script.size();
	}

	int lists() {
		return this.lists;
	}

	void forgetKeys() {
		this.claimed.clear();
	}

	/** The token of the latest start's own path. */
	String token() {
		return this.bodies.get(this.bodies.size() - 1).replaceAll("(?s).*/flora/([^\"]+)\".*", "$1");
	}

	/** Runs that starts have made, each charged. */
	List<String> charged() {
		return this.runs.stream().filter((run) -> !run.stranger()).map(Made::runId).toList();
	}

	List<String> runs() {
		return this.runs.stream().map(Made::runId).toList();
	}

	String stranger() {
		return make("stranger", true);
	}

	private String make(String prefix, boolean stranger) {
		String runId = "run_" + prefix + (this.runs.size() + 1);
		this.runs.add(0, new Made(runId, this.time.flora(), stranger));
		return runId;
	}

	@Override
	public ClientHttpRequest createRequest(URI uri, HttpMethod method) {
		return new MockClientHttpRequest(method, uri) {

			@Override
			protected ClientHttpResponse executeInternal() throws IOException {
				VirtualFlora.this.time.sleep(EXCHANGE);
				VirtualFlora.this.requests.add(method + " " + uri.getPath().substring("/api/v1".length()));
				if (method.equals(HttpMethod.GET)) {
					Runnable before = VirtualFlora.this.beforeList;
					VirtualFlora.this.beforeList = null;
					if (before != null) {
						before.run();
					}
					VirtualFlora.this.lists++;
					boolean fails = VirtualFlora.this.listsFail
							|| VirtualFlora.this.lists > VirtualFlora.this.listsFailAfter;
					return fails ? response(500, error("internal_error"))
							: response(200, list(uri.getPath().endsWith("/technique-runs")));
				}
				if (uri.getPath().endsWith("/nodes/run")) {
					String runId = stranger();
					if (VirtualFlora.this.answersNodes) {
						return response(200, "{\"runs\":[{\"run_id\":\"" + runId + "\"}]}");
					}
					throw cut();
				}
				if (getBodyAsString().contains("\"quote\":true")) {
					stranger();
					throw cut();
				}
				VirtualFlora.this.bodies.add(getBodyAsString());
				boolean nested = uri.getPath().contains("/techniques/");
				return start(Objects
					.requireNonNull(nested ? keyOf(getBodyAsString()) : getHeaders().getFirst("Idempotency-Key")));
			}

		};
	}

	/** The nested route reads no header. */
	private static String keyOf(String body) {
		return body.replaceAll("(?s).*\"idempotency_key\":\"([^\"]+)\".*", "$1");
	}

	private ClientHttpResponse start(String key) throws IOException {
		this.keys.add(key);
		this.posts.add(this.time.flora());
		Reply answer = Objects.requireNonNullElse(this.script.poll(), Reply.NORMAL);
		try {
			return answer(answer, key);
		}
		finally {
			if (this.posts.size() == this.strangerAfter) {
				stranger();
			}
			Runnable after = this.afterPost;
			this.afterPost = null;
			if (after != null) {
				after.run();
			}
		}
	}

	private ClientHttpResponse answer(Reply answer, String key) throws IOException {
		switch (answer) {
			case NOT_CONNECTED -> throw new ConnectException("Connection refused");
			case LOST_BEFORE -> throw cut();
			case SWALLOWED -> {
				return response(502, "<html>Bad gateway</html>");
			}
			case PLATFORM -> {
				return response(503, error("FUNCTION_THROTTLED"));
			}
			case RATE_LIMITED -> {
				return response(429, error("rate_limited"));
			}
			case UNAUTHORIZED -> {
				return response(401, error("invalid_api_key"));
			}
			case NO_CREDITS -> {
				return response(402, error("insufficient_credits"));
			}
			case INVALID -> {
				return response(400, error("input_validation_error"));
			}
			case NO_JSON -> {
				return response(400, error("invalid_json"));
			}
			case FAILED -> {
				return response(500, error("internal_error"));
			}
			case DUPLICATE -> {
				return duplicate();
			}
			default -> {
				return process(answer, key);
			}
		}
	}

	private ClientHttpResponse process(Reply answer, String key) throws IOException {
		if (this.claimed.contains(key)) {
			return duplicate();
		}
		switch (answer) {
			case SLOW_THEN_FAILED -> throw timeout();
			case SLOW_THEN_DONE, GATEWAY_IMPATIENT -> {
				// The key is claimed when the run is made: until then a duplicate runs,
				// too.
				this.time.in(SLOW, () -> {
					make("own", false);
					this.claimed.add(key);
				});
				if (answer == Reply.GATEWAY_IMPATIENT) {
					return response(524, "<html>A timeout occurred</html>");
				}
				throw timeout();
			}
			case FAILED_WITH_RUN -> {
				make("own", false);
				return response(503, error("service_unavailable"));
			}
			default -> {
				String runId = make("own", false);
				this.claimed.add(key);
				if (answer == Reply.LOST_AFTER) {
					throw cut();
				}
				return (answer == Reply.GATEWAY_AFTER) ? response(504, "<html>Gateway timeout</html>")
						: response(201, "{\"run_id\":\"" + runId + "\"}");
			}
		}
	}

	private ClientHttpResponse duplicate() {
		return response(409, error("idempotency_duplicate"));
	}

	private IOException timeout() {
		this.time.sleep(READ_TIMEOUT);
		return new SocketTimeoutException("Read timed out");
	}

	private static IOException cut() {
		return new IOException("Connection reset");
	}

	private static String error(String code) {
		return "{\"error\":{\"code\":\"" + code + "\",\"message\":\"No.\"}}";
	}

	/** What a list shows now. */
	Page<Generation> page() {
		return new Page<>(shown().map((run) -> new Generation(run(run), "ws_1", "prj_1", null, null)).toList(), null,
				null);
	}

	private static Run run(Made run) {
		return new Run(run.runId(), RunStatus.RUNNING, null, run.createdAt(), null, null, null, null, null, null, null);
	}

	private Stream<Made> shown() {
		Instant newest = this.time.flora().minus(this.listLag);
		return this.runs.stream()
			.filter((run) -> !run.createdAt().isAfter(newest) && (run.stranger() || !this.neverListsOwn)
					&& !this.unlisted.contains(run.runId()));
	}

	private String list(boolean techniques) {
		String maker = techniques ? "\"technique\":{\"technique_id\":\"" + this.technique + "\"}," : "";
		return "{\"" + (techniques ? "technique_runs" : "generations") + "\":["
				+ String.join(",",
						shown().map((run) -> "{" + maker + "\"run_id\":\"" + run.runId()
								+ "\",\"project_id\":\"prj_1\",\"status\":\"running\",\"created_at\":"
								+ (this.noCreationTimes ? "null" : run.createdAt().toEpochMilli()) + "}")
							.toList())
				+ "],\"meta\":{\"next_cursor\":null}}";
	}

	private ClientHttpResponse response(int status, String body) {
		MockClientHttpResponse response = new MockClientHttpResponse(body.getBytes(StandardCharsets.UTF_8),
				HttpStatusCode.valueOf(status));
		if (this.tellsTime) {
			response.getHeaders()
				.set("Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(this.time.flora().atOffset(ZoneOffset.UTC)));
		}
		response.getHeaders().set("Content-Type", "application/json");
		if (status == 429 && this.retryAfter != null) {
			response.getHeaders().set("Retry-After", this.retryAfter);
		}
		return response;
	}

	/**
	 * What becomes of a start.
	 */
	enum Reply {

		/** It is made, or a duplicate. */
		NORMAL,

		/** It does not leave this machine. */
		NOT_CONNECTED,

		/** FLORA never sees it, and nobody answers. */
		LOST_BEFORE,

		/** FLORA never sees it, and a gateway answers. */
		SWALLOWED,

		/** It is made, and nobody answers. */
		LOST_AFTER,

		/** It is made, and a gateway answers. */
		GATEWAY_AFTER,

		/**
		 * Nobody answers while FLORA is at it, and then it fails and releases the key.
		 */
		SLOW_THEN_FAILED,

		/** Nobody answers while FLORA is at it, and then it is made. */
		SLOW_THEN_DONE,

		/** A network before FLORA does not wait longer, and then it is made. */
		GATEWAY_IMPATIENT,

		/** FLORA says that it has failed, and has. */
		FAILED,

		/** FLORA says that it has failed, after it had made and charged a run. */
		FAILED_WITH_RUN,

		/** A platform before FLORA fails, in the form of FLORA's envelope. */
		PLATFORM,

		/** The key is claimed, whoever did so. */
		DUPLICATE,

		RATE_LIMITED, UNAUTHORIZED, NO_CREDITS, INVALID, NO_JSON

	}

	private record Made(String runId, Instant createdAt, boolean stranger) {
	}

}
