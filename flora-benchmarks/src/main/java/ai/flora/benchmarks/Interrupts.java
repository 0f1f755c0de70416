package ai.flora.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.FutureTask;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraException;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.GenerationRequest;
import ai.flora.client.assembly.FloraClientBuilder;
import ai.flora.spring.boot.test.FakeFlora;
import ai.flora.spring.boot.test.FloraOperation;

/**
 * Measures the time from an interrupt to the end of {@code generate}: while FLORA has not
 * answered the start yet, and while the run goes on. On the JDK's HTTP client.
 */
public final class Interrupts {

	private static final int TIMES = 50;

	private Interrupts() {
	}

	public static void main(String[] args) throws Exception {
		System.out.println("JDK " + System.getProperty("java.version") + ", " + TIMES + " interrupts each");
		measure("platform thread", false);
		if (Runtime.version().feature() >= 21) {
			measure("virtual thread", true);
		}
	}

	private static void measure(String name, boolean virtual) throws Exception {
		try (FakeFlora fake = FakeFlora.start()) {
			fake.clock().speed(1);
			FloraClient flora = new FloraClientBuilder().baseUrl(fake.baseUrl())
				.apiKey(fake.apiKey())
				.workspaceId("ws_1")
				.projectId("prj_1")
				.build();
			FloraGenerationsClient client = flora.generations();
			for (int i = 0; i < TIMES; i++) {
				fake.nextRun().neverEnds();
			}
			report(name, "waiting for the end", client, fake, virtual);
			fake.next(FloraOperation.CREATE).always().delay(Duration.ofSeconds(20));
			report(name, "waiting for the start", client, fake, virtual);
			flora.close();
		}
	}

	private static void report(String name, String when, FloraGenerationsClient client, FakeFlora fake, boolean virtual)
			throws Exception {
		List<Double> millis = new ArrayList<>();
		for (int i = 0; i < TIMES; i++) {
			int before = fake.requests(FloraOperation.CREATE).size();
			FutureTask<Long> waiting = new FutureTask<>(() -> end(client));
			Thread thread = thread(waiting, virtual);
			thread.start();
			while (fake.requests(FloraOperation.CREATE).size() == before) {
				Thread.sleep(1);
			}
			Thread.sleep(30);
			long interrupted = System.nanoTime();
			thread.interrupt();
			millis.add((waiting.get() - interrupted) / 1e6);
		}
		Collections.sort(millis);
		System.out.printf("%-16s %-22s median %.2f ms, worst %.2f ms%n", name, when, millis.get(TIMES / 2),
				millis.get(TIMES - 1));
	}

	private static long end(FloraGenerationsClient client) {
		try {
			client.generate(GenerationRequest.image("A harbour"));
			throw new IllegalStateException("The run ended");
		}
		catch (FloraException ex) {
			return System.nanoTime();
		}
	}

	private static Thread thread(Runnable task, boolean virtual) throws ReflectiveOperationException {
		if (!virtual) {
			return new Thread(task);
		}
		Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
		return (Thread) Class.forName("java.lang.Thread$Builder")
			.getMethod("unstarted", Runnable.class)
			.invoke(builder, task);
	}

}
