package ai.flora.client.faults;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import ai.flora.client.internal.transport.Transports;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What each operation comes to under each fault, on both transports: which exception,
 * within which deadline, after how many attempts, and that nothing is left behind. The
 * cases wait more than they work, so that many run at once; each test looks at one.
 */
@Tag("exhaustive")
class FaultMatrixTests {

	/** Those that take real time mostly sleep. */
	private static final int SLEEPING_AT_ONCE = 16;

	private static final int WORKING_AT_ONCE = 4;

	private static final List<Fault> FAULTS = Stream
		.of(ConnectionFaults.all(), BreakingFaults.all(), SlowFaults.all(), SizeFaults.all(), BodyFaults.all(),
				HeadFaults.all(), RedirectFaults.all(), StatusFaults.all(), RetryAfterFaults.all(), EchoFaults.all())
		.flatMap(List::stream)
		.toList();

	private static final Map<FaultCase, Future<Outcome>> OUTCOMES = new LinkedHashMap<>();

	private static LogWatch logs;

	static Stream<FaultCase> cases() {
		return FAULTS.stream().flatMap(FaultCase::of);
	}

	@BeforeAll
	static void begin() throws Exception {
		logs = LogWatch.begin();
		assertThat(Elsewhere.contacts()).isZero();
		warmUp();
		ExecutorService sleeping = Executors.newFixedThreadPool(SLEEPING_AT_ONCE);
		ExecutorService working = Executors.newFixedThreadPool(WORKING_AT_ONCE);
		cases().forEach((each) -> OUTCOMES.put(each,
				(each.isRealTime() ? sleeping : working).submit(() -> FaultRun.of(each, logs))));
		sleeping.shutdown();
		working.shutdown();
	}

	/** Loading classes takes longer than the shortest deadlines. */
	private static void warmUp() throws Exception {
		Fault well = Fault.of("warm-up", Exchange::answerWell).expect("fine 1", "fine 1", "fine 1");
		Fault badly = Fault.of("warm-up", Exchange::reset).expect("Connection 1", "Connection 1", "Connection 1");
		for (FaultCase each : FaultCase.of(well).toList()) {
			FaultRun.of(each, logs);
		}
		for (Transports transport : FaultCase.TRANSPORTS) {
			FaultRun.of(new FaultCase(badly, Subject.RETRIEVE, transport), logs);
		}
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("cases")
	void callWhenFaultHappensEndsAsTheMatrixSays(FaultCase each) throws Exception {
		Outcome outcome = OUTCOMES.get(each).get();
		assertThat(outcome.problems()).as("%s: %s", each, outcome.expected()).isEmpty();
	}

	@AfterAll
	static void end() throws Exception {
		logs.end();
		FaultTable.publish(FAULTS, OUTCOMES);
		assertThat(logs.lines()).isGreaterThan(OUTCOMES.size());
		assertThat(logs.leaks()).isEmpty();
		assertThat(Elsewhere.contacts()).isZero();
	}

}
