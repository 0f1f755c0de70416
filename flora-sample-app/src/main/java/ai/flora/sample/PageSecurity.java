package ai.flora.sample;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import ai.flora.spring.boot.autoconfigure.FloraProperties;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.util.StringUtils;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * There is no login, so only this application's own page may ask, and programs that are
 * no browser. Tells browsers what the page may do: run its own script, talk to its own
 * server, and show what FLORA has made, wherever that is.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 20)
class PageSecurity extends OncePerRequestFilter {

	private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
			+ "img-src 'self' https: http://127.0.0.1:* http://localhost:*; "
			+ "media-src https: http://127.0.0.1:* http://localhost:*; "
			+ "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

	private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

	private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

	/** Other sites may have links to these: they start and follow nothing. */
	private static final Set<String> PAGES = Set.of("/", "/index.html");

	private final Set<String> hosts;

	private final String webhookPath;

	private final HandlerExceptionResolver problems;

	PageSecurity(@Value("${sample.hosts:}") Set<String> hosts, FloraProperties flora,
			@Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
		this.hosts = hosts.stream().map((host) -> host.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
		this.webhookPath = StringUtils.trimTrailingCharacter(flora.getWebhook().getPath(), '/');
		this.problems = problems;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		response.setHeader("Content-Security-Policy", POLICY);
		response.setHeader("X-Content-Type-Options", "nosniff");
		response.setHeader("Referrer-Policy", "no-referrer");
		response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
		String refusal = refusal(request);
		if (refusal != null) {
			this.problems.resolveException(request, response, null,
					new ResponseStatusException(HttpStatus.FORBIDDEN, refusal));
			return;
		}
		chain.doFilter(request, response);
	}

	private @Nullable String refusal(HttpServletRequest request) {
		if (isDelivery(request)) {
			return null;
		}
		String host = request.getServerName().toLowerCase(Locale.ROOT);
		if (!this.hosts.contains(host) && !(LOOPBACK.contains(host) && isOnLoopback(request))) {
			return "This application does not answer to the host name '" + host + "' here: "
					+ "localhost is for connections of its own machine alone. "
					+ "If the name is its own, and whoever reaches it may spend, start it with SAMPLE_HOSTS=" + host
					+ " (several names with commas between them).";
		}
		if (isOfAnotherPage(request) && !isLink(request)) {
			return "Only this application's own page may ask for this. "
					+ "If this is its page, a proxy hides its address: start it with "
					+ "SERVER_FORWARD_HEADERS_STRATEGY=framework.";
		}
		return null;
	}

	/**
	 * FLORA's deliveries are signed. By the path that Spring looks at, for the request's
	 * own may have a way out of it.
	 */
	private boolean isDelivery(HttpServletRequest request) {
		String path = request.getServletPath();
		return path.equals(this.webhookPath) || path.startsWith(this.webhookPath + "/");
	}

	/**
	 * A name says nothing about who asks: over the network, too, anybody may send it. And
	 * a page of another site, whose name its owner has pointed at this machine, would
	 * pass for ours.
	 */
	private static boolean isOnLoopback(HttpServletRequest request) {
		try {
			// An address and no name: nothing is looked up.
			return InetAddress.getByName(request.getLocalAddr()).isLoopbackAddress();
		}
		catch (UnknownHostException ex) {
			return false;
		}
	}

	/** Browsers let every page send requests; they say of which, and no page can lie. */
	private static boolean isOfAnotherPage(HttpServletRequest request) {
		return !OWN_SITES.containsAll(Collections.list(request.getHeaders("Sec-Fetch-Site")))
				|| !Collections.list(request.getHeaders("Origin"))
					.stream()
					.allMatch((origin) -> isOwn(origin, request));
	}

	private static boolean isOwn(String origin, HttpServletRequest request) {
		String own = request.getScheme() + "://" + request.getServerName();
		boolean usualPort = request.getServerPort() == (request.isSecure() ? 443 : 80);
		return origin.equalsIgnoreCase(usualPort ? own : own + ":" + request.getServerPort());
	}

	private static boolean isLink(HttpServletRequest request) {
		return "navigate".equals(request.getHeader("Sec-Fetch-Mode")) && "GET".equals(request.getMethod())
				&& PAGES.contains(request.getServletPath());
	}

}
