package ai.flora.client.internal.transport;

import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ServerClock}.
 */
class ServerClockTests {

	private final ServerClock clock = new ServerClock(new VirtualTiming(Instant.EPOCH));

	@Test
	void answeredWhenDateIsGivenTellsTheTime() {
		answered("Tue, 24 Nov 2026 12:00:00 GMT");
		assertThat(this.clock.isKnown()).isTrue();
		assertThat(this.clock.now()).isEqualTo(Instant.parse("2026-11-24T12:00:00.5Z"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "now", "Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT",
			"Fri, 31 Dec +999999999 23:59:59 GMT", "Mon, 01 Jan -0001 00:00:00 GMT" })
	void answeredWhenDateIsAbsurdLearnsNothing(String date) {
		answered(date);
		assertThat(this.clock.isKnown()).isFalse();
		assertThat(this.clock.now()).isEqualTo(Instant.EPOCH);
	}

	private void answered(String date) {
		HttpHeaders headers = new HttpHeaders();
		headers.set("Date", date);
		this.clock.observe(new BufferedResponse(200, headers, new byte[0]), 0, 0);
	}

}
