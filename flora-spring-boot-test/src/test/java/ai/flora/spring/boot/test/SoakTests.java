package ai.flora.spring.boot.test;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Set;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Mixed traffic while a FLORA fails in all ways at once, and an account of it: nothing
 * leaks, every run's end is known, nobody pays twice, and meters add up with what the
 * fake saw. An hour's worth takes some minutes:
 *
 * <pre>
 * mvn -pl flora-spring-boot-test -am test -Dtest=SoakTests -Dsurefire.failIfNoSpecifiedTests=false -Dsoak.hour=true
 * </pre>
 */
@Tag("exhaustive")
class SoakTests {

	/** A start every two seconds, and three reads: an hour in ten rounds. */
	private static final int HOUR = 180;

	/** Their round is over before late costs are looked for, after a minute. */
	private static final int LATE_COSTS = 20;

	/** Bounded memories of runs and deliveries may fill up; nothing else may grow. */
	private static final long BYTES_PER_RUN = 2048;

	private static final long NOISE = 4 * 1024 * 1024;

	private static final Duration LATE_COST = Duration.ofSeconds(90);

	private final Set<Thread> before = Thread.getAllStackTraces().keySet();

	private final FakeFlora fake = FakeFlora.start(FakeFloraSettings.defaults().inRealTime()).has("prj_soak");

	private final SoakTotals totals = new SoakTotals();

	@AfterEach
	void stop() {
		this.fake.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdk", "http-components" })
	void nothingLeaksAndAllAddsUp(String transport) throws Exception {
		soak(transport, 2, 12, false);
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdk", "http-components" })
	@EnabledIfSystemProperty(named = "soak.hour", matches = "true")
	void nothingLeaksInAnHour(String transport) throws Exception {
		soak(transport, 11, HOUR, true);
	}

	private void soak(String transport, int rounds, int starts, boolean hour) throws Exception {
		closedSoak(transport, rounds, starts, hour);
		assertNothingIsLeft();
	}

	private void closedSoak(String transport, int rounds, int starts, boolean hour) throws Exception {
		long begun = System.nanoTime();
		try (ConfigurableApplicationContext context = SoakApplication.start(this.fake, transport, hour ? "10s" : "4s");
				SoakLog log = new SoakLog(this.fake.apiKey())) {
			long heapBefore = 0;
			for (int round = 1; round <= rounds; round++) {
				boolean lateCosts = hour && round == rounds;
				SoakRound soaked = new SoakRound(this.fake, context, lateCosts ? LATE_COSTS : starts, round);
				String accounts = soaked.run(this.totals, lateCosts, transport.equals("jdk"));
				if (lateCosts) {
					awaitLateCosts(context, soaked);
				}
				int connections = SoakProcess.connectionsTo(this.fake.baseUrl().getPort());
				forget(context);
				long heap = SoakProcess.heap();
				print("%s, round %d after %d s: %s; heap %,d KB, threads %d, of FLORA's client %d, connections %d",
						transport, round, (System.nanoTime() - begun) / 1_000_000_000, accounts, heap / 1024,
						SoakProcess.threads(), SoakProcess.floraThreads(this.before).size(), connections);
				heapBefore = (round == 1) ? heap : heapBefore;
				assertThat(heap - heapBefore).as("growth of the heap since the first round")
					.isLessThan(NOISE + (round - 1) * starts * BYTES_PER_RUN);
			}
			print("%s in all: %s\nlines logged %d", transport, this.totals, log.lines());
			assertThat(log.lines()).isPositive();
			assertThat(log.linesWithKey()).as("lines with the key").isZero();
			if (hour) {
				Awaitility.await()
					.atMost(Duration.ofSeconds(30))
					.untilAsserted(() -> assertThat(SoakProcess.floraThreads(this.before)).isEmpty());
			}
		}
	}

	/** Another poll, a minute after a run's end, brings a cost that was missing. */
	private void awaitLateCosts(ConfigurableApplicationContext context, SoakRound soaked) {
		int late = (int) context.getBean(SoakApplication.class)
			.ends()
			.values()
			.stream()
			.filter((run) -> run.chargedCost() == null && run.errorCode() == null)
			.count();
		assertThat(late).isPositive();
		BigDecimal cost = new BigDecimal("0.5").multiply(BigDecimal.valueOf(late));
		Awaitility.await()
			.atMost(LATE_COST)
			.untilAsserted(() -> this.totals.assertCostsAddUp(soaked.meters(), late, cost));
		print("costs that came late: %d", late);
	}

	private void forget(ConfigurableApplicationContext context) {
		this.fake.reset();
		context.getBean(SoakAttempts.class).clear();
		context.getBean(SoakApplication.class).ends().clear();
	}

	private void assertNothingIsLeft() {
		Awaitility.await().untilAsserted(() -> assertThat(SoakProcess.floraThreads(this.before)).isEmpty());
		// The JDK's client, which nobody can close before Java 21, closes what is idle.
		Awaitility.await()
			.atMost(Duration.ofSeconds(20))
			.untilAsserted(() -> assertThat(connections()).isLessThanOrEqualTo(0));
	}

	private int connections() throws IOException {
		return SoakProcess.connectionsTo(this.fake.baseUrl().getPort());
	}

	private static void print(String format, Object... values) {
		System.out.printf(format + "%n", values);
	}

}
