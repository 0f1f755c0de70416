package ai.flora.spring.boot.autoconfigure;

import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanCreationException;
import org.springframework.context.support.AbstractApplicationContext;

/**
 * Finds the bean at which the start of an application failed, and its context.
 */
final class FailedBean {

	private FailedBean() {
	}

	/** The bean whose creation failed first; others may only depend on it. */
	static @Nullable String of(Throwable failure) {
		String bean = null;
		for (Throwable link = failure; link != null; link = link.getCause()) {
			if (link instanceof BeanCreationException creation) {
				bean = creation.getBeanName();
			}
		}
		return bean;
	}

	/**
	 * Tells whether a context failed that a bean of the application made. An exception
	 * does not name its context, but its stack trace has the refresh of each.
	 */
	static boolean isOfNestedContext(Throwable failure) {
		return Stream.of(failure.getStackTrace())
			.filter((frame) -> frame.getClassName().equals(AbstractApplicationContext.class.getName())
					&& frame.getMethodName().equals("refresh"))
			.count() > 1;
	}

}
