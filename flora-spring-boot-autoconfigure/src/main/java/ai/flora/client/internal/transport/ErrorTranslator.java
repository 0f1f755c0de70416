package ai.flora.client.internal.transport;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

import ai.flora.client.FloraApiException;
import ai.flora.client.FloraApiException.Details;
import ai.flora.client.FloraApiException.FieldError;
import ai.flora.client.FloraConnectionException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraInterruptedException;
import ai.flora.client.FloraRateLimitException;
import ai.flora.client.FloraResponseException;
import ai.flora.client.FloraResponseTooLargeException;
import ai.flora.client.FloraTimeoutException;
import ai.flora.client.internal.ApiExceptions;
import ai.flora.client.internal.Causes;
import ai.flora.client.internal.ClosedClient;
import ai.flora.client.internal.ErrorCodes;
import ai.flora.client.internal.operation.Operation;
import ai.flora.client.internal.response.BufferedResponse;
import ai.flora.client.internal.response.ErrorEnvelope;
import ai.flora.client.internal.response.Failure;
import ai.flora.client.internal.response.RetryAfter;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Turns the last failure of a call into the exception that the caller gets. What it takes
 * over from outside shows none of the keys that the call has sent.
 */
class ErrorTranslator {

	private static final int EXCERPT_LENGTH = 500;

	private static final int TEXT_LENGTH = 300;

	private static final int CODE_LENGTH = 100;

	private static final int MAX_FIELDS = 50;

	private static final int MAX_FIELDS_IN_MESSAGE = 5;

	private final SettingNames names;

	private final String address;

	private final SentKeys keys;

	ErrorTranslator(TransportSettings settings, SentKeys keys) {
		this.names = settings.names();
		this.address = address(settings.baseUrl());
		this.keys = keys;
	}

	private static String address(URI baseUrl) {
		int usual = "https".equalsIgnoreCase(baseUrl.getScheme()) ? 443 : 80;
		return baseUrl.getHost() + ":" + ((baseUrl.getPort() >= 0) ? baseUrl.getPort() : usual);
	}

	FloraException translate(Operation<?> operation, Failure failure, Effort effort, Instant now) {
		String subject = operation.subject() + ": ";
		if (failure instanceof Failure.ErrorResponse error) {
			return errorResponse(operation, error, effort, now);
		}
		if (failure instanceof Failure.NoResponse none) {
			String message = subject + noResponse(none, effort);
			IOException cause = this.keys.clean(none.cause());
			return none.timeout() ? new FloraTimeoutException(message, cause)
					: new FloraConnectionException(message, cause);
		}
		if (failure instanceof Failure.Unreadable unreadable) {
			return unreadable(subject, unreadable);
		}
		if (failure instanceof Failure.Interrupted) {
			return new FloraInterruptedException(subject + "interrupted, " + effort, null);
		}
		if (failure instanceof Failure.Unexpected unexpected) {
			return new FloraException(subject + "the application failed to handle the exchange, " + effort,
					unexpected.cause());
		}
		if (failure instanceof Failure.Closed) {
			return ClosedClient.exception(operation.subject());
		}
		return new FloraTimeoutException(subject + "the deadline of " + effort.timeout().toMillis() + " ms passed, "
				+ effort + ". A longer one is " + limit(ClientSetting.CALL_TIMEOUT) + ".", null);
	}

	private FloraResponseException unreadable(String subject, Failure.Unreadable unreadable) {
		if (unreadable.tooLarge()) {
			return new FloraResponseTooLargeException(
					subject + "FLORA's answer is larger than " + name(ClientSetting.MAX_RESPONSE_SIZE) + " allows",
					null);
		}
		String advice = (unreadable == Failure.Unreadable.REPLACED) ? "" : " If " + name(ClientSetting.BASE_URL)
				+ " is right, something between this application and FLORA answered.";
		return new FloraResponseException(subject + "FLORA's answer cannot be read: "
				+ this.keys.clean(unreadable.problem(), TEXT_LENGTH) + "." + advice, null);
	}

	private String noResponse(Failure.NoResponse none, Effort effort) {
		String check = ", " + effort + ". Check " + name(ClientSetting.BASE_URL);
		if (none.timeout()) {
			return "FLORA did not answer in time at " + this.address + check + ", the network and FLORA's status page.";
		}
		return "FLORA could not be reached: " + switch (NetworkFailures.obstacle(none.cause())) {
			case NAME -> "the host of " + this.address + " is unknown" + check
					+ ", and whether this machine can look up its name (DNS).";
			case CONNECT ->
				this.address + " accepts no connection" + check + ", and whether a firewall or a proxy is in between.";
			case TLS -> "no secure connection (TLS) to " + this.address + reason(none.cause()) + check
					+ "; if its certificate is not of a public authority, set " + name(ClientSetting.REQUEST_FACTORY)
					+ ".";
			case UNKNOWN ->
				"the connection to " + this.address + " broke" + check + ", the network and FLORA's status page.";
		};
	}

	/** The reason of the innermost exception, such as that of a certificate check. */
	private String reason(Throwable thrown) {
		List<Throwable> chain = Causes.chain(thrown);
		String reason = this.keys.clean(chain.get(chain.size() - 1).getMessage(), TEXT_LENGTH);
		return StringUtils.hasText(reason) ? " (" + reason + ")" : "";
	}

	/** The name of a setting of the client in messages. */
	private String name(ClientSetting setting) {
		return this.names.of(setting);
	}

	/** The same, of one that the options of a call may replace. */
	private String limit(ClientSetting setting) {
		return name(setting) + ((setting == ClientSetting.CALL_TIMEOUT) ? " or RequestOptions.withTimeout" : "");
	}

	private FloraApiException errorResponse(Operation<?> operation, Failure.ErrorResponse error, Effort effort,
			Instant now) {
		BufferedResponse response = error.response();
		Details details = details(response, error.error());
		String message = operation.subject() + ": " + message(details, error.error()) + ", " + effort
				+ advice(operation, details, effort) + ".";
		if (details.status() == 429) {
			return new FloraRateLimitException(message, details, RetryAfter.of(response, now));
		}
		return ApiExceptions.of(message, details);
	}

	private Details details(BufferedResponse response, ErrorEnvelope.@Nullable Content error) {
		String requestId = requestId(response);
		if (error != null) {
			return new Details(response.status(), code(error.code()), fieldErrors(error), requestId, null);
		}
		String body = this.keys.clean(new String(response.body(), StandardCharsets.UTF_8), EXCERPT_LENGTH);
		return new Details(response.status(), null, List.of(), requestId,
				(body != null && body.isEmpty()) ? null : body);
	}

	@Nullable String code(@Nullable String code) {
		return this.keys.clean(code, CODE_LENGTH);
	}

	@Nullable String requestId(BufferedResponse response) {
		return this.keys.clean(response.header("request-id"), CODE_LENGTH);
	}

	private List<FieldError> fieldErrors(ErrorEnvelope.Content error) {
		if (error.fields() == null) {
			return List.of();
		}
		return error.fields()
			.stream()
			.filter(Objects::nonNull)
			.limit(MAX_FIELDS)
			.map((field) -> new FieldError(this.keys.clean(field.field(), CODE_LENGTH),
					this.keys.clean(field.message(), TEXT_LENGTH)))
			.toList();
	}

	private String message(Details details, ErrorEnvelope.@Nullable Content error) {
		StringBuilder message = new StringBuilder();
		if (details.errorCode() != null) {
			message.append("FLORA answered ").append(details.status()).append(' ').append(details.errorCode());
		}
		else {
			message.append("a gateway, not FLORA itself, answered ").append(details.status());
		}
		if (error != null && error.message() != null) {
			message.append(" (").append(this.keys.clean(error.message(), TEXT_LENGTH)).append(')');
		}
		List<FieldError> fields = details.fieldErrors();
		fields.stream()
			.limit(MAX_FIELDS_IN_MESSAGE)
			.forEach((field) -> message.append("; ").append(field.field()).append(": ").append(field.message()));
		if (fields.size() > MAX_FIELDS_IN_MESSAGE) {
			message.append("; and ").append(fields.size() - MAX_FIELDS_IN_MESSAGE).append(" more");
		}
		if (details.requestId() != null) {
			message.append(", request id ").append(details.requestId());
		}
		return message.toString();
	}

	/**
	 * Only FLORA's own codes tell what a status means for FLORA: a server that responds
	 * without them knows neither keys nor runs.
	 */
	private String advice(Operation<?> operation, Details details, Effort effort) {
		int status = details.status();
		if (status >= 300 && status < 400) {
			return ". Redirects are not followed, for they could carry the key away: check "
					+ name(ClientSetting.BASE_URL);
		}
		if (details.errorCode() == null) {
			return ". Check " + name(ClientSetting.BASE_URL) + ((status / 100 == 5) ? " and FLORA's status page"
					: ", and what is between this application and FLORA, such as a proxy or a firewall");
		}
		return switch (status) {
			case 401 -> ". Check " + name(ClientSetting.API_KEY)
					+ ": it is unknown or revoked; creating a new key revokes the old one";
			case 402 -> ". Top up the workspace's credits";
			case 403 -> ". The key is valid, but its workspace lacks the permission or a plan with API access";
			case 404 -> notFound(operation);
			case 429 -> ". Ask less often" + (effort.limits().isEmpty() ? "" : ", or allow more by "
					+ effort.limits().stream().map(this::limit).collect(Collectors.joining(", and ")));
			default -> (operation.charged() && ErrorCodes.isOwnFailure(details.errorCode()))
					? ". It may have made a run: look for it at FLORA before you start it again" : "";
		};
	}

	private String notFound(Operation<?> operation) {
		if (operation.runId() != null) {
			return ". It does not exist, or belongs to a workspace that the key does not cover; if no run is found, check "
					+ name(ClientSetting.BASE_URL);
		}
		return ". Check " + name(ClientSetting.BASE_URL) + ", for there may be no such API"
				+ ("workspaces".equals(operation.name()) || "probe".equals(operation.name()) ? ""
						: "; or the workspace or project does not exist, or is not the key's");
	}

	/**
	 * The time and attempts that a call has taken.
	 *
	 * @param attempts attempts begun
	 * @param elapsed time since the call began
	 * @param timeout time that the call was allowed
	 * @param limits settings that allow no more of that after a 429
	 */
	record Effort(int attempts, Duration elapsed, Duration timeout, List<ClientSetting> limits) {

		@Override
		public String toString() {
			return "after " + this.attempts + ((this.attempts == 1) ? " attempt" : " attempts") + " in "
					+ this.elapsed.toMillis() + " ms";
		}

	}

}
