package ai.flora.sample;

import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.FloraNotFoundException;
import ai.flora.client.Run;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Runs, in FLORA's own field names.
 */
@RestController
@RequestMapping("/api/runs")
class RunController {

	private final FloraGenerationsClient flora;

	private final RunStreams streams;

	RunController(FloraGenerationsClient flora, RunStreams streams) {
		this.flora = flora;
		this.streams = streams;
	}

	@GetMapping("/{runId}")
	Run run(@PathVariable String runId) {
		return this.flora.retrieve(runId);
	}

	/**
	 * Each change of a run as it is seen, its end last.
	 */
	@GetMapping(path = "/{runId}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	SseEmitter events(@PathVariable String runId) {
		return this.streams.open(runId);
	}

	/**
	 * Here alone, where a run is all that is asked for.
	 */
	@ExceptionHandler
	ProblemDetail unknown(FloraNotFoundException ex) {
		return FloraProblems.unknownRun(ex);
	}

	/**
	 * Here alone, where the id is all that can be wrong: elsewhere this exception is a
	 * bug, and not the caller's fault.
	 */
	@ExceptionHandler
	ProblemDetail impossibleId(IllegalArgumentException ex) {
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST,
				"A run's id is a word such as run_abc123, without white space or control characters.");
		problem.setTitle("Not the id of a run");
		return problem;
	}

}
