package ai.flora.spring.boot.autoconfigure;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.FloraRunEndedEvent;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RunHandle;
import ai.flora.client.observation.FloraRequestObservationContext;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.task.TaskDecorator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What surrounds polls of a run, and those who hear of it: the trace of its start, the
 * application's decorator of tasks, and the class loader of the client.
 */
@Tag("exhaustive")
class RunContextTests {

	private static final ThreadLocal<@Nullable String> TENANT = new ThreadLocal<>();

	private final FloraServer server = new FloraServer();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(FloraAutoConfiguration.class, RestClientAutoConfiguration.class,
				HttpClientAutoConfiguration.class, ImperativeHttpClientAutoConfiguration.class))
		.withPropertyValues("flora.api-key=sk_test_1", "flora.base-url=" + this.server.url(), "flora.workspace-id=ws_1",
				"flora.project-id=prj_1", "flora.follow.min-interval=5ms", "flora.follow.max-interval=20ms")
		.withUserConfiguration(Listener.class);

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void pollsAndListenersBelongToTheTraceOfTheStart() {
		this.server.answers(200, run("running"));
		Polls polls = new Polls();
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(polls);
		this.runner.withBean(ObservationRegistry.class, () -> registry).run((context) -> {
			Observation request = Observation.start("http.server.requests", registry);
			Map<String, Object> heard = new ConcurrentHashMap<>();
			Supplier<Object> current = () -> String.valueOf(registry.getCurrentObservation());
			context.getBean(Listener.class).current = () -> heard.put("event", current.get());
			request.scoped(() -> listen(
					context.getBean(FloraGenerationsClient.class).submit(GenerationRequest.image("A harbour")), heard,
					current));
			request.stop();
			Awaitility.await().until(() -> heard.size() == 3);
			assertThat(heard.values()).containsOnly(request.toString());
			assertThat(polls.parents).isNotEmpty().containsOnly(request.toString());
			assertThat(registry.getCurrentObservation()).isNull();
		});
	}

	@Test
	void decoratorOfTasksIsHonoured() {
		this.server.answers(200, run("running"));
		this.runner.withUserConfiguration(Decorators.class).run((context) -> {
			Map<String, Object> heard = new ConcurrentHashMap<>();
			Supplier<Object> current = () -> String.valueOf(TENANT.get());
			context.getBean(Listener.class).current = () -> heard.put("event", current.get());
			TENANT.set("acme");
			RunHandle handle = context.getBean(FloraGenerationsClient.class).follow("run_abc123");
			TENANT.remove();
			listen(handle, heard, current);
			Awaitility.await().until(() -> heard.size() == 3);
			assertThat(heard.values()).containsOnly("acme");
		});
	}

	/** Two requests may wait for the same run. */
	@Test
	void eachFollowerHearsInWhatSurroundedIt() {
		this.server.answers(200, run("running"));
		this.runner.withUserConfiguration(Decorators.class).run((context) -> {
			Map<String, String> heard = new ConcurrentHashMap<>();
			for (String tenant : List.of("acme", "umbrella")) {
				TENANT.set(tenant);
				RunHandle handle = context.getBean(FloraGenerationsClient.class).follow("run_abc123");
				TENANT.remove();
				handle.completion().thenRun(() -> heard.put("completion of " + tenant, String.valueOf(TENANT.get())));
				handle.onUpdate((run) -> heard.put("update of " + tenant, String.valueOf(TENANT.get())));
			}
			this.server.answers(200, run("completed"));
			Awaitility.await().until(() -> heard.size() == 4);
			assertThat(heard).allSatisfy((what, tenant) -> assertThat(what).endsWith(" of " + tenant));
		});
	}

	@Test
	void decoratorThatFailsHidesNothing() {
		this.runner.withBean(TaskDecorator.class, () -> (task) -> () -> {
			throw new IllegalStateException("no context");
		}).run((context) -> {
			assertThat(context.getBean(FloraGenerationsClient.class).follow("run_abc123").await().runId())
				.isEqualTo("run_abc123");
			Awaitility.await().until(() -> !context.getBean(Listener.class).events.isEmpty());
		});
		this.runner.withBean(TaskDecorator.class, () -> (task) -> {
			throw new IllegalStateException("no context");
		})
			.run((context) -> assertThat(context.getBean(FloraGenerationsClient.class)
				.submit(GenerationRequest.image("A harbour"))
				.await()
				.runId()).isEqualTo("run_abc123"));
	}

	@Test
	void listenersHaveTheClassLoaderOfTheClientWhoeverCallsFirst() throws Exception {
		this.server.answers(200, run("running"));
		Thread test = Thread.currentThread();
		ClassLoader before = test.getContextClassLoader();
		try (URLClassLoader application = new URLClassLoader(new URL[0], before)) {
			test.setContextClassLoader(application);
			this.runner.run((context) -> {
				Map<String, Object> heard = new ConcurrentHashMap<>();
				context.getBean(Listener.class).current = () -> heard.put("event", classLoader());
				CompletableFuture.runAsync(() -> {
					Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());
					listen(context.getBean(FloraGenerationsClient.class).follow("run_abc123"), heard,
							RunContextTests::classLoader);
				}, (task) -> new Thread(task).start()).join();
				Awaitility.await().until(() -> heard.size() == 3);
				assertThat(heard.values()).containsOnly(application);
				List<Thread> threads = new ArrayList<>(Thread.getAllStackTraces().keySet());
				threads.removeIf((thread) -> !thread.getName().startsWith("flora-follow")
						|| thread.getContextClassLoader() == null);
				assertThat(threads).extracting(Thread::getContextClassLoader)
					.doesNotContain(ClassLoader.getPlatformClassLoader());
			});
		}
		finally {
			test.setContextClassLoader(before);
		}
	}

	private static String run(String status) {
		return "{\"run_id\":\"run_abc123\",\"status\":\"" + status + "\"}";
	}

	private static Object classLoader() {
		return Thread.currentThread().getContextClassLoader();
	}

	/** The run ends once everybody listens. */
	private void listen(RunHandle handle, Map<String, Object> heard, Supplier<Object> current) {
		handle.completion().thenRun(() -> heard.put("completion", current.get()));
		handle.onUpdate((run) -> heard.put("update", current.get()));
		this.server.answers(200, run("completed"));
	}

	@Configuration(proxyBeanMethods = false)
	static class Listener {

		final List<Object> events = new CopyOnWriteArrayList<>();

		volatile Runnable current = () -> {
		};

		@EventListener
		void ended(FloraRunEndedEvent event) {
			this.events.add(event);
			this.current.run();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Decorators {

		@Bean
		TaskDecorator tenants() {
			return (task) -> {
				String tenant = TENANT.get();
				return () -> {
					TENANT.set(tenant);
					try {
						task.run();
					}
					finally {
						TENANT.remove();
					}
				};
			};
		}

	}

	private static final class Polls implements ObservationHandler<FloraRequestObservationContext> {

		private final List<Object> parents = new CopyOnWriteArrayList<>();

		@Override
		public void onStart(FloraRequestObservationContext context) {
			if (context.getOperation().equals("retrieve")) {
				this.parents.add(String.valueOf(context.getParentObservation()));
			}
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return context instanceof FloraRequestObservationContext;
		}

	}

}
