package ai.flora.client.webhook;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

import ai.flora.client.RunStatus;
import ai.flora.client.internal.signature.WebhookSigner;
import ai.flora.client.webhook.InvalidFloraWebhookException.Reason;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link FloraWebhookVerifier}. The vectors were checked with FLORA's own SDK.
 */
class FloraWebhookVerifierTests {

	private static final String SECRET = "whsec_unit_test_vector_7f3a91";

	private static final String BODY = "{\"id\":\"whd_vector0001\",\"type\":\"run.completed\",\"api_version\":\"2026-06-11\","
			+ "\"created_at\":1790000122456,\"data\":{\"run_id\":\"run_vector0001\",\"run_type\":\"generation\","
			+ "\"workspace_id\":\"ws_vector0001\",\"status\":\"completed\"}}";

	private static final String HEX = "852035a17bf094838998f1ba77b53db358a339622f55e924deb7c1511aa54c3f";

	private static final String OTHER_HEX = "51d756fd538647a793bc9f7988ba88e928a97011c16b773ec39c8ce861c3d2c4";

	@Test
	void verifyWhenCompletedReadsTheDelivery() {
		FloraWebhookEvent event = verify(BODY, "t=1790000123,v1=" + HEX);
		assertThat(event.id()).isEqualTo("whd_vector0001");
		assertThat(event.type()).isEqualTo("run.completed");
		assertThat(event.runId()).isEqualTo("run_vector0001");
		assertThat(event.data().status()).isEqualTo(RunStatus.COMPLETED);
		assertThat(event.createdAt()).hasValue(Instant.ofEpochMilli(1790000122456L));
	}

	@Test
	void verifyWhenFailedReadsTextBeyondAscii() {
		String body = "{\"id\":\"whd_vector0002\",\"type\":\"run.failed\",\"api_version\":\"2026-06-11\","
				+ "\"created_at\":1790000222789,\"data\":{\"run_id\":\"run_vector0002\",\"run_type\":\"technique\","
				+ "\"workspace_id\":\"ws_vector0001\",\"status\":\"failed\",\"error_code\":\"GENERATION_PROVIDER_TIMEOUT\","
				+ "\"error_message\":\"Le fournisseur a mis trop de temps \u2014 r\u00e9essayez.\"}}";
		assertThat(body.getBytes(StandardCharsets.UTF_8)).hasSize(316);
		FloraWebhookEvent event = verify(body,
				"t=1790000223,v1=4463dcd37843a145a5931b9511152b64fe24d0bd928624f263f5b8c499691536");
		assertThat(event.data().errorMessage()).endsWith("r\u00e9essayez.");
	}

	@ParameterizedTest
	@ValueSource(strings = { "-1", "1790000000000000000", "1e2000000000", "-1e2000000000" })
	void momentThatIsNoneIsMissing(BigDecimal createdAt) {
		FloraWebhookEvent delivery = FloraWebhookEvent.of("whd_1", "run.completed", "run_1");
		assertThat(new FloraWebhookEvent(delivery.id(), delivery.type(), null, createdAt, delivery.data()).createdAt())
			.isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "1789999823,true", "1790000423,true", "1789999822,false", "1790000424,false" })
	void verifyKeepsToTheToleranceInBothDirections(long now, boolean accepted) {
		if (accepted) {
			assertThat(verifier(now, SECRET).verify(bytes(BODY), "t=1790000123,v1=" + HEX)).isNotNull();
		}
		else {
			assertRefused(verifier(now, SECRET), BODY, "t=1790000123,v1=" + HEX, Reason.EXPIRED);
		}
	}

	@Test
	void verifyWhenSecretIsRotatedAcceptsEither() {
		assertThat(verify(BODY, "t=1790000123,v1=" + OTHER_HEX + ",v1=" + HEX)).isNotNull();
		FloraWebhookVerifier both = verifier(1790000123, "whsec_previous_secret_0001", SECRET);
		assertThat(both.verify(bytes(BODY), "t=1790000123,v1=" + OTHER_HEX)).isNotNull();
		assertThat(both.verify(bytes(BODY), " v0=x , t = 1790000123 , v1 = " + HEX)).isNotNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "t=1790000123", "v1=" + HEX, "t=1790000123,v1=", "t=,v1=" + HEX,
			"t=1790000123,t=1790000123,v1=" + HEX, "t=-1790000123,v1=" + HEX, "t=1790000123.0,v1=" + HEX,
			"t=0x6AB0,v1=" + HEX, "t=1790000124,v1=" + HEX, "t=01790000123,v1=" + HEX, "t=\u0661790000123,v1=" + HEX,
			"t=99999999999999999999,v1=" + HEX, "1790000123," + HEX, "t=1790000123;v1=" + HEX,
			"t=1790000123,v1=55d1299de4446ac315e672e34c54702cabe4edb8bda84a0bc4c3cd621815a6fd" })
	void verifyWhenHeaderIsWrongRefuses(String header) {
		assertRefused(verifier(1790000123, SECRET), BODY, header, Reason.BAD_SIGNATURE);
	}

	@Test
	void verifyWhenHexIsUpperCaseRefuses() {
		assertRefused(verifier(1790000123, SECRET), BODY, "t=1790000123,v1=" + HEX.toUpperCase(java.util.Locale.ROOT),
				Reason.BAD_SIGNATURE);
	}

	@Test
	void verifyWhenHeaderIsHugeOrManyPartedRefusesIt() {
		String right = "t=1790000123,v1=" + HEX;
		for (String header : List.of(right + ",x=" + "y".repeat(1_000_000), right + ",v1=0".repeat(1000),
				",".repeat(1000) + right)) {
			assertRefused(verifier(1790000123, SECRET), BODY, header, Reason.BAD_SIGNATURE);
		}
		assertRefused(verifier(1790000123, SECRET), BODY, null, Reason.BAD_SIGNATURE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "x", "-1", "1790000123.0", "1234567890123", "179000012\u0663", "/1", ":1" })
	void verifyWhenTimestampIsSignedButNoNumberRefuses(String timestamp) {
		assertRefused(verifier(1790000123, SECRET), BODY,
				"t=" + timestamp + ",v1=" + WebhookSigner.sign(SECRET, timestamp, bytes(BODY)), Reason.BAD_SIGNATURE);
	}

	@Test
	void verifyReadsHeadersUpToTheirLimits() {
		FloraWebhookVerifier verifier = verifier(1790000123, SECRET);
		String right = "t=1790000123,v1=" + HEX;
		String longest = right + ",x=" + "y".repeat(2048 - right.length() - 3);
		assertThat(verifier.verify(bytes(BODY), longest)).isNotNull();
		assertRefused(verifier, BODY, longest + "y", Reason.BAD_SIGNATURE);
		assertThat(verifier.verify(bytes(BODY), right + ",x".repeat(18))).isNotNull();
		assertRefused(verifier, BODY, right + ",x".repeat(19), Reason.BAD_SIGNATURE);
		assertRefused(verifier, BODY, WebhookSigner.header(SECRET, 999_999_999_999L, bytes(BODY)), Reason.EXPIRED);
	}

	@Test
	void verifyWhenBodyIsTamperedRefuses() {
		assertRefused(verifier(1790000123, SECRET), BODY + " ", "t=1790000123,v1=" + HEX, Reason.BAD_SIGNATURE);
		assertRefused(verifier(1790000123, SECRET), BODY.replace("completed", "failed"), "t=1790000123,v1=" + HEX,
				Reason.BAD_SIGNATURE);
	}

	@Test
	void verifyWhenSecretIsWrongOrCutRefuses() {
		assertRefused(verifier(1790000123, "unit_test_vector_7f3a91"), BODY, "t=1790000123,v1=" + HEX,
				Reason.BAD_SIGNATURE);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "{}|x", "[]|x", "null|x", "<html>|x",
					"{\"id\":\"\",\"type\":\"x\",\"data\":{\"run_id\":\"r\"}}|x", "{\"id\":\"i\",\"type\":\"t\"}|x",
					"{\"id\":\"i\",\"type\":\"t\",\"data\":{}}|x" })
	void verifyWhenSignedButNoDeliveryIsMalformed(String body) {
		assertRefused(verifier(1790000123, SECRET), body, WebhookSigner.header(SECRET, 1790000123, bytes(body)),
				Reason.MALFORMED);
	}

	@Test
	void verifierWhenSettingsMakeNoSenseIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new FloraWebhookVerifier(List.of(), Duration.ofMinutes(5)));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new FloraWebhookVerifier(List.of(" "), Duration.ofMinutes(5)));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new FloraWebhookVerifier(List.of(SECRET), Duration.ofMillis(999)))
			.withMessage("'tolerance' must be at least 1 s");
		assertThat(verifier(0, SECRET).toString()).contains("secrets=1").doesNotContain(SECRET);
	}

	private static void assertRefused(FloraWebhookVerifier verifier, String body, @Nullable String header,
			Reason reason) {
		assertThatExceptionOfType(InvalidFloraWebhookException.class)
			.isThrownBy(() -> verifier.verify(bytes(body), header))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(reason));
	}

	private static FloraWebhookEvent verify(String body, String header) {
		return verifier(1790000123, SECRET).verify(bytes(body), header);
	}

	private static FloraWebhookVerifier verifier(long now, String... secrets) {
		return new FloraWebhookVerifier(List.of(secrets), Duration.ofMinutes(5),
				Clock.fixed(Instant.ofEpochSecond(now), ZoneOffset.UTC));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
