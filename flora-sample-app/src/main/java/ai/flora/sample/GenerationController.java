package ai.flora.sample;

import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.FloraValidationException;
import ai.flora.client.Generation;
import ai.flora.client.GenerationQuery;
import ai.flora.client.Page;
import ai.flora.sample.GenerationForm.Start;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.util.StringUtils;
import org.springframework.validation.annotation.Validated;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Starts generations, and lists them.
 */
@RestController
@RequestMapping("/api/generations")
class GenerationController {

	private static final int PAGE_SIZE = 50;

	private static final String KEY = "Idempotency-Key";

	/** The fields that a caller fills; the others come from this application. */
	private static final Set<String> CALLERS_FIELDS = Set.of("type", "prompt", "model", "params", "image", "cursor");

	private final FloraGenerationsClient flora;

	private final Starts starts;

	private final Gallery gallery;

	GenerationController(FloraGenerationsClient flora, Starts starts, Gallery gallery) {
		this.flora = flora;
		this.starts = starts;
		this.gallery = gallery;
	}

	/**
	 * Starts a run, which is followed in the background and shown in the gallery. Nothing
	 * but JSON is taken: a form of another site cannot send that.
	 * @param key the caller's name for the start. Who has got no response sends it again
	 * under that, and is charged once, as long as the gallery shows it.
	 * @param gallery name of the gallery in quotes: a sample that was started anew knows
	 * nothing of what was sent before, and refuses it
	 */
	@PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<Started> start(@Validated(Start.class) @RequestBody GenerationForm form,
			@RequestHeader(name = KEY, required = false) @Nullable String key,
			@RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String gallery) {
		check(gallery);
		return accepted(this.starts.start(nameOf(key), form));
	}

	/**
	 * The same for callers who prefer not to wait for FLORA, as RFC 7240 has it: without
	 * the run, if FLORA takes its time.
	 */
	@PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE, headers = "Prefer=respond-async")
	CompletableFuture<ResponseEntity<Started>> startSoon(@Validated(Start.class) @RequestBody GenerationForm form,
			@RequestHeader(name = KEY, required = false) @Nullable String key,
			@RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String gallery) {
		check(gallery);
		return this.starts.startSoon(nameOf(key), form).thenApply(GenerationController::accepted);
	}

	private void check(@Nullable String gallery) {
		if (gallery != null && !gallery.equals("\"" + this.gallery.name() + "\"")) {
			throw new ResponseStatusException(HttpStatus.PRECONDITION_FAILED,
					"The sample was started anew, and does not know whether this start was made before. "
							+ "Look at all runs that FLORA lists before you start it again.");
		}
	}

	private static String nameOf(@Nullable String key) {
		try {
			return ((key != null) ? UUID.fromString(key) : UUID.randomUUID()).toString();
		}
		catch (IllegalArgumentException ex) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "The Idempotency-Key must be a UUID.");
		}
	}

	private static ResponseEntity<Started> accepted(@Nullable String runId) {
		if (runId == null) {
			return ResponseEntity.accepted().build();
		}
		URI location = UriComponentsBuilder.fromPath("/api/runs/{runId}").build(runId);
		return ResponseEntity.accepted().location(location).body(new Started(runId));
	}

	@GetMapping
	Page<Generation> list(@RequestParam(required = false) @Nullable String cursor) {
		return this.flora
			.list(GenerationQuery.all().withLimit(PAGE_SIZE).withCursor(StringUtils.hasText(cursor) ? cursor : null));
	}

	/**
	 * Here alone, where it means that no project is set: elsewhere this exception is a
	 * bug.
	 */
	@ExceptionHandler
	ProblemDetail incomplete(IllegalArgumentException ex) {
		return FloraProblems.ofStart(ex);
	}

	static ProblemDetail problem(HttpStatus status, String title, String detail, List<FieldProblem> fields) {
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
		problem.setTitle(title);
		if (!fields.isEmpty()) {
			problem.setProperty("errors", fields);
		}
		return problem;
	}

	/**
	 * The run that was started.
	 *
	 * @param runId identifier of the run
	 */
	record Started(String runId) {
	}

	/**
	 * An error of one field.
	 *
	 * @param field name of the field
	 * @param message what is wrong with it
	 */
	record FieldProblem(String field, String message) {

		/** The problems of fields that the caller fills. */
		static List<FieldProblem> ofCaller(FloraValidationException ex) {
			return ex.fieldErrors()
				.stream()
				.filter((error) -> CALLERS_FIELDS.contains(String.valueOf(error.field())))
				.map((error) -> new FieldProblem(String.valueOf(error.field()), String.valueOf(error.message())))
				.toList();
		}

	}

}
