package ai.flora.client.internal.start.order;

import java.net.URI;
import java.util.Arrays;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.StartedRun;
import ai.flora.client.internal.RunKind;
import ai.flora.client.internal.operation.Operation;
import ai.flora.client.internal.operation.StartOperations;
import ai.flora.client.internal.time.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * The order of a generation.
 *
 * @param request what to generate
 * @since 0.1.0
 */
public record GenerationOrder(GenerationRequest request) implements StartOrder {

	/**
	 * Returns the order of a start in doubt.
	 * @param unconfirmed what the start ended in
	 * @return the order
	 * @throws IllegalArgumentException if it was no start of a generation
	 */
	public static GenerationOrder of(FloraStartUnconfirmedException unconfirmed) {
		return new GenerationOrder(StartOrder.request(unconfirmed, GenerationRequest.class, "a generation"));
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
	public @Nullable String modelOrTechniqueId() {
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
	public @Nullable String model(@Nullable StartedRun started) {
		String requested = this.request.model();
		return (started != null) ? started.modelId().orElse(requested) : requested;
	}

	@Override
	public void check(BiConsumer<GenerationRequest, Deadline> check, Deadline deadline) {
		check.accept(this.request, deadline);
	}

	@Override
	public GenerationOrder withMedia(BiFunction<GenerationRequest, Deadline, GenerationRequest> media,
			Deadline deadline) {
		return new GenerationOrder(media.apply(this.request, deadline));
	}

	@Override
	public GenerationOrder in(String workspaceId, @Nullable String projectId) {
		return new GenerationOrder(this.request.toBuilder().workspaceId(workspaceId).projectId(projectId).build());
	}

	@Override
	public StartOrder calledBackAt(URI callbackUrl) {
		return new GenerationOrder(this.request.toBuilder().callbackUrl(callbackUrl).build());
	}

	@Override
	public StartOrder referredToAs(@Nullable String reference) {
		return new GenerationOrder(this.request.toBuilder().reference(reference).build());
	}

	@Override
	public Object content(Set<String> texts) {
		return Arrays.asList(this.request.type(), this.request.prompt(), this.request.model(),
				OrderContent.media(this.request.images()), OrderContent.media(this.request.videos()));
	}

	@Override
	public @Nullable Object params() {
		return OrderContent.params(this.request.params());
	}

	@Override
	public String operationName() {
		return StartOperations.GENERATION;
	}

	@Override
	public Operation<StartedRun> operation(String idempotencyKey) {
		return StartOperations.generation(subject(), this.request, idempotencyKey);
	}

}
