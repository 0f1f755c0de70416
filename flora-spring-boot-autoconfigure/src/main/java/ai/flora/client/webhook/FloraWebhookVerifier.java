package ai.flora.client.webhook;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

import ai.flora.client.internal.signature.WebhookSigner;
import ai.flora.client.webhook.InvalidFloraWebhookException.Reason;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

/**
 * Verifies that a delivery is FLORA's, and a recent one: HMAC-SHA256 over the timestamp,
 * a full stop and the raw body, with the whole secret as the key. Usable with any web
 * framework. Thread-safe.
 *
 * <pre>{@code
 * FloraWebhookEvent event = verifier.verify(rawBody, request.getHeader("Flora-Signature"));
 * }</pre>
 *
 * @since 0.1.0
 * @see <a href="https://developer.flora.ai/platform/webhooks/">FLORA: Webhooks</a>
 */
public final class FloraWebhookVerifier {

	/** Name of the header that signs a delivery. */
	public static final String SIGNATURE_HEADER = "Flora-Signature";

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private final List<String> secrets;

	private final Duration tolerance;

	private final InstantSource clock;

	/**
	 * Creates a verifier.
	 * @param secrets the workspace's secret, {@code whsec_} included; several while one
	 * is rotated
	 * @param tolerance how far a delivery's timestamp may be from now by the local clock,
	 * in both directions; at least 1 s, of which a part does not count
	 * @throws IllegalArgumentException if there is no secret, one is blank, or the
	 * tolerance is less than 1 s
	 */
	public FloraWebhookVerifier(List<String> secrets, Duration tolerance) {
		this(secrets, tolerance, InstantSource.system());
	}

	/**
	 * Creates a verifier with a clock of its own.
	 * @param secrets the workspace's secrets
	 * @param tolerance how far a delivery's timestamp may be from now by that clock; at
	 * least 1 s
	 * @param clock tells the time
	 * @throws IllegalArgumentException if there is no secret, one is blank, or the
	 * tolerance is less than 1 s
	 */
	public FloraWebhookVerifier(List<String> secrets, Duration tolerance, InstantSource clock) {
		Assert.notEmpty(secrets, "'secrets' must not be empty");
		Assert.isTrue(secrets.stream().allMatch(StringUtils::hasText), "'secrets' must not be blank");
		Assert.isTrue(tolerance.compareTo(Duration.ofSeconds(1)) >= 0, "'tolerance' must be at least 1 s");
		this.secrets = List.copyOf(secrets);
		this.tolerance = tolerance;
		this.clock = clock;
	}

	/**
	 * Verifies a delivery, and reads it.
	 * @param body the raw body, byte for byte
	 * @param signature value of {@link #SIGNATURE_HEADER}; {@code null} if there is none
	 * @return the delivery
	 * @throws InvalidFloraWebhookException if it is not FLORA's, not recent, or not a
	 * delivery; its {@link InvalidFloraWebhookException#reason() reason} says which
	 */
	public FloraWebhookEvent verify(byte[] body, @Nullable String signature) {
		SignatureHeader header = SignatureHeader.parse(signature);
		if (header == null) {
			throw new InvalidFloraWebhookException(Reason.BAD_SIGNATURE,
					(signature == null) ? "The delivery is not signed: it has no header " + SIGNATURE_HEADER
							: "The delivery is signed in a form that is not FLORA's");
		}
		if (!isSigned(body, header)) {
			throw new InvalidFloraWebhookException(Reason.BAD_SIGNATURE,
					"The delivery is not signed by one of the secrets");
		}
		long age = this.clock.instant().getEpochSecond() - header.seconds();
		if (Math.abs(age) > this.tolerance.toSeconds()) {
			throw new InvalidFloraWebhookException(Reason.EXPIRED,
					"The delivery is " + age + " s old, and the tolerance " + this.tolerance.toSeconds() + " s");
		}
		return read(body);
	}

	/** Compares every pair, so that the time that it takes tells a forger nothing. */
	private boolean isSigned(byte[] body, SignatureHeader header) {
		boolean signed = false;
		for (String secret : this.secrets) {
			byte[] expected = WebhookSigner.sign(secret, header.timestamp(), body).getBytes(StandardCharsets.US_ASCII);
			for (String signature : header.signatures()) {
				signed |= MessageDigest.isEqual(expected, signature.getBytes(StandardCharsets.UTF_8));
			}
		}
		return signed;
	}

	private static FloraWebhookEvent read(byte[] body) {
		try {
			FloraWebhookEvent event = MAPPER.readValue(body, FloraWebhookEvent.class);
			if (event != null && StringUtils.hasText(event.id()) && StringUtils.hasText(event.type())
					&& event.data() != null && StringUtils.hasText(event.runId())) {
				return event;
			}
		}
		catch (JacksonException ex) {
			// Its message quotes the body, which must not get into a log.
		}
		throw new InvalidFloraWebhookException(Reason.MALFORMED, "The delivery is signed, but not of FLORA's form");
	}

	/**
	 * Does not show the secrets.
	 */
	@Override
	public String toString() {
		return "FloraWebhookVerifier[secrets=" + this.secrets.size() + ", tolerance=" + this.tolerance + "]";
	}

}
