package ai.flora.client.internal.technique;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import ai.flora.client.FloraRequestRefusedException;
import ai.flora.client.OutputType;
import ai.flora.client.internal.DeclaredInput;
import ai.flora.client.technique.Technique;
import ai.flora.client.technique.Technique.Slot;
import ai.flora.client.technique.TechniqueRequest;
import ai.flora.client.technique.TechniqueRequest.Input;
import org.jspecify.annotations.Nullable;

/**
 * Compares the inputs of a request with those that a technique declares.
 *
 * @since 0.1.0
 */
public final class TechniqueInputs {

	private TechniqueInputs() {
	}

	/**
	 * Fits a request to a technique: its own identifier, and its inputs in its order.
	 * Optional ones that are empty are left out.
	 * @param request the request
	 * @param technique the technique
	 * @param earlier the technique as it was read before, by which ids that it does not
	 * declare any more are translated; {@code null} if this is the first time
	 * @return the order
	 * @throws FloraRequestRefusedException if they do not fit
	 */
	public static TechniqueOrder fit(TechniqueRequest request, Technique technique, @Nullable Technique earlier) {
		Map<String, Input> given = new LinkedHashMap<>();
		for (Input input : request.inputs()) {
			Slot slot = find(input, technique, earlier);
			if (slot == null) {
				throw refused(request, "it has no input '" + input.id() + "'. Its inputs are " + names(technique)
						+ "; ids change when a technique is saved anew");
			}
			Input same = given.put(slot.id(), input);
			if (same != null) {
				throw refused(request, "'" + same.id() + "' and '" + input.id() + "' both are its input " + name(slot)
						+ ", since it was saved anew");
			}
			if (isAnothers(slot, input, earlier)) {
				throw refused(request, "its input '" + input.id()
						+ "' was another one when the technique was read; now it is " + name(slot));
			}
		}
		List<Input> fitted = new ArrayList<>();
		for (Slot slot : technique.inputs()) {
			Input input = given.get(slot.id());
			if (input != null && !(slot.optional() && input.isEmpty())) {
				fitted.add(fit(request, slot, input));
			}
			else if (!slot.optional()) {
				throw declared(request, slot).missing();
			}
		}
		TechniqueOrder order = new TechniqueOrder(copy(request, technique.techniqueId()).inputs(fitted).build());
		if (request.callbackUrl() != null && !order.fitsNestedRoute()) {
			throw refused(request, "FLORA posts no ends of runs with such inputs, but only of those with one text, "
					+ "image or video for each. Leave out the callback URL, and follow the run");
		}
		return order;
	}

	private static TechniqueRequest.Builder copy(TechniqueRequest request, String techniqueId) {
		TechniqueRequest.Builder copy = TechniqueRequest.of(techniqueId)
			.workspaceId(request.workspaceId())
			.callbackUrl(request.callbackUrl())
			.idempotencyKey(request.idempotencyKey())
			.reference(request.reference());
		return request.withoutCallback() ? copy.withoutCallback() : copy;
	}

	private static @Nullable Slot find(Input input, Technique technique, @Nullable Technique earlier) {
		Slot slot = slot(technique, input.id());
		Slot before = (earlier != null) ? slot(earlier, input.id()) : null;
		if (before == null) {
			return slot;
		}
		// By now the id may belong to another input: the former name counts first.
		List<Slot> same = technique.inputs()
			.stream()
			.filter((now) -> now.name().equals(before.name()) && now.type() == before.type())
			.toList();
		return (same.size() == 1) ? same.get(0) : slot;
	}

	/** Tells whether the id of an input now belongs to what was another input before. */
	private static boolean isAnothers(Slot slot, Input input, @Nullable Technique earlier) {
		if (earlier == null || !slot.id().equals(input.id())) {
			return false;
		}
		Slot before = slot(earlier, input.id());
		return before != null && !slot.name().equals(before.name())
				&& earlier.inputs()
					.stream()
					.anyMatch((other) -> other.name().equals(slot.name()) && other.type() == slot.type());
	}

	private static @Nullable Slot slot(Technique technique, String id) {
		return technique.inputs().stream().filter((slot) -> slot.id().equals(id)).findFirst().orElse(null);
	}

	private static Input fit(TechniqueRequest request, Slot slot, Input input) {
		declared(request, slot).check(input.values(), input.isEmpty(), (value) -> fits(slot, value));
		return new Input(slot.id(), slot.type(), input.values(), slot.allowMultiple() && input.several());
	}

	private static DeclaredInput declared(TechniqueRequest request, Slot slot) {
		return new DeclaredInput(subject(request), name(slot), kind(slot), slot.allowMultiple());
	}

	private static boolean fits(Slot slot, Object value) {
		return switch (slot.type()) {
			case TEXT -> !(value instanceof URI);
			case IMAGE, VIDEO, AUDIO, DOCUMENT -> slot.acceptsElement() || DeclaredInput.isLink(value);
			// A kind that this version does not know refuses nothing.
			case UNKNOWN -> true;
		};
	}

	private static String kind(Slot slot) {
		return switch (slot.type()) {
			case TEXT -> "a text";
			case IMAGE, VIDEO, AUDIO,
					DOCUMENT ->
				"the link (URI) of "
						+ ((slot.type() == OutputType.IMAGE || slot.type() == OutputType.AUDIO) ? "an " : "a ")
						+ slot.type().name().toLowerCase(Locale.ROOT);
			case UNKNOWN -> "a value";
		};
	}

	private static String name(Slot slot) {
		return "'" + slot.id() + "'" + (slot.name().equals(slot.id()) ? "" : " (" + slot.name() + ")");
	}

	private static String names(Technique technique) {
		return technique.inputs().isEmpty() ? "none"
				: String.join(", ", technique.inputs().stream().map(TechniqueInputs::name).toList());
	}

	private static FloraRequestRefusedException refused(TechniqueRequest request, String problem) {
		return DeclaredInput.refused(subject(request), problem);
	}

	private static String subject(TechniqueRequest request) {
		return "Technique " + request.technique();
	}

}
