package ai.flora.client.assembly;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import ai.flora.client.FloraAwaitTimeoutException;
import ai.flora.client.FloraClient;
import ai.flora.client.FloraFollowEndedException;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.FloraInterruptedException;
import ai.flora.client.FloraRunFailedException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.NewThreads;
import ai.flora.client.Run;
import ai.flora.client.RunHandle;
import ai.flora.client.RunStatus;
import ai.flora.client.TimeLimits;
import ai.flora.client.internal.transport.RawServer;
import ai.flora.client.internal.transport.Transports;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * From a prompt to the end of its run, over real sockets and in real time.
 */
@Tag("exhaustive")
class GenerateTests {

	private static final GenerationRequest REQUEST = GenerationRequest.image("A harbour");

	private final CountDownLatch looked = new CountDownLatch(1);

	private volatile String status = "running";

	private RawServer server;

	private FloraClient root;

	private FloraGenerationsClient client;

	@BeforeEach
	void startServer() throws IOException {
		this.server = new RawServer(this::answer);
	}

	@AfterEach
	void close() throws Exception {
		this.root.close();
		this.server.close();
	}

	private void answer(String request, RawServer raw, Socket socket) throws IOException {
		String body = request.startsWith("POST") ? "{\"run_id\":\"run_1\",\"estimated_seconds\":1}"
				: "{\"run_id\":\"run_1\",\"status\":\"" + this.status
						+ "\",\"outputs\":[{\"output_id\":\"1\",\"type\":\"text\",\"url\":\"Hi\"}]}";
		RawServer.send(socket, "HTTP/1.1 200 OK\nConnection: close\nContent-Length: " + body.length() + "\n\n" + body);
		if (request.startsWith("GET")) {
			this.looked.countDown();
		}
	}

	@ParameterizedTest
	@EnumSource
	void generateReturnsTheCompletedRun(Transports transport) {
		this.status = "completed";
		Run run = client(transport).generate(REQUEST);
		assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
		assertThat(run.outputs().get(0).text()).contains("Hi");
		assertThat(this.server.requests()).hasSize(2);
	}

	@Test
	void generateWhenRunFailsThrows() {
		this.status = "failed";
		assertThatExceptionOfType(FloraRunFailedException.class)
			.isThrownBy(() -> client(Transports.JDK).generate(REQUEST, Duration.ofMinutes(1)));
	}

	@Test
	void generateWhenTimeoutPassesThrowsWhatKnowsTheRun() throws Exception {
		client(Transports.JDK);
		// The start takes some of it, and all of it on a machine that is busy.
		Throwable failure = TimeLimits.longEnough(Duration.ofMillis(300), this::failure,
				FloraAwaitTimeoutException.class::isInstance);
		assertThat(failure).isInstanceOfSatisfying(FloraAwaitTimeoutException.class,
				(ex) -> assertThat(ex.runId()).isEqualTo("run_1"));
	}

	private Throwable failure(Duration timeout) {
		return catchThrowable(() -> this.client.generate(REQUEST, timeout));
	}

	@ParameterizedTest
	@CsvSource({ "JDK,false", "JDK,true", "APACHE,false", "APACHE,true" })
	void generateWhenInterruptedWhileWaitingWakesUp(Transports transport, boolean virtual) throws Exception {
		client(transport);
		FutureTask<Boolean> waiting = new FutureTask<>(() -> {
			assertThatExceptionOfType(FloraInterruptedException.class).isThrownBy(() -> this.client.generate(REQUEST))
				.withMessageContaining("run_1");
			return Thread.currentThread().isInterrupted();
		});
		Thread thread = virtual ? virtualThread(waiting) : new Thread(waiting);
		thread.start();
		this.looked.await();
		thread.interrupt();
		assertThat(waiting.get(1, TimeUnit.MINUTES)).as("interrupt flag").isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void closeWakesWhoeverWaits(Transports transport) throws Exception {
		RunHandle handle = client(transport).submit(REQUEST);
		CompletableFuture<Run> completion = handle.completion();
		FutureTask<Void> waiting = new FutureTask<>(() -> {
			assertThatExceptionOfType(FloraFollowEndedException.class).isThrownBy(handle::await)
				.satisfies((ex) -> assertThat(ex.runId()).isEqualTo("run_1"));
			return null;
		});
		new Thread(waiting).start();
		this.looked.await();
		this.root.close();
		waiting.get(1, TimeUnit.MINUTES);
		assertThat(completion).failsWithin(Duration.ofMinutes(1))
			.withThrowableThat()
			.withCauseInstanceOf(FloraFollowEndedException.class);
		assertThatExceptionOfType(FloraFollowEndedException.class)
			.isThrownBy(() -> this.client.follow("run_2").await());
	}

	@Test
	void followWhenIdIsImpossibleFailsAtOnce() {
		assertThatIllegalArgumentException().isThrownBy(() -> client(Transports.JDK).follow("a b"));
	}

	@Test
	void clientBeforeFirstUseHasNoThreads() {
		NewThreads threads = new NewThreads();
		client(Transports.JDK);
		assertThat(threads.named("flora-")).isEmpty();
	}

	private static Thread virtualThread(Runnable task) throws ReflectiveOperationException {
		Assumptions.assumeTrue(Runtime.version().feature() >= 21, "virtual threads came with Java 21");
		Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
		return (Thread) Class.forName("java.lang.Thread$Builder")
			.getMethod("unstarted", Runnable.class)
			.invoke(builder, task);
	}

	private FloraGenerationsClient client(Transports transport) {
		this.root = transport.builder(this.server.url()).workspaceId("ws_1").projectId("prj_1").build();
		this.client = this.root.generations();
		return this.client;
	}

}
