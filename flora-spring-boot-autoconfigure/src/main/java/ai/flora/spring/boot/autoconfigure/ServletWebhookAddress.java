package ai.flora.spring.boot.autoconfigure;

import java.util.List;

import jakarta.servlet.ServletContext;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;
import org.springframework.web.servlet.DispatcherServlet;

/**
 * The context path, and the mappings of Spring MVC's servlet.
 *
 * @param context the web application, after its start
 */
record ServletWebhookAddress(ServletContext context) implements WebhookAddress {

	@Override
	public List<String> prefixes() {
		List<String> servletPaths = this.context.getServletRegistrations()
			.values()
			.stream()
			.filter((servlet) -> isDispatcherServlet(servlet.getClassName()))
			.flatMap((servlet) -> servlet.getMappings().stream())
			.map((mapping) -> mapping.endsWith("/*") ? mapping.substring(0, mapping.length() - 2) : "")
			.distinct()
			.toList();
		return (servletPaths.isEmpty() ? List.of("") : servletPaths).stream()
			.map((path) -> this.context.getContextPath() + path)
			.toList();
	}

	/** The application may have a subclass of its own in its place. */
	private boolean isDispatcherServlet(@Nullable String className) {
		try {
			return className != null && DispatcherServlet.class
				.isAssignableFrom(ClassUtils.forName(className, this.context.getClassLoader()));
		}
		catch (ClassNotFoundException | LinkageError ex) {
			return false;
		}
	}

}
