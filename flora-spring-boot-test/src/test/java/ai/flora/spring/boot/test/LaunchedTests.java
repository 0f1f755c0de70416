package ai.flora.spring.boot.test;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * Runs tests as a build of a user's does.
 */
final class LaunchedTests {

	private LaunchedTests() {
	}

	/** Also the main class of a process that runs tests which were processed before. */
	public static void main(String[] args) throws ClassNotFoundException {
		Class<?>[] types = new Class<?>[args.length];
		for (int i = 0; i < args.length; i++) {
			types[i] = Class.forName(args[i]);
		}
		TestExecutionSummary summary = run(Map.of(), types);
		summary.printFailuresTo(new PrintWriter(System.out), 100);
		System.out.println("succeeded: " + summary.getTestsSucceededCount());
		System.exit((summary.getTotalFailureCount() > 0 || summary.getTestsFoundCount() == 0) ? 1 : 0);
	}

	static TestExecutionSummary run(Map<String, String> parameters, Class<?>... types) {
		LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
			.selectors(Arrays.stream(types).map(DiscoverySelectors::selectClass).toList())
			.configurationParameters(parameters)
			.build();
		SummaryGeneratingListener listener = new SummaryGeneratingListener();
		// Surefire's own listeners must not hear of these tests.
		LauncherConfig config = LauncherConfig.builder()
			.enableTestExecutionListenerAutoRegistration(false)
			.enableLauncherSessionListenerAutoRegistration(false)
			.build();
		LauncherFactory.create(config).execute(request, listener);
		return listener.getSummary();
	}

	static List<Throwable> failures(TestExecutionSummary summary) {
		return summary.getFailures().stream().map((failure) -> failure.getException()).toList();
	}

}
