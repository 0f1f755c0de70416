package ai.flora.client.internal.start;

import java.net.URI;

import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.StartedRun;
import ai.flora.client.internal.RunKind;
import ai.flora.client.internal.transport.Operation;
import ai.flora.client.internal.transport.StartOperations;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * The order of a generation.
 *
 * @param request what to generate
 * @since 0.1.0
 */
public record GenerationOrder(GenerationRequest request) implements StartOrder {

	/**
	 * The order of a start in doubt.
	 * @param unconfirmed what the start ended in
	 * @return the order
	 * @throws IllegalArgumentException if it was no start of a generation
	 */
	public static GenerationOrder of(FloraStartUnconfirmedException unconfirmed) {
		Assert.isInstanceOf(GenerationRequest.class, unconfirmed.request(),
				"The start in doubt is not one of a generation: resolve it by the client that started it");
		return new GenerationOrder((GenerationRequest) unconfirmed.request());
	}

	@Override
	public RunKind kind() {
		return RunKind.GENERATION;
	}

	@Override
	public String subject() {
		return "Start of " + switch (this.request.type()) {
			case IMAGE -> "an image";
			case VIDEO -> "a video";
			case AUDIO -> "audio";
			case TEXT -> "a text";
		};
	}

	@Override
	public @Nullable String maker() {
		return this.request.model();
	}

	@Override
	public @Nullable URI callbackUrl() {
		return this.request.callbackUrl();
	}

	@Override
	public boolean takesCallback() {
		return this.request.callbackUrl() == null && !this.request.withoutCallback();
	}

	@Override
	public boolean isRefusalFinal() {
		return true;
	}

	@Override
	public StartOrder in(String workspaceId, @Nullable String projectId) {
		return new GenerationOrder(this.request.toBuilder().workspaceId(workspaceId).projectId(projectId).build());
	}

	@Override
	public StartOrder calledBackAt(URI callbackUrl) {
		return new GenerationOrder(this.request.toBuilder().callbackUrl(callbackUrl).build());
	}

	@Override
	public Operation<StartedRun> operation(String idempotencyKey) {
		return StartOperations.generation(subject(), this.request, idempotencyKey);
	}

}
