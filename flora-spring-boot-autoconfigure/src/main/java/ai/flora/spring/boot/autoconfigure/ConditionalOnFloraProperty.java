package ai.flora.spring.boot.autoconfigure;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.context.annotation.Conditional;

/**
 * Matches if a property of FLORA is true; a blank one is unset.
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Conditional(OnFloraPropertyCondition.class)
@interface ConditionalOnFloraProperty {

	/**
	 * Name of the property.
	 */
	String name();

	/**
	 * Tells whether to match if it is unset.
	 */
	boolean matchIfMissing() default false;

}
