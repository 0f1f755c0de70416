package ai.flora.sample;

import java.io.IOException;
import java.util.Set;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Tells browsers what the page may do: run its own script, talk to its own server, and
 * show what FLORA has made, wherever that is.
 */
@Component
class PageSecurity extends OncePerRequestFilter {

	private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
			+ "img-src 'self' https: http://127.0.0.1:* http://localhost:*; "
			+ "media-src https: http://127.0.0.1:* http://localhost:*; "
			+ "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

	private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

	private final Set<String> hosts;

	PageSecurity(@Value("${sample.hosts:}") Set<String> hosts) {
		this.hosts = hosts;
	}

	/**
	 * A page of another site, whose name its owner has pointed at this machine, would
	 * pass for ours otherwise. FLORA's deliveries are signed.
	 */
	private boolean isForeign(HttpServletRequest request) {
		String host = request.getServerName();
		return !LOOPBACK.contains(host) && !this.hosts.contains(host)
				&& !request.getRequestURI().startsWith("/flora/webhook");
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		if (isForeign(request)) {
			response.sendError(HttpServletResponse.SC_FORBIDDEN);
			return;
		}
		response.setHeader("Content-Security-Policy", POLICY);
		response.setHeader("X-Content-Type-Options", "nosniff");
		response.setHeader("Referrer-Policy", "no-referrer");
		response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
		chain.doFilter(request, response);
	}

}
