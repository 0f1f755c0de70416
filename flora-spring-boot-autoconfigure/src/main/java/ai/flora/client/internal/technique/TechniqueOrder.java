package ai.flora.client.internal.technique;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.OutputType;
import ai.flora.client.StartedRun;
import ai.flora.client.internal.RunKind;
import ai.flora.client.internal.RunPlace;
import ai.flora.client.internal.operation.Operation;
import ai.flora.client.internal.operation.StartOperations;
import ai.flora.client.internal.start.order.OrderContent;
import ai.flora.client.internal.start.order.StartOrder;
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

	/** The types of inputs that the nested route takes, with one value each. */
	private static final Set<OutputType> NESTED_TYPES = Set.of(OutputType.TEXT, OutputType.IMAGE, OutputType.VIDEO);

	private static final String NAME = "techniques.create";

	/**
	 * Returns the order of a start in doubt.
	 * @param unconfirmed what the start ended in
	 * @return the order
	 * @throws IllegalArgumentException if it was no start of a technique
	 */
	public static TechniqueOrder of(FloraStartUnconfirmedException unconfirmed) {
		return new TechniqueOrder(StartOrder.request(unconfirmed, TechniqueRequest.class, "a technique"));
	}

	@Override
	public RunKind kind() {
		return RunKind.TECHNIQUE;
	}

	@Override
	public String subject() {
		return "Start of technique " + this.request.technique();
	}

	@Override
	public String modelOrTechniqueId() {
		return this.request.technique();
	}

	@Override
	public @Nullable URI callbackUrl() {
		return this.request.callbackUrl();
	}

	/**
	 * FLORA keeps keys by route. Under a caller's key, neither the client's settings nor
	 * what the technique declares by now may lead the same order to another route, where
	 * it would be charged again.
	 */
	@Override
	public boolean takesCallback() {
		return this.request.callbackUrl() == null && !this.request.withoutCallback()
				&& this.request.idempotencyKey() == null && fitsNestedRoute();
	}

	/** Tells whether the nested route, which alone takes a callback, takes the inputs. */
	boolean fitsNestedRoute() {
		return !this.request.inputs().isEmpty() && this.request.inputs()
			.stream()
			.allMatch((input) -> !input.several() && input.type() != null && NESTED_TYPES.contains(input.type()));
	}

	/**
	 * The usual routes are documented; the address that FLORA sends is for the others.
	 */
	@Override
	public RunPlace place(@Nullable StartedRun started) {
		String nestedIn = (callbackUrl() != null) ? this.request.technique() : null;
		return new RunPlace(kind(), nestedIn, (started != null) ? started.pollUrl() : null);
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
	public StartOrder referredToAs(@Nullable String reference) {
		return new TechniqueOrder(this.request.toBuilder().reference(reference).build());
	}

	@Override
	public Set<String> texts() {
		return this.request.inputs()
			.stream()
			.filter((input) -> input.type() == null || input.type() == OutputType.TEXT
					|| input.type() == OutputType.UNKNOWN)
			.map(Input::id)
			.collect(Collectors.toSet());
	}

	@Override
	public String declaredBy() {
		return this.request.technique();
	}

	@Override
	public Set<String> inputs() {
		return this.request.inputs()
			.stream()
			.filter((input) -> !input.isEmpty())
			.map(Input::id)
			.collect(Collectors.toSet());
	}

	/**
	 * Inputs that are empty may be left out. One value is the same, whether its input
	 * allows several or not.
	 */
	@Override
	public Object content(Set<String> texts) {
		return List.of(this.request.technique(),
				this.request.inputs()
					.stream()
					.filter((input) -> !input.isEmpty())
					.collect(Collectors.toMap(Input::id,
							(input) -> OrderContent.input(input.values(), texts.contains(input.id())))));
	}

	@Override
	public String operationName() {
		return NAME;
	}

	@Override
	public Operation<StartedRun> operation(String idempotencyKey) {
		return (callbackUrl() != null) ? nested(idempotencyKey) : direct(idempotencyKey);
	}

	private Operation<StartedRun> direct(String idempotencyKey) {
		Map<String, Object> inputs = new LinkedHashMap<>();
		this.request.inputs().forEach((input) -> inputs.put(input.id(), value(input)));
		Map<String, @Nullable Object> body = new LinkedHashMap<>();
		body.put("technique_id", this.request.technique());
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
		return StartOperations.of(NAME, subject(),
				(client) -> client.post().uri("/techniques/{id}/runs", this.request.technique()), body, null,
				(response) -> StartOperations.readStarted(response)
					.toBuilder()
					.type(RunKind.TECHNIQUE.wireName())
					.build());
	}

}
