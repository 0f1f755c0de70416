package ai.flora.sample.documentation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import ai.flora.sample.documentation.PromQl.LabelMatcher;
import ai.flora.sample.documentation.PromQl.Selector;

/**
 * The metrics that Prometheus reads from an application.
 *
 * @param series labels by metric, those of each of its series
 */
record Scrape(Map<String, List<Map<String, String>>> series) {

	/** Prometheus adds them. */
	private static final Set<String> TARGET = Set.of("job", "instance");

	private static final Pattern SERIES = Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? \\S+");

	private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

	static Scrape parse(String text) {
		Map<String, List<Map<String, String>>> series = new HashMap<>();
		text.lines().map(SERIES::matcher).filter(Matcher::matches).forEach((line) -> {
			Map<String, String> labels = new HashMap<>();
			if (line.group(2) != null) {
				LABEL.matcher(line.group(2)).results().forEach((label) -> labels.put(label.group(1), label.group(2)));
			}
			series.computeIfAbsent(line.group(1), (name) -> new ArrayList<>()).add(labels);
		});
		return new Scrape(series);
	}

	/**
	 * Metrics of an expression that the application has not, and labels that are used of
	 * its result without being there.
	 * @param used labels that a legend or an annotation names
	 */
	List<String> problems(String expression, Set<String> used) {
		PromQl query = PromQl.parse(expression);
		List<String> problems = new ArrayList<>();
		query.selectors().forEach((selector) -> problems.addAll(problems(selector)));
		for (String label : query.labels()) {
			if (!TARGET.contains(label)
					&& query.selectors().stream().noneMatch((selector) -> hasLabel(selector.metric(), label))) {
				problems.add("no label " + label + ": " + expression);
			}
		}
		used.stream()
			.filter((label) -> !query.kept().contains(label))
			.forEach((label) -> problems.add("label " + label + " is lost: " + expression));
		return problems;
	}

	private List<String> problems(Selector selector) {
		List<String> problems = new ArrayList<>();
		List<Map<String, String>> all = this.series.getOrDefault(selector.metric(), List.of());
		if (all.isEmpty()) {
			problems.add("no metric " + selector.metric());
		}
		for (LabelMatcher matcher : selector.matchers()) {
			if (TARGET.contains(matcher.label())) {
				continue;
			}
			List<String> values = matcher.isRegex() ? List.of(matcher.value().split("\\|")) : List.of(matcher.value());
			for (String value : values) {
				if (all.stream().noneMatch((labels) -> value.equals(labels.get(matcher.label())))) {
					problems.add("no " + selector.metric() + "{" + matcher.label() + "=\"" + value + "\"}");
				}
			}
		}
		return problems;
	}

	private boolean hasLabel(String metric, String label) {
		return this.series.getOrDefault(metric, List.of()).stream().anyMatch((labels) -> labels.containsKey(label));
	}

}
