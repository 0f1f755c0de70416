package ai.flora.sample.documentation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The metrics and labels of an expression of Prometheus: enough of the language to know
 * metrics and labels from everything else.
 *
 * @param selectors the series that it selects
 * @param labels the labels that it groups or joins by
 * @param kept those of them that its result has
 */
record PromQl(List<Selector> selectors, Set<String> labels, Set<String> kept) {

	private static final Pattern TOKEN = Pattern.compile(
			"""
					\\s+|"(?:[^"\\\\]|\\\\.)*"|\\[[^]]*]|\\$\\w+|[\\d.]+[a-z]*|[=!]~|[=!<>]=|[-+*/%^<>=(){},]|[a-zA-Z_:][\\w:]*""");

	private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "offset", "bool");

	private static final Set<String> LABELS = Set.of("by", "without", "on", "ignoring", "group_left", "group_right");

	/**
	 * Reads an expression.
	 * @throws IllegalArgumentException if there is something in it that is not known
	 */
	static PromQl parse(String expression) {
		List<String> tokens = tokens(expression);
		List<Selector> selectors = new ArrayList<>();
		Set<String> labels = new HashSet<>();
		Set<String> kept = new HashSet<>();
		for (int i = 0; i < tokens.size(); i++) {
			String token = tokens.get(i);
			String next = (i + 1 < tokens.size()) ? tokens.get(i + 1) : "";
			if (!Character.isLetter(token.charAt(0)) || OPERATORS.contains(token)) {
				continue;
			}
			if (LABELS.contains(token)) {
				int end = i + tokens.subList(i, tokens.size()).indexOf(")");
				List<String> named = tokens.subList(i + 2, end).stream().filter((label) -> !label.equals(",")).toList();
				labels.addAll(named);
				if (token.equals("by")) {
					kept.addAll(named);
				}
				i = end;
			}
			else if (!next.equals("(") && !(isAggregated(tokens, i))) {
				List<LabelMatcher> matchers = new ArrayList<>();
				if (next.equals("{")) {
					int end = i + tokens.subList(i, tokens.size()).indexOf("}");
					for (int j = i + 2; j < end; j += 4) {
						String value = tokens.get(j + 2);
						matchers.add(new LabelMatcher(tokens.get(j), tokens.get(j + 1),
								value.substring(1, value.length() - 1)));
					}
					i = end;
				}
				selectors.add(new Selector(token, matchers));
			}
		}
		if (selectors.isEmpty()) {
			throw new IllegalArgumentException("No metric: " + expression);
		}
		return new PromQl(selectors, labels, kept);
	}

	/** An aggregation may name its labels before what it aggregates. */
	private static boolean isAggregated(List<String> tokens, int i) {
		return i + 1 < tokens.size() && Set.of("by", "without").contains(tokens.get(i + 1));
	}

	private static List<String> tokens(String expression) {
		List<String> tokens = new ArrayList<>();
		Matcher matcher = TOKEN.matcher(expression);
		int end = 0;
		while (matcher.find()) {
			if (matcher.start() != end) {
				break;
			}
			end = matcher.end();
			if (!matcher.group().isBlank()) {
				tokens.add(matcher.group());
			}
		}
		if (end != expression.length()) {
			throw new IllegalArgumentException("Not understood: " + expression.substring(end));
		}
		return tokens;
	}

	/**
	 * A selector of series.
	 *
	 * @param metric the name
	 * @param matchers what the labels have to be
	 */
	record Selector(String metric, List<LabelMatcher> matchers) {
	}

	/**
	 * A matcher of a label.
	 *
	 * @param label the label
	 * @param operator one of {@code = != =~ !~}
	 * @param value a value or a regular expression
	 */
	record LabelMatcher(String label, String operator, String value) {

		boolean isRegex() {
			return this.operator.endsWith("~");
		}

	}

}
