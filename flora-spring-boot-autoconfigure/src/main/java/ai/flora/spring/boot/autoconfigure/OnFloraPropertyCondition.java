package ai.flora.spring.boot.autoconfigure;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Evaluates {@link ConditionalOnFloraProperty}. A value that is no boolean fails the
 * start of the application, as it does when it is bound: it must not switch anything off
 * silently.
 */
class OnFloraPropertyCondition extends SpringBootCondition {

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		MergedAnnotation<ConditionalOnFloraProperty> annotation = metadata.getAnnotations()
			.get(ConditionalOnFloraProperty.class);
		String name = annotation.getString("name");
		boolean value = value(context.getEnvironment(), name, annotation.getBoolean("matchIfMissing"));
		return new ConditionOutcome(value,
				ConditionMessage.forCondition(ConditionalOnFloraProperty.class, name).because("it is " + value));
	}

	/** Most applications set none of these: binding would search all sources for that. */
	static boolean value(Environment environment, String name, boolean whenMissing) {
		return environment.containsProperty(name)
				? BlankProperties.binder(environment).bind(name, Boolean.class).orElse(whenMissing) : whenMissing;
	}

}
