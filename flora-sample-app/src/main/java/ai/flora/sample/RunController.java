package ai.flora.sample;

import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.Run;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Runs, in FLORA's own field names.
 */
@RestController
@RequestMapping("/api/runs")
class RunController {

	private final FloraGenerationsClient flora;

	RunController(FloraGenerationsClient flora) {
		this.flora = flora;
	}

	@GetMapping("/{runId}")
	Run run(@PathVariable String runId) {
		return this.flora.retrieve(runId);
	}

}
