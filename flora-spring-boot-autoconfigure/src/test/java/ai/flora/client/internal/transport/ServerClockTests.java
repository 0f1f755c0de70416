package ai.flora.client.internal.transport;

import java.time.Duration;
import java.time.Instant;

import ai.flora.client.internal.response.BufferedResponse;
import ai.flora.client.internal.time.VirtualTiming;
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

	@Test
	void timeIsTheLocalOneBeforeTheFirstResponse() {
		VirtualTiming timing = new VirtualTiming(Instant.EPOCH);
		ServerClock unknown = new ServerClock(timing);
		timing.sleep(Duration.ofSeconds(3));
		assertThat(unknown.now()).isEqualTo(Instant.ofEpochSecond(3));
		assertThat(unknown.at(nanos(5_000))).isEqualTo(Instant.ofEpochSecond(5));
		assertThat(unknown.uncertainty()).isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void eachResponseNarrowsTheTimeDown() {
		answered("Tue, 24 Nov 2026 12:00:00 GMT", 0, 100);
		assertThat(this.clock.uncertainty()).isEqualTo(Duration.ofMillis(550));
		assertThat(this.clock.at(nanos(0))).isEqualTo(Instant.parse("2026-11-24T12:00:00.450Z"));
		assertThat(this.clock.at(nanos(10_000))).isEqualTo(Instant.parse("2026-11-24T12:00:10.450Z"));
		answered("Tue, 24 Nov 2026 12:00:01 GMT", 800, 900);
		assertThat(this.clock.uncertainty()).isEqualTo(Duration.ofMillis(450));
		assertThat(this.clock.at(nanos(0))).isEqualTo(Instant.parse("2026-11-24T12:00:00.550Z"));
		answered("Tue, 24 Nov 2026 12:00:01 GMT", 100, 2000);
		assertThat(this.clock.uncertainty()).as("a slow response tells nothing new").isEqualTo(Duration.ofMillis(450));
	}

	@Test
	void responseThatContradictsTheOthersCountsAlone() {
		answered("Tue, 24 Nov 2026 12:00:00 GMT", 0, 100);
		for (String hour : new String[] { "13", "11" }) {
			answered("Tue, 24 Nov 2026 " + hour + ":00:00 GMT", 1000, 1000);
			assertThat(this.clock.uncertainty()).isEqualTo(Duration.ofMillis(500));
			assertThat(this.clock.at(nanos(1_000))).isEqualTo(Instant.parse("2026-11-24T" + hour + ":00:00.500Z"));
		}
	}

	/** Its servers' clocks differ, and a response tells the time to half a second. */
	@Test
	void whatBeganOrEndedMayHaveBeenNotedALittleEarlierOrLater() {
		answered("Tue, 24 Nov 2026 12:00:00 GMT");
		Duration tolerance = Duration.between(this.clock.earliest(nanos(0)), this.clock.at(nanos(0)));
		assertThat(tolerance).isGreaterThan(Duration.ofMillis(500));
		assertThat(this.clock.latest(nanos(0))).isEqualTo(this.clock.at(nanos(0)).plus(tolerance));
	}

	/** A machine may have slept in between. */
	@Test
	void timeIsKnownSinceTheLatestResponse() {
		assertThat(this.clock.isKnownSince(nanos(0))).isFalse();
		answered("Tue, 24 Nov 2026 12:00:00 GMT", 0, 100);
		assertThat(this.clock.isKnownSince(nanos(100))).isTrue();
		assertThat(this.clock.isKnownSince(nanos(101))).isFalse();
	}

	private void answered(String date) {
		answered(date, 0, 0);
	}

	private void answered(String date, long sentMillis, long receivedMillis) {
		HttpHeaders headers = new HttpHeaders();
		headers.set("Date", date);
		this.clock.observe(new BufferedResponse(200, headers, new byte[0]), nanos(sentMillis), nanos(receivedMillis));
	}

	private static long nanos(long millis) {
		return VirtualTiming.BEGIN + Duration.ofMillis(millis).toNanos();
	}

}
