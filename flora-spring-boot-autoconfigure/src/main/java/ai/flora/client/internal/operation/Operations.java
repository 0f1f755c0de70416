package ai.flora.client.internal.operation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import ai.flora.client.FloraRequest;
import ai.flora.client.internal.response.AttemptFailedException;
import ai.flora.client.internal.response.BufferedResponse;
import ai.flora.client.internal.response.FloraJson;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.util.Assert;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClient.RequestBodySpec;
import org.springframework.web.client.RestClient.RequestHeadersSpec;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Operations of workspaces and of any route: each request, and how its response is read.
 * A page that some web server sends for everything must not pass for FLORA's.
 *
 * @since 0.1.0
 */
public final class Operations {

	private static final Log logger = LogFactory.getLog(Operations.class);

	private Operations() {
	}

	/**
	 * Any other route.
	 * @param <T> the type of the response
	 * @param request the request
	 * @param startedRuns told the runs that the request has started
	 * @return the operation
	 * @throws IllegalArgumentException if the body cannot be written as JSON, or the
	 * route is not for everybody
	 */
	public static <T> Operation<T> exchange(FloraRequest<T> request, Consumer<List<String>> startedRuns) {
		boolean mayStart = mayStart(request);
		String refusal = mayStart ? StartRoutes.refusal(request.method(), path(request)) : null;
		Assert.isTrue(refusal == null, () -> String.valueOf(refusal));
		boolean runsNodes = projectOfNodes(request) != null;
		byte @Nullable [] body = (request.body() != null) ? FloraJson.write(request.body()) : null;
		return new Operation<>("other", request.toString(), null, (client) -> send(client, request, body),
				(response) -> {
					if (!runsNodes) {
						return readOther(response, request.responseType());
					}
					List<String> runs = StartRoutes.runsOfNodes(FloraJson.read(response, JsonNode.class));
					startedRuns.accept(runs);
					return readStarted(response, request.responseType(), runs);
				}, runsNodes, runsNodes);
	}

	/** A class that does not fit must not hide the runs that were started. */
	private static <T> T readStarted(BufferedResponse response, Class<T> type, List<String> runs) {
		try {
			return readOther(response, type);
		}
		catch (AttemptFailedException ex) {
			if (runs.isEmpty()) {
				throw ex;
			}
			logger.warn("A response does not fit " + type + ", but FLORA has started and charged these runs: " + runs);
			throw AttemptFailedException.unreadable("it does not fit " + type.getSimpleName()
					+ ", but FLORA has started and charged " + String.join(", ", runs));
		}
	}

	private static boolean mayStart(FloraRequest<?> request) {
		return !request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.DELETE);
	}

	private static String path(FloraRequest<?> request) {
		return String
			.valueOf(UriComponentsBuilder.fromPath(request.path()).build().expand(request.variables()).getPath());
	}

	/**
	 * The project whose nodes a request runs.
	 * @param request the request
	 * @return the project, or {@code null} if the request does something else
	 */
	public static @Nullable String projectOfNodes(FloraRequest<?> request) {
		return mayStart(request) ? StartRoutes.projectOfNodes(path(request)) : null;
	}

	private static RequestHeadersSpec<?> send(RestClient client, FloraRequest<?> request, byte @Nullable [] body) {
		Map<String, Object> values = new LinkedHashMap<>(request.variables());
		List<String> query = new ArrayList<>();
		request.query().forEach((name, all) -> all.forEach((value) -> {
			String variable = "query." + query.size();
			query.add(name + "={" + variable + "}");
			values.put(variable, value);
		}));
		String template = request.path() + (query.isEmpty() ? "" : "?" + String.join("&", query));
		RequestBodySpec spec = Operation.withKey(client.method(request.method()).uri(template, values),
				request.idempotencyKey());
		if (body != null) {
			spec.contentType(MediaType.APPLICATION_JSON).contentLength(body.length).body((out) -> out.write(body));
		}
		return spec;
	}

	private static <T> T readOther(BufferedResponse response, Class<T> type) {
		if (response.body().length > 0) {
			return FloraJson.read(response, type);
		}
		if (type.isAssignableFrom(NullNode.class)) {
			return type.cast(NullNode.getInstance());
		}
		throw AttemptFailedException.unreadable("it is a " + response.status()
				+ " without a body, which can be read as JsonNode, but not as " + type.getSimpleName());
	}

	/**
	 * Lists the identifiers of workspaces, free of charge.
	 * @param name what it is called in observations
	 * @param subject what it is called in messages
	 * @return the operation
	 */
	public static Operation<List<String>> workspaces(String name, String subject) {
		return new Operation<>(name, subject, null, (client) -> client.get().uri("/workspaces"),
				Operations::readWorkspaces, false, true);
	}

	private static List<String> readWorkspaces(BufferedResponse response) {
		Workspaces read = FloraJson.read(response, Workspaces.class);
		if (read.workspaces() == null) {
			throw AttemptFailedException.unreadable("it does not list workspaces (" + response.contentType() + ")");
		}
		return read.ids();
	}

}
