package ai.flora.client.assembly;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import ai.flora.client.FloraClient;
import ai.flora.client.Patience;
import ai.flora.client.webhook.FloraWebhookEvent;
import com.sun.net.httpserver.HttpServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client that two threads close: the second one does nothing.
 */
@ExtendWith(Patience.class)
class TwoClosesTests {

	@Test
	void secondCloseDoesNotCutTheFirstOneShort() throws Exception {
		CountDownLatch asked = new CountDownLatch(1);
		CountDownLatch closedAgain = new CountDownLatch(1);
		ExecutorService threads = Executors.newCachedThreadPool();
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.setExecutor(threads);
		server.createContext("/", (exchange) -> {
			asked.countDown();
			await(closedAgain);
			byte[] body = "{\"run_id\":\"run_1\",\"status\":\"completed\"}".getBytes(StandardCharsets.UTF_8);
			exchange.getResponseHeaders().add("Content-Type", "application/json");
			exchange.sendResponseHeaders(200, body.length);
			exchange.getResponseBody().write(body);
			exchange.close();
		});
		server.start();
		List<String> told = new CopyOnWriteArrayList<>();
		FloraClient client = new FloraClientBuilder().apiKey("sk_test_1")
			.baseUrl(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/api/v1"))
			.whenEnded((event) -> told.add(event.runId()))
			.build();
		assertThat(client.received(FloraWebhookEvent.of("whd_1", "run.completed", "run_1"), null)).isTrue();
		asked.await();
		Thread first = new Thread(client::close);
		first.start();
		Awaitility.await().until(() -> first.getState() == Thread.State.TIMED_WAITING);
		client.close();
		closedAgain.countDown();
		first.join();
		server.stop(0);
		threads.shutdownNow();
		assertThat(told).containsExactly("run_1");
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
