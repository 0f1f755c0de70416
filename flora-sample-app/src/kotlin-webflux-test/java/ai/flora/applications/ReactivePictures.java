package ai.flora.applications;

import java.util.concurrent.CompletableFuture;

import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.GenerationRequest;
import ai.flora.client.Run;
import ai.flora.client.RunHandle;

import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ReactivePictures {

	private final FloraGenerationsClient flora;

	private final AsyncTaskExecutor executor;

	ReactivePictures(FloraGenerationsClient flora, AsyncTaskExecutor executor) {
		this.flora = flora;
		this.executor = executor;
	}

	@PostMapping("/pictures")
	CompletableFuture<Run> picture(@RequestBody String prompt) {
		return this.executor.submitCompletable(() -> this.flora.submit(GenerationRequest.image(prompt)))
			.thenCompose(RunHandle::completion);
	}

}
