package ai.flora.client.internal.action;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.StartedRun;
import ai.flora.client.action.ActionRequest;
import ai.flora.client.internal.RunKind;
import ai.flora.client.internal.operation.Operation;
import ai.flora.client.internal.operation.StartOperations;
import ai.flora.client.internal.start.order.OrderContent;
import ai.flora.client.internal.start.order.StartOrder;
import org.jspecify.annotations.Nullable;

import org.springframework.http.MediaType;
import org.springframework.http.MediaTypeFactory;
import org.springframework.util.StringUtils;

/**
 * The order of a run of an action.
 *
 * @param request what to run, as the action declares it
 * @since 0.1.0
 */
public record ActionOrder(ActionRequest request) implements StartOrder {

	/** The types of inputs that are links. */
	private static final Set<String> MEDIA_TYPES = Set.of("image", "video", "audio");

	private static final String NAME = "actions.create";

	/**
	 * Returns the order of a start in doubt.
	 * @param unconfirmed what the start ended in
	 * @return the order
	 * @throws IllegalArgumentException if it was no start of an action
	 */
	public static ActionOrder of(FloraStartUnconfirmedException unconfirmed) {
		return new ActionOrder(StartOrder.request(unconfirmed, ActionRequest.class, "an action"));
	}

	@Override
	public RunKind kind() {
		return RunKind.ACTION;
	}

	@Override
	public String subject() {
		return "Start of action " + this.request.action();
	}

	/** FLORA does not list runs of actions. */
	@Override
	public @Nullable String modelOrTechniqueId() {
		return null;
	}

	/** FLORA posts no ends of such runs. */
	@Override
	public @Nullable URI callbackUrl() {
		return null;
	}

	@Override
	public boolean takesCallback() {
		return false;
	}

	@Override
	public StartOrder referredToAs(@Nullable String reference) {
		return new ActionOrder(this.request.toBuilder().reference(reference).build());
	}

	@Override
	public Set<String> texts() {
		return this.request.inputs()
			.stream()
			.filter((input) -> !StringUtils.hasText(input.type()) || "text".equals(input.type()))
			.map(ActionRequest.Input::name)
			.collect(Collectors.toSet());
	}

	@Override
	public String declaredBy() {
		return this.request.action();
	}

	@Override
	public Set<String> inputs() {
		return this.request.inputs()
			.stream()
			.filter((input) -> !input.isEmpty())
			.map(ActionRequest.Input::name)
			.collect(Collectors.toSet());
	}

	/** Inputs that are empty may be left out. */
	@Override
	public Object content(Set<String> texts) {
		return List.of(this.request.action(),
				this.request.inputs()
					.stream()
					.filter((input) -> !input.isEmpty())
					.collect(Collectors.toMap(ActionRequest.Input::name,
							(input) -> OrderContent.input(input.values(), texts.contains(input.name())))));
	}

	@Override
	public @Nullable Object params() {
		return OrderContent.params(this.request.params());
	}

	@Override
	public StartOrder in(String workspaceId, @Nullable String projectId) {
		return new ActionOrder(this.request.toBuilder().workspaceId(workspaceId).projectId(projectId).build());
	}

	@Override
	public StartOrder calledBackAt(URI callbackUrl) {
		throw new UnsupportedOperationException("FLORA posts no ends of actions");
	}

	@Override
	public String operationName() {
		return NAME;
	}

	@Override
	public Operation<StartedRun> operation(String idempotencyKey) {
		List<Map<String, Object>> inputs = new ArrayList<>();
		for (ActionRequest.Input input : this.request.inputs()) {
			for (Object value : input.values()) {
				inputs.add(item(input, value));
			}
		}
		Map<String, @Nullable Object> body = new LinkedHashMap<>();
		body.put("action_id", this.request.action());
		body.put("workspace_id", this.request.workspaceId());
		body.put("project_id", this.request.projectId());
		body.put("inputs", inputs);
		if (!this.request.params().isEmpty()) {
			body.put("params", this.request.params());
		}
		return StartOperations.of(NAME, subject(), (client) -> client.post().uri("/runs/action"), body, idempotencyKey,
				StartOperations::readStarted);
	}

	private static Map<String, Object> item(ActionRequest.Input input, Object value) {
		String type = type(input, value);
		Map<String, Object> item = new LinkedHashMap<>();
		if (type != null) {
			item.put("type", type);
		}
		item.put("text".equals(type) ? "text" : "url", value.toString());
		item.put("name", input.name());
		return item;
	}

	/**
	 * FLORA needs the type of each value. Where the action does not tell it, the value
	 * does. The type of a link with any other ending is left to FLORA.
	 */
	private static @Nullable String type(ActionRequest.Input input, Object value) {
		if (StringUtils.hasText(input.type())) {
			return input.type();
		}
		if (!(value instanceof URI link)) {
			return "text";
		}
		return MediaTypeFactory.getMediaType(link.getPath())
			.map(MediaType::getType)
			.filter(MEDIA_TYPES::contains)
			.orElse(null);
	}

}
