package ai.flora.spring.boot.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.util.StringUtils;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPattern.PathMatchInfo;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * The path of deliveries within the application, for Spring MVC and WebFlux alike. The
 * application may have endpoints of its own there and below. So the endpoint is mapped
 * twice: before them for deliveries, and after them for what it refuses.
 */
final class WebhookPath {

	/** Name of the path variable that holds the token of a start's own path. */
	private static final String TOKEN = "token";

	/** Before everything: FLORA was asked to post there. */
	static final int ORDER_OF_DELIVERIES = Ordered.HIGHEST_PRECEDENCE + 100;

	/** After all endpoints, and before static resources, which are last but one. */
	static final int ORDER_OF_REFUSALS = Ordered.LOWEST_PRECEDENCE - 20;

	private final String path;

	private final List<PathPattern> ofAll;

	private final List<PathPattern> ofStarts;

	private final Predicate<String> tokens;

	/**
	 * Creates a path.
	 * @param path the path, with or without a slash at its end
	 * @param tokens tells the token of a start from anything else
	 */
	WebhookPath(String path, Predicate<String> tokens) {
		this.path = StringUtils.trimTrailingCharacter(path, '/');
		this.ofAll = patterns("", "/");
		this.ofStarts = patterns("/{" + TOKEN + "}", "/{" + TOKEN + "}/");
		this.tokens = tokens;
	}

	private List<PathPattern> patterns(String... ends) {
		return Stream.of(ends).map((end) -> PathPatternParser.defaultInstance.parse(this.path + end)).toList();
	}

	/** Maps the patterns of all paths to the handler that serves them. */
	<T> Map<String, T> map(T handler) {
		return Stream.concat(this.ofAll.stream(), this.ofStarts.stream())
			.collect(Collectors.toMap(PathPattern::getPatternString, (pattern) -> handler));
	}

	/** Tells whether FLORA was asked to post there. */
	boolean isDelivery(String method, PathContainer path) {
		return isPost(method) && (isOfAll(path) || isOfStart(path));
	}

	/**
	 * Tells whether the endpoint takes a request that is no delivery, and that no
	 * endpoint of the application takes, to refuse it: a guess at the path of a start, or
	 * the wrong method.
	 */
	boolean mayBeRefused(String method, PathContainer path) {
		return isPost(method) || isOfAll(path);
	}

	private static boolean isPost(String method) {
		return HttpMethod.POST.matches(method);
	}

	private boolean isOfAll(PathContainer path) {
		return this.ofAll.stream().anyMatch((pattern) -> pattern.matches(path));
	}

	private boolean isOfStart(PathContainer path) {
		String token = token(path);
		return token != null && this.tokens.test(token);
	}

	/**
	 * Returns the last segment of a start's path, which is a token or a guess;
	 * {@code null} for the path that all starts share. Spring MVC gives no variables of a
	 * path to handlers of this kind once there is a context path or a servlet path.
	 */
	@Nullable String token(PathContainer path) {
		for (PathPattern pattern : this.ofStarts) {
			PathMatchInfo match = pattern.matchAndExtract(path);
			if (match != null) {
				return match.getUriVariables().getOrDefault(TOKEN, "");
			}
		}
		return null;
	}

}
