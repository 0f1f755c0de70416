package ai.flora.client.internal.action;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import ai.flora.client.FloraRequestRefusedException;
import ai.flora.client.action.Action;
import ai.flora.client.action.Action.Slot;
import ai.flora.client.action.ActionRequest;
import ai.flora.client.action.ActionRequest.Input;
import org.jspecify.annotations.Nullable;

/**
 * Compares the inputs of a request with those that an action declares.
 *
 * @since 0.1.0
 */
public final class ActionInputs {

	private ActionInputs() {
	}

	/**
	 * Fits a request to an action: its inputs in the action's order. Optional ones that
	 * are empty are left out.
	 * @param request the request
	 * @param action the action
	 * @return the order
	 * @throws FloraRequestRefusedException if they do not fit
	 */
	public static ActionOrder fit(ActionRequest request, Action action) {
		for (Input input : request.inputs()) {
			if (action.inputs().stream().noneMatch((slot) -> slot.name().equals(input.name()))) {
				throw refused(request, "it has no input '" + input.name() + "'. Its inputs are "
						+ (action.inputs().isEmpty() ? "none" : String.join(", ", names(action))));
			}
		}
		List<Input> fitted = new ArrayList<>();
		for (Slot slot : action.inputs()) {
			Input input = request.inputs()
				.stream()
				.filter((given) -> given.name().equals(slot.name()))
				.findFirst()
				.orElse(null);
			if (input != null && !(slot.optional() && input.isEmpty())) {
				fitted.add(fit(request, slot, input));
			}
			else if (!slot.optional()) {
				throw refused(request,
						"input '" + slot.name() + "' is missing: it takes " + kind(slot) + ", and is not optional");
			}
		}
		return new ActionOrder(request.toBuilder().inputs(fitted).build());
	}

	private static List<String> names(Action action) {
		return action.inputs().stream().map((slot) -> "'" + slot.name() + "'").toList();
	}

	private static Input fit(ActionRequest request, Slot slot, Input input) {
		if (input.values().size() != 1 && !slot.allowsSeveral()) {
			throw refused(request,
					"input '" + slot.name() + "' takes one value, and " + input.values().size() + " were given");
		}
		checkCount(request, slot, input.values().size());
		if (input.isEmpty()) {
			throw refused(request,
					"input '" + slot.name() + "' is empty: it takes " + kind(slot) + ", and is not optional");
		}
		for (Object value : input.values()) {
			if (!fits(slot, value)) {
				throw refused(request, "input '" + slot.name() + "' takes " + kind(slot) + ", and "
						+ ((value instanceof URI) ? "a link" : "a text") + " was given");
			}
		}
		return new Input(slot.name(), slot.type(), input.values());
	}

	private static void checkCount(ActionRequest request, Slot slot, int count) {
		Double min = bound(slot, "min");
		Double max = bound(slot, "max");
		boolean nonsense = min != null && max != null && min > max;
		if (!nonsense && ((min != null && count < min) || (max != null && count > max))) {
			String allowed = (max == null) ? "at least " + number(min)
					: (min == null) ? "up to " + number(max) : number(min) + " to " + number(max);
			throw refused(request,
					"input '" + slot.name() + "' takes " + allowed + " values, and " + count + " were given");
		}
	}

	private static @Nullable Double bound(Slot slot, String name) {
		return (slot.multiple() instanceof Map<?, ?> range && range.get(name) instanceof Number bound)
				? bound.doubleValue() : null;
	}

	private static String number(@Nullable Double bound) {
		return (bound != null) ? String.valueOf(bound.longValue()) : "";
	}

	private static boolean fits(Slot slot, Object value) {
		return switch (slot.type()) {
			case "text" -> !(value instanceof URI);
			case "image", "video", "audio" -> value instanceof URI || value.toString().startsWith("https://")
					|| value.toString().startsWith("http://");
			// A kind that this version does not know refuses nothing.
			default -> true;
		};
	}

	private static String kind(Slot slot) {
		return slot.type().equals("text") ? "a text" : "the link (URI) of its " + slot.type();
	}

	private static FloraRequestRefusedException refused(ActionRequest request, String problem) {
		return new FloraRequestRefusedException("Action " + request.action() + ": " + problem + ". Nothing was sent.");
	}

}
