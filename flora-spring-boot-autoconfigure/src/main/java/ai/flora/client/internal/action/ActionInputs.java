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
import ai.flora.client.internal.DeclaredInput;
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
				throw DeclaredInput.refused(subject(request), "it has no input '" + input.name() + "'. Its inputs are "
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
				throw declared(request, slot).missing();
			}
		}
		return new ActionOrder(request.toBuilder().inputs(fitted).build());
	}

	private static List<String> names(Action action) {
		return action.inputs().stream().map((slot) -> "'" + slot.name() + "'").toList();
	}

	private static Input fit(ActionRequest request, Slot slot, Input input) {
		DeclaredInput declared = declared(request, slot);
		checkCount(declared, slot, input.values().size());
		declared.check(input.values(), input.isEmpty(), (value) -> fits(slot, value));
		return new Input(slot.name(), slot.type(), input.values());
	}

	private static DeclaredInput declared(ActionRequest request, Slot slot) {
		return new DeclaredInput(subject(request), "'" + slot.name() + "'", kind(slot), slot.allowsSeveral());
	}

	private static void checkCount(DeclaredInput declared, Slot slot, int count) {
		Double min = bound(slot, "min");
		Double max = bound(slot, "max");
		boolean nonsense = min != null && max != null && min > max;
		if (!nonsense && ((min != null && count < min) || (max != null && count > max))) {
			String allowed = (max == null) ? "at least " + number(min)
					: (min == null) ? "up to " + number(max) : number(min) + " to " + number(max);
			throw declared.refused("takes " + allowed + " values, and " + count + " were given");
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
			case "image", "video", "audio" -> DeclaredInput.isLink(value);
			// A kind that this version does not know refuses nothing.
			default -> true;
		};
	}

	private static String kind(Slot slot) {
		return switch (slot.type()) {
			case "text" -> "a text";
			case "" -> "a value";
			default -> "the link (URI) of its " + slot.type();
		};
	}

	private static String subject(ActionRequest request) {
		return "Action " + request.action();
	}

}
