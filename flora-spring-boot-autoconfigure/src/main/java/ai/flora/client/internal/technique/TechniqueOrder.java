package ai.flora.client.internal.technique;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import ai.flora.client.OutputType;
import ai.flora.client.StartedRun;
import ai.flora.client.internal.RunKind;
import ai.flora.client.internal.start.StartOrder;
import ai.flora.client.internal.transport.Operation;
import ai.flora.client.internal.transport.StartOperations;
import ai.flora.client.technique.TechniqueRequest;
import ai.flora.client.technique.TechniqueRequest.Input;
import org.jspecify.annotations.Nullable;

/**
 * The order of a run of a technique.
 *
 * @param request what to run, as the technique declares it
 * @since 0.1.0
 */
public record TechniqueOrder(TechniqueRequest request) implements StartOrder {

	/** What the nested route takes, one value for each input. */
	private static final Set<OutputType> NESTED_TYPES = Set.of(OutputType.TEXT, OutputType.IMAGE, OutputType.VIDEO);

	private static final String NAME = "techniques.create";

	@Override
	public RunKind kind() {
		return RunKind.TECHNIQUE;
	}

	@Override
	public String subject() {
		return "Start of technique " + maker();
	}

	@Override
	public String maker() {
		return this.request.technique();
	}

	@Override
	public @Nullable URI callbackUrl() {
		return this.request.callbackUrl();
	}

	@Override
	public boolean takesCallback() {
		return this.request.callbackUrl() == null && !this.request.withoutCallback() && fitsNestedRoute();
	}

	/** Whether the nested route, which alone takes a callback, takes the inputs. */
	boolean fitsNestedRoute() {
		return !this.request.inputs().isEmpty() && this.request.inputs()
			.stream()
			.allMatch((input) -> !input.several() && input.type() != null && NESTED_TYPES.contains(input.type()));
	}

	/** The technique may have been saved anew since an earlier attempt was accepted. */
	@Override
	public boolean isRefusalFinal() {
		return false;
	}

	@Override
	public @Nullable String nestedIn() {
		return (callbackUrl() != null) ? maker() : null;
	}

	@Override
	public StartOrder in(String workspaceId, @Nullable String projectId) {
		return new TechniqueOrder(this.request.toBuilder().workspaceId(workspaceId).build());
	}

	@Override
	public StartOrder calledBackAt(URI callbackUrl) {
		return new TechniqueOrder(this.request.toBuilder().callbackUrl(callbackUrl).build());
	}

	@Override
	public Operation<StartedRun> operation(String idempotencyKey) {
		return (callbackUrl() != null) ? nested(idempotencyKey) : direct(idempotencyKey);
	}

	private Operation<StartedRun> direct(String idempotencyKey) {
		Map<String, Object> inputs = new LinkedHashMap<>();
		this.request.inputs().forEach((input) -> inputs.put(input.id(), value(input)));
		Map<String, @Nullable Object> body = new LinkedHashMap<>();
		body.put("technique_id", maker());
		body.put("workspace_id", this.request.workspaceId());
		body.put("inputs", inputs);
		return StartOperations.of(NAME, subject(), (client) -> client.post().uri("/runs/technique"), body,
				idempotencyKey, StartOperations::readStarted);
	}

	private static Object value(Input input) {
		List<String> values = input.values().stream().map(Object::toString).toList();
		return input.several() ? values : values.get(0);
	}

	/** This route ignores the header with the key, and answers with a run. */
	private Operation<StartedRun> nested(String idempotencyKey) {
		List<Map<String, Object>> inputs = new ArrayList<>();
		for (Input input : this.request.inputs()) {
			Map<String, Object> item = new LinkedHashMap<>();
			item.put("id", input.id());
			item.put("type", (input.type() != null) ? input.type() : OutputType.TEXT);
			item.put("value", value(input));
			inputs.add(item);
		}
		Map<String, @Nullable Object> body = new LinkedHashMap<>();
		body.put("inputs", inputs);
		body.put("mode", "async");
		body.put("callback_url", callbackUrl());
		body.put("idempotency_key", idempotencyKey);
		return StartOperations.of(NAME, subject(), (client) -> client.post().uri("/techniques/{id}/runs", maker()),
				body, null,
				(response) -> StartOperations.readStarted(response)
					.toBuilder()
					.type(RunKind.TECHNIQUE.wireName())
					.build());
	}

}
