package ai.flora.client.internal.model;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import ai.flora.client.GenerationRequest;
import ai.flora.client.model.GenerationModel;
import ai.flora.client.model.ModelMedia;
import ai.flora.client.model.ModelParam;
import ai.flora.client.model.ParamKind;
import ai.flora.client.model.ParamOption;
import ai.flora.client.model.ParamRange;
import ai.flora.client.model.RequestProblem;
import org.jspecify.annotations.Nullable;

/**
 * Compares the parameters of a request with those that the catalogue lists for its model,
 * by their values.
 */
class ParamCheck {

	/** The most names and options that a message lists. */
	static final int MAX_LISTED = 20;

	private final GenerationModel model;

	private final List<RequestProblem> problems = new ArrayList<>();

	ParamCheck(GenerationModel model) {
		this.model = model;
	}

	/**
	 * Checks the parameters of a request.
	 * @param params the JSON form of its parameters
	 */
	List<RequestProblem> problems(GenerationRequest request, Map<String, @Nullable Object> params) {
		Map<String, ModelParam> known = new LinkedHashMap<>();
		this.model.params().forEach((param) -> known.putIfAbsent(param.name(), param));
		params.forEach((name, value) -> {
			ModelParam param = known.get(name);
			if (param != null) {
				value(param, value);
			}
		});
		Map<String, Object> media = ModelMedia.of(request.model()).params(request.images(), request.videos());
		for (ModelParam param : known.values()) {
			boolean given = params.get(param.name()) != null || media.containsKey(param.name());
			if (isNeeded(param) && !given) {
				// A parameter of an unknown kind may be sent by another name, as media
				// are.
				add(param.name(), "nothing", allowed(param) + ", and it is required",
						param.kind() != ParamKind.UNKNOWN);
			}
		}
		return this.problems;
	}

	/**
	 * Tells whether no start goes without a parameter. The prompt is a field of its own,
	 * and {@code null} is a value of {@code int?}.
	 */
	private static boolean isNeeded(ModelParam param) {
		return param.required() && param.defaultValue() == null && param.kind() != ParamKind.OPTIONAL_INT
				&& !param.name().equals("prompt");
	}

	private void value(ModelParam param, @Nullable Object value) {
		if (value == null || value == GivenValues.UNKNOWN) {
			return;
		}
		// The default is right, whatever else the catalogue says.
		if (GivenValues.areSame(value, GivenValues.plain(param.defaultValue()))) {
			return;
		}
		if (param.kind() == ParamKind.UNKNOWN) {
			add(param.name(), GivenValues.quote(value), "what its kind says, which this version does not know", false);
		}
		else if (param.kind() == ParamKind.DICT && value instanceof Map<?, ?> entries) {
			dict(param, entries);
		}
		else if (!fits(param, value)) {
			add(param.name(), GivenValues.quote(value), allowed(param), true);
		}
	}

	/** An option is right, whatever the kind or the range says. */
	private static boolean fits(ModelParam param, Object value) {
		return switch (param.kind()) {
			case STRING -> value instanceof String && (param.options().isEmpty() || isOption(param, value));
			case STRINGS -> value instanceof Collection<?> items && items.stream()
				.allMatch((item) -> item instanceof String && (param.options().isEmpty() || isOption(param, item)));
			case BOOL -> isOption(param, value) || (value instanceof Boolean && !areOptionsComplete(param));
			case INT, OPTIONAL_INT, SEED -> isOption(param, value)
					|| (value instanceof BigDecimal number && isWhole(number) && isWithin(param, number));
			case FLOAT -> isOption(param, value) || (value instanceof BigDecimal number && isWithin(param, number));
			case DICT -> isOption(param, value);
			case UNKNOWN -> true;
		};
	}

	private static boolean isWithin(ModelParam param, BigDecimal number) {
		return !areOptionsComplete(param) && isWithin(number, param.min(), param.max());
	}

	/**
	 * Tells whether all options are values of the kind, so that no other is allowed.
	 * Beside an option such as "auto", any value of the kind may be.
	 */
	private static boolean areOptionsComplete(ModelParam param) {
		return !param.options().isEmpty()
				&& param.options().stream().noneMatch((option) -> valueOf(option, param.kind()) instanceof String);
	}

	private static boolean isOption(ModelParam param, Object value) {
		return param.options().stream().anyMatch((option) -> GivenValues.areSame(valueOf(option, param.kind()), value));
	}

	/**
	 * The value of the kind that an option stands for, since the catalogue writes all of
	 * them as texts; the text itself if it stands for none.
	 */
	private static Object valueOf(ParamOption option, ParamKind kind) {
		String text = option.value();
		Object value = switch (kind) {
			case BOOL -> text.equals("true") ? Boolean.TRUE : text.equals("false") ? Boolean.FALSE : null;
			case INT, OPTIONAL_INT, SEED, FLOAT -> GivenValues.number(text);
			case STRING, STRINGS, DICT, UNKNOWN -> text;
		};
		return (value != null) ? value : text;
	}

	private void dict(ModelParam param, Map<?, ?> entries) {
		if (param.properties().isEmpty()) {
			return;
		}
		entries.forEach((key, entry) -> {
			String name = String.valueOf(key);
			ParamRange range = param.properties().get(name);
			if (range == null) {
				String meant = SimilarNames.nearest(name, param.properties().keySet());
				add(param.name() + "." + name, "a property of that name",
						(meant != null) ? GivenValues.excerpt(meant) : allowed(param),
						meant != null && entries.get(meant) == null);
			}
			else if (entry != null && entry != GivenValues.UNKNOWN && !GivenValues.areSame(entry, range.defaultValue())
					&& !(entry instanceof BigDecimal decimal && isWithin(decimal, range.min(), range.max()))) {
				add(param.name() + "." + name, GivenValues.quote(entry), "a number" + bounds(range.min(), range.max()),
						true);
			}
		});
	}

	private static boolean isWhole(BigDecimal number) {
		// Numbers of many digits are not worth the time.
		return number.scale() <= 0 || (number.precision() < 1000 && number.stripTrailingZeros().scale() <= 0);
	}

	private static boolean isWithin(BigDecimal number, @Nullable BigDecimal min, @Nullable BigDecimal max) {
		if (min != null && max != null && min.compareTo(max) > 0) {
			return true;
		}
		return (min == null || number.compareTo(min) >= 0) && (max == null || number.compareTo(max) <= 0);
	}

	private static String allowed(ModelParam param) {
		String kind = switch (param.kind()) {
			case STRING -> "a text";
			case STRINGS -> "a list of texts";
			case BOOL -> "true or false";
			case INT, OPTIONAL_INT, SEED -> "a whole number";
			case FLOAT -> "a number";
			case DICT -> "an object of "
					+ String.join(", ", param.properties().keySet().stream().map(GivenValues::excerpt).toList());
			case UNKNOWN -> "a value";
		};
		if (!param.options().isEmpty()) {
			kind += ", one of " + String.join(", ",
					param.options()
						.stream()
						.limit(MAX_LISTED)
						.map((option) -> GivenValues.excerpt(option.value()))
						.toList());
		}
		boolean number = param.kind() != ParamKind.STRING && param.kind() != ParamKind.STRINGS;
		return kind + (number ? bounds(param.min(), param.max()) : "");
	}

	private static String bounds(@Nullable BigDecimal min, @Nullable BigDecimal max) {
		if (min == null && max == null) {
			return "";
		}
		return ((min != null) ? " from " + GivenValues.excerpt(min.toString()) : "")
				+ ((max != null) ? ((min != null) ? " to " : " up to ") + GivenValues.excerpt(max.toString()) : "");
	}

	private void add(String parameter, String given, String allowed, boolean certain) {
		this.problems
			.add(new RequestProblem(this.model.modelId(), GivenValues.excerpt(parameter), given, allowed, certain));
	}

}
