package ai.flora.spring.boot.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Says which property of FLORA cannot be used, where it was set, and what to do; never
 * its value. Boot's own analysis of properties comes later: it shows the value.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 100)
class FloraPropertyFailureAnalyzer extends AbstractFailureAnalyzer<FloraPropertyException> {

	private final PropertyOrigins origins;

	FloraPropertyFailureAnalyzer(Environment environment) {
		this.origins = new PropertyOrigins(environment);
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, FloraPropertyException cause) {
		String property = cause.property();
		return new FailureAnalysis("FLORA cannot be used: the property " + property + " "
				+ (cause.replaced() ? cause.problem() + "." : this.origins.of(property)
					.map((origin) -> cause.problem() + ". Its value came from " + origin + ".")
					.or(() -> this.origins.ofBlank(property)
						.map((origin) -> "is blank, which counts as unset. Its value came from " + origin + "."))
					.orElse(cause.problem() + ".")),
				cause.action(), cause);
	}

}
