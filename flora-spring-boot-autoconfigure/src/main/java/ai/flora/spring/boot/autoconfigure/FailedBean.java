package ai.flora.spring.boot.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanCreationException;

/**
 * Finds the bean at which the start of an application failed.
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

}
