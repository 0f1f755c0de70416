package ai.flora.spring.boot.test;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;

import ai.flora.client.FloraClient;
import ai.flora.client.GenerationRequest;
import ai.flora.spring.boot.autoconfigure.FloraAutoConfiguration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Runs tests with the extensions, also at the same time.
 */
class FakeFloraExtensionRunTests {

	private static final Map<String, String> PARALLEL = Map.of("junit.jupiter.execution.parallel.enabled", "true",
			"junit.jupiter.execution.parallel.mode.default", "concurrent",
			"junit.jupiter.execution.parallel.config.strategy", "fixed",
			"junit.jupiter.execution.parallel.config.fixed.parallelism", "8");

	@Test
	void testsAtTheSameTimeHaveTheirOwnFakes() {
		assertPassed(LaunchedTests.run(PARALLEL, AtTheSameTime.class), 4);
	}

	@Test
	void testsThatShareAFakeTakeTurns() {
		assertPassed(LaunchedTests.run(PARALLEL, SharedByAll.class), 8);
		assertPassed(LaunchedTests.run(PARALLEL, SharedByConstructor.class), 8);
	}

	@Test
	void springTestsAtTheSameTimeTakeTurns() {
		assertPassed(LaunchedTests.run(PARALLEL, SpringTestsAtTheSameTime.class), 8);
	}

	@Test
	void extensionMayStandOnAMethod() {
		assertPassed(LaunchedTests.run(Map.of(), OnMethod.class), 1);
	}

	@Test
	void whatATestScriptsInVainFailsIt() {
		for (Class<?> type : new Class<?>[] { InVain.class, SpringTestInVain.class }) {
			List<Throwable> failures = LaunchedTests.failures(LaunchedTests.run(Map.of(), type));
			assertThat(failures).hasSize(2);
			assertThat(failures).anySatisfy((failure) -> assertThat(failure).hasMessageContaining("nextRun()"));
			assertThat(failures).anySatisfy((failure) -> assertThat(failure).hasMessage("of its own"));
		}
	}

	@Test
	void whatATestScriptsInVainIsFineWhereItSaysSo() {
		assertPassed(LaunchedTests.run(Map.of(), Lenient.class), 1);
	}

	@Test
	void olderJUnitIsRefusedInASentence() {
		JUnitVersion.check();
		assertThatIllegalStateException().isThrownBy(() -> JUnitVersion.check(StoreOfJUnit5.class))
			.withMessageContaining("needs JUnit 6");
	}

	private static void assertPassed(TestExecutionSummary summary, int tests) {
		assertThat(LaunchedTests.failures(summary)).isEmpty();
		assertThat(summary.getTestsSucceededCount()).isEqualTo(tests);
	}

	private static void createAndCheck(FakeFlora fake) {
		assertThat(fake).receivedNothing();
		try (FloraClient flora = fake.clientBuilder().build()) {
			flora.generations().create(GenerationRequest.image("A harbour"));
		}
		assertThat(fake).charged(1);
	}

	@ExtendWith(FakeFloraExtension.class)
	static class AtTheSameTime {

		// Half of the threads: JUnit's pool may hold some back for what it waits for.
		private static final CyclicBarrier all = new CyclicBarrier(4);

		@RepeatedTest(4)
		void createsOne(FakeFlora fake) throws Exception {
			all.await(1, TimeUnit.MINUTES);
			createAndCheck(fake);
			all.await(1, TimeUnit.MINUTES);
			assertThat(fake).charged(1);
		}

	}

	@ExtendWith(FakeFloraExtension.class)
	static class SharedByAll {

		private static FakeFlora shared;

		@BeforeAll
		static void keep(FakeFlora fake) {
			shared = fake;
		}

		@RepeatedTest(8)
		void createsOne(FakeFlora fake) {
			assertThat(fake).isSameAs(shared);
			createAndCheck(fake);
		}

	}

	@ExtendWith(FakeFloraExtension.class)
	static class SharedByConstructor {

		private final FakeFlora fake;

		SharedByConstructor(FakeFlora fake) {
			this.fake = fake;
		}

		@RepeatedTest(8)
		void createsOne() {
			createAndCheck(this.fake);
		}

	}

	@SpringBootTest(classes = Application.class)
	@WithFakeFlora
	static class SpringTestsAtTheSameTime {

		@RepeatedTest(8)
		void createsOne(FakeFlora fake) {
			createAndCheck(fake);
		}

	}

	static class OnMethod {

		@Test
		@ExtendWith(FakeFloraExtension.class)
		void createsOne(FakeFlora fake) {
			createAndCheck(fake);
		}

	}

	@ExtendWith(FakeFloraExtension.class)
	static class InVain extends InVainBase {

	}

	@SpringBootTest(classes = Application.class)
	@WithFakeFlora
	static class SpringTestInVain extends InVainBase {

	}

	static class InVainBase {

		@Test
		void scriptsWhatItDoesNotUse(FakeFlora fake) {
			fake.nextRun().completesWith();
		}

		@Test
		void failsByItself(FakeFlora fake) {
			fake.nextRun().completesWith();
			throw new AssertionError("of its own");
		}

	}

	@SpringBootTest(classes = Application.class)
	@WithFakeFlora(failOnUnused = false)
	static class Lenient {

		@Test
		void scriptsWhatItDoesNotUse(FakeFlora fake) {
			fake.nextRun().completesWith();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(FloraAutoConfiguration.class)
	static class Application {

	}

	/**
	 * As much of the store as matters.
	 */
	interface StoreOfJUnit5 {

		Object getOrComputeIfAbsent(Object key);

	}

}
