package ai.flora.spring.boot.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import ai.flora.client.FloraClient;
import ai.flora.client.fuzz.Documents;
import ai.flora.client.fuzz.FuzzInputs;
import ai.flora.client.fuzz.FuzzInputs.Input;
import ai.flora.client.fuzz.HostileBytes;
import ai.flora.client.fuzz.HostileJson;
import ai.flora.client.fuzz.Inspection;
import ai.flora.client.internal.callback.CallbackTokens;
import ai.flora.client.internal.signature.WebhookSigner;
import ai.flora.client.internal.webhook.WebhookReceiver;
import ai.flora.client.observation.FloraMeterRecorder;
import ai.flora.client.webhook.FloraWebhookEvent;
import ai.flora.client.webhook.FloraWebhookVerifier;
import ai.flora.client.webhook.InvalidFloraWebhookException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockServletContext;
import org.springframework.util.Assert;
import org.springframework.web.util.ServletRequestPathUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Whatever is posted to the webhook: a documented answer, and an event only for what was
 * signed in time.
 */
@Tag("exhaustive")
class WebhookFuzzTests {

	private static final Instant NOW = Instant.ofEpochSecond(1_790_000_123);

	private static final String SECRET = "whsec_new";

	private static final CallbackTokens TOKENS = new CallbackTokens(List.of(SECRET));

	private static final String TOKEN = TOKENS.newToken();

	private static final String[] TYPES = { "text/plain", "application/json;charset=nope", "", "/", "*/*", "\u0000",
			"application/*", "application/json;q=2", "application/JSON ; charset=\"utf-8\"", "a/b",
			"application/jsonx" };

	private final FloraWebhookVerifier verifier = new FloraWebhookVerifier(List.of("whsec_old", SECRET),
			Duration.ofMinutes(5), Clock.fixed(NOW, ZoneOffset.UTC));

	/** Each input has a receiver of its own, which warns of its first refusal. */
	@BeforeAll
	static void silence() {
		log(LogLevel.OFF);
	}

	@AfterAll
	static void speak() {
		log(null);
	}

	private static void log(@Nullable LogLevel level) {
		LoggingSystem.get(WebhookFuzzTests.class.getClassLoader())
			.setLogLevel(WebhookReceiver.class.getPackageName(), level);
	}

	@Test
	void verifierAcceptsOnlyWhatIsSignedInTime() {
		FuzzInputs.run("deliveries", 2, (input) -> {
			Delivery delivery = input.note(delivery(input));
			try {
				FloraWebhookEvent event = this.verifier.verify(delivery.body(), delivery.signature());
				assertThat(delivery.genuine()).isTrue();
				Inspection.value(event);
				return "an event";
			}
			catch (InvalidFloraWebhookException ex) {
				assertThat(ex).hasMessageStartingWith("The delivery is ");
				assertThat(ex.getMessage().length()).isLessThan(100);
				return ex.reason().toString();
			}
		});
	}

	@Test
	void handlerGivesADocumentedAnswer() {
		FuzzInputs.run("posts", 2, (input) -> {
			Delivery delivery = input.note(delivery(input));
			AtomicReference<@Nullable FloraWebhookEvent> delivered = new AtomicReference<>();
			FloraWebhookEndpoint endpoint = new FloraWebhookEndpoint(new WebhookPath("/flora/webhook", TOKENS::isValid),
					new WebhookReceiver(this.verifier, TOKENS, client(input, delivered), Stream::empty,
							recorder(input)));
			MockHttpServletResponse response = new MockHttpServletResponse();
			endpoint.handleRequest(request(input, delivery), response);
			int status = response.getStatus();
			assertThat(status).isIn(200, 400, 401, 413, 415, 503);
			if (delivered.get() != null || status == 200 || status == 503) {
				assertThat(delivery.genuine()).isTrue();
				assertThat(delivered.get()).isNotNull();
			}
			return String.valueOf(status);
		});
	}

	private static FloraMeterRecorder recorder(Input input) {
		boolean fails = input.chance(0.01);
		return new FloraMeterRecorder() {

			@Override
			public void delivered(String event, String outcome, Duration took) {
				Assert.state(!fails, "Not recorded");
			}

		};
	}

	private static FloraClient client(Input input, AtomicReference<@Nullable FloraWebhookEvent> delivered) {
		boolean taken = input.chance(0.8);
		FloraClient client = mock();
		given(client.received(any(), any())).willAnswer((invocation) -> {
			delivered.set(invocation.getArgument(0));
			return taken;
		});
		return client;
	}

	private static MockHttpServletRequest request(Input input, Delivery delivery) {
		MockHttpServletRequest request = new MockHttpServletRequest(new MockServletContext(), "POST", "/flora/webhook");
		request.setContent(delivery.body());
		if (input.chance(0.9)) {
			request.addHeader("Content-Type", input.chance(0.8) ? "application/json" : input.pick(TYPES));
		}
		if (delivery.signature() != null) {
			request.addHeader("Flora-Signature", delivery.signature());
		}
		if (delivery.signature() != null && input.chance(0.05)) {
			request.addHeader("Flora-Signature", "t=1,v1=" + signature(input, delivery.body(), NOW.getEpochSecond()));
		}
		if (input.chance(0.1)) {
			request.addHeader(input.pick("Accept", "Content-Encoding", "Host", "Range", "Cookie"),
					input.pick("", "-1", "abc", "9".repeat(30), "0", "1", "*/*", "gzip", "\u0000"));
		}
		if (input.chance(0.1)) {
			// What is no number, every servlet container refuses by itself.
			request.addHeader("Content-Length", input.pick("0", "1", "65536", "65537", "9223372036854775807"));
		}
		if (input.chance(0.2)) {
			request.setRequestURI("/flora/webhook/" + input.pick(TOKEN, TOKEN, TOKEN, TOKEN, TOKEN, TOKEN, "", "x",
					"..", "%00", "\u0000", "A".repeat(32), "A".repeat(10_000), "\ud800"));
		}
		ServletRequestPathUtils.parseAndCache(request);
		return request;
	}

	private static Delivery delivery(Input input) {
		byte[] body = HostileBytes.of(HostileJson.write(Documents.delivery(input, NOW), input), input);
		long signedAt = NOW.getEpochSecond() + (input.chance(0.7) ? 0 : input.random().nextLong(-400, 400));
		boolean inTime = Math.abs(signedAt - NOW.getEpochSecond()) <= 300;
		String valid = WebhookSigner.header(input.pick("whsec_old", SECRET), signedAt, body);
		if (input.chance(0.6)) {
			return new Delivery(body, valid, inTime);
		}
		if (input.chance(0.3)) {
			String known = valid + input.pick(",v2=x", ",", ", v1=abc", ",v0=,=,x", ",v1=" + "0".repeat(64));
			return new Delivery(body, known, inTime);
		}
		return new Delivery(body, signature(input, body, signedAt), false);
	}

	/** A header that is not the body's. */
	private static @Nullable String signature(Input input, byte[] body, long signedAt) {
		String valid = WebhookSigner.header(SECRET, signedAt, body);
		String hex = valid.substring(valid.indexOf("v1=") + 3);
		return switch (input.random().nextInt(12)) {
			case 0 -> null;
			case 1 -> WebhookSigner.header("whsec_other", signedAt, body);
			case 2 -> WebhookSigner.header(SECRET, signedAt,
					(new String(body, StandardCharsets.UTF_8) + " ").getBytes(StandardCharsets.UTF_8));
			case 3 -> "t=" + input.pick("", "-1", "9".repeat(12), "9".repeat(13), "9".repeat(5000), "\u0661\u0662",
					"0x1", "1e9", " ", "+1790000123", "NaN", "1790000123.0") + ",v1=" + hex;
			case 4 -> "t=" + signedAt + ",v1=" + hex.toUpperCase(java.util.Locale.ROOT).replaceFirst("\\d*$", "A");
			case 5 -> "t=" + signedAt + (",v1=" + "0".repeat(64)).repeat(input.pick(2, 10_000));
			case 6 -> valid + ",t=" + signedAt;
			case 7 -> valid.replace("v1=", input.pick("v2=", "V1=", "v1:", "v1", "v1=\u0000"));
			case 8 -> valid.replace(",", input.pick(";", " ", "", ",,,,,,,,,,,,,,,,,,,,,,,,,"));
			case 9 -> valid.substring(0, input.random().nextInt(valid.length()));
			case 10 -> input.pick("", ",", "=", "t=,v1=", "t", "v1", "x".repeat(3000), "\ud800", "t=1790000123");
			default -> "t=" + (signedAt + 1) + ",v1=" + hex;
		};
	}

	/**
	 * A delivery.
	 *
	 * @param body its body
	 * @param signature its signature, if it has one
	 * @param genuine whether it is signed, and in time
	 */
	private record Delivery(byte[] body, @Nullable String signature, boolean genuine) {

		@Override
		public String toString() {
			return (this.genuine ? "genuine " : "fake ") + this.signature + ", " + this.body.length + " bytes: "
					+ new String(this.body, 0, Math.min(this.body.length, 1000), StandardCharsets.UTF_8);
		}

	}

}
