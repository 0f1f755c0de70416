package ai.flora.applications;

import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;

import ai.flora.client.FloraClient;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RunHandle;
import ai.flora.client.assembly.FloraClientBuilder;

/**
 * Makes its first call on the common pool, whose threads have the class loader of the
 * JVM, and says with which one its own code runs then.
 */
final class CommonPoolApplication {

	private CommonPoolApplication() {
	}

	/** Not public: spring-boot:test-run looks for one public main method alone. */
	static void main(String[] args) throws Exception {
		Map<String, ClassLoader> loaders = new ConcurrentSkipListMap<>();
		try (FloraClient client = new FloraClientBuilder().baseUrl(URI.create(args[0]))
			.apiKey(args[1])
			.workspaceId("ws_1")
			.projectId("prj_1")
			.whenEnded((event) -> loaders.put("event", current()))
			.build()) {
			RunHandle handle = CompletableFuture.supplyAsync(() -> {
				loaders.put("pool", current());
				return client.generations().submit(GenerationRequest.text("Dusk"));
			}, ForkJoinPool.commonPool()).get(1, TimeUnit.MINUTES);
			handle.onUpdate((run) -> loaders.put("update", current()));
			handle.completion().thenRun(() -> loaders.put("completion", current())).get(1, TimeUnit.MINUTES);
		}
		ClassLoader application = CommonPoolApplication.class.getClassLoader();
		loaders.forEach((where, loader) -> System.out.println(where + ": " + (loader == application)));
		System.out.println("over");
	}

	private static ClassLoader current() {
		return Thread.currentThread().getContextClassLoader();
	}

}
