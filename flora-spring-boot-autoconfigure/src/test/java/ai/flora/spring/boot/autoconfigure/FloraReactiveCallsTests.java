package ai.flora.spring.boot.autoconfigure;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraConnectionException;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.FloraRequest;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.GenerationQuery;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RequestOptions;
import ai.flora.client.Run;
import ai.flora.client.RunHandle;
import ai.flora.client.action.ActionRequest;
import ai.flora.client.technique.TechniqueQuery;
import ai.flora.client.technique.TechniqueRequest;
import ai.flora.client.webhook.FloraWebhookEvent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Calls from a WebFlux application: those that would block an event loop are refused with
 * the line to write instead, and the lines of docs/webflux.md work.
 */
@Tag("exhaustive")
class FloraReactiveCallsTests {

	private static final FloraServer FLORA = new FloraServer();

	private static final GenerationRequest REQUEST = GenerationRequest.image("A harbour");

	private static ConfigurableApplicationContext application;

	private static FloraClient client;

	@BeforeAll
	static void start() {
		application = new SpringApplicationBuilder(Application.class).web(WebApplicationType.REACTIVE)
			.properties("server.port=0", "server.address=127.0.0.1", "spring.main.banner-mode=off",
					"flora.api-key=sk_test_1", "flora.base-url=" + FLORA.url(), "flora.workspace-id=ws_1",
					"flora.project-id=prj_1")
			.run();
		client = application.getBean(FloraClient.class);
	}

	@AfterAll
	static void stop() {
		application.close();
		FLORA.close();
	}

	@BeforeEach
	void completed() {
		FLORA.answers(200, "{\"run_id\":\"run_1\",\"status\":\"completed\",\"generations\":[],\"workspaces\":[]}");
	}

	static Stream<Map.Entry<String, Callable<?>>> blockingCalls() {
		FloraGenerationsClient flora = client.generations();
		RunHandle handle = flora.follow("run_1");
		Map<String, Callable<?>> calls = new LinkedHashMap<>();
		calls.put("flora.retrieve(…)", () -> flora.retrieve("run_1"));
		calls.put("flora.retrieve(… )", () -> flora.retrieve("run_1", RequestOptions.defaults()));
		calls.put("flora.create(…)", () -> flora.create(REQUEST));
		calls.put("flora.create(… )", () -> flora.create(REQUEST, RequestOptions.defaults()));
		calls.put("flora.submit(…)", () -> flora.submit(REQUEST));
		calls.put("flora.generate(…)", () -> flora.generate(REQUEST));
		calls.put("flora.generate(… )", () -> flora.generate(REQUEST, Duration.ofMinutes(1)));
		calls.put("flora.list(…)", () -> flora.list(GenerationQuery.all()));
		calls.put("flora.stream(…).toList()", () -> flora.stream(GenerationQuery.all()).findFirst());
		FloraStartUnconfirmedException inDoubt = new FloraStartUnconfirmedException("no answer", "key_1", REQUEST,
				List.of(), new FloraConnectionException("No answer", null));
		calls.put("flora.resolve(…)", () -> flora.resolve(inDoubt));
		calls.put("flora.exchange(…)", () -> client.exchange(FloraRequest.get("/models").build(Object.class)));
		calls.put("flora.exchange(…) ", () -> client.exchange(FloraRequest.post("/runs").build(Object.class)));
		calls.put("models.estimate(…)", () -> client.models().estimate(REQUEST));
		calls.put("techniques.retrieve(…)", () -> client.techniques().retrieve("tech_1"));
		calls.put("techniques.list(…)", () -> client.techniques().list(TechniqueQuery.all()));
		calls.put("techniques.create(…)", () -> client.techniques().create(TechniqueRequest.of("tech_1").build()));
		calls.put("techniques.submit(…)", () -> client.techniques().submit(TechniqueRequest.of("tech_1").build()));
		calls.put("techniques.run(…)", () -> client.techniques().run(TechniqueRequest.of("tech_1").build()));
		calls.put("techniques.resolve(…)", () -> client.techniques().resolve(inDoubt));
		calls.put("actions.retrieve(…)", () -> client.actions().retrieve("stitch-videos"));
		calls.put("actions.list()", () -> client.actions().list());
		calls.put("actions.create(…)", () -> client.actions().create(ActionRequest.of("stitch-videos").build()));
		calls.put("actions.submit(…)", () -> client.actions().submit(ActionRequest.of("stitch-videos").build()));
		calls.put("actions.run(…)", () -> client.actions().run(ActionRequest.of("stitch-videos").build()));
		calls.put("actions.resolve(…)", () -> client.actions().resolve(inDoubt));
		calls.put("connection.probe(…)", () -> {
			client.connection().probe(Duration.ofSeconds(3));
			return null;
		});
		calls.put("handle.completion()", () -> handle.await());
		calls.put("handle.completion( )", () -> handle.await(Duration.ofSeconds(3)));
		return calls.entrySet().stream();
	}

	@ParameterizedTest
	@MethodSource
	void blockingCalls(Map.Entry<String, Callable<?>> call) {
		int sent = FLORA.requests().size();
		Throwable refusal = Mono.fromCallable(call.getValue())
			.subscribeOn(Schedulers.parallel())
			.then(Mono.<Throwable>empty())
			.onErrorResume(Mono::just)
			.block();
		assertThat(refusal).isInstanceOf(IllegalStateException.class)
			.hasMessageContaining("must not block")
			.hasMessageContaining(call.getKey().replace(" ", ""))
			.hasMessageContaining(call.getKey().startsWith("handle") ? "Mono.fromFuture(handle.completion())"
					: ".subscribeOn(Schedulers.boundedElastic())" + (starts(call.getKey()) ? ".cache()" : " instead"));
		assertThat(FLORA.requests().stream().skip(sent)).noneMatch((request) -> request.startsWith("POST"));
		assertThat(Mono.fromCallable(() -> client.generations().retrieve("run_1"))
			.subscribeOn(Schedulers.boundedElastic())
			.block()).isNotNull();
	}

	private static boolean starts(String call) {
		return call.matches(".*\\.(create|submit|generate|run|resolve|estimate)\\(.*|flora\\.exchange\\(.* ");
	}

	@Test
	void callsThatDoNotBlockAreNotRefused() {
		Run run = Mono.fromCallable(() -> client.generations().follow("run_1"))
			.subscribeOn(Schedulers.parallel())
			.doOnNext((handle) -> {
				handle.latest();
				handle.onUpdate((update) -> {
				}).close();
				client.received(FloraWebhookEvent.of("whd_1", "run.completed", "run_1"), null);
				client.connection().lastSuccess();
				client.generations().stream(GenerationQuery.all()).close();
			})
			.flatMap((handle) -> Mono.fromFuture(handle.completion()))
			.block();
		assertThat(run).isNotNull();
	}

	@Test
	void linesOfTheDocumentationWaitWithoutAThread() throws Exception {
		assertThat(post("/pictures").body()).contains("\"run_id\":\"run_1\"");
	}

	@Test
	void startOfABrowserThatDisconnectsGoesOn() {
		int before = FLORA.requests().size();
		FLORA.answers(200, "{\"run_id\":\"run_2\",\"status\":\"completed\"}").hangs();
		Disposable browser = application.getBean(Pictures.class).picture("A harbour").subscribe();
		await().until(() -> requestsSince(before).contains("POST /api/v1/generate"));
		browser.dispose();
		FLORA.goesOn();
		await().untilAsserted(() -> assertThat(requestsSince(before)).contains("GET /api/v1/runs/run_2"));
	}

	private static List<String> requestsSince(int before) {
		return FLORA.requests().stream().skip(before).toList();
	}

	@Test
	void eventLoopIsNotBlocked() throws Exception {
		assertThat(post("/blocking").statusCode()).isEqualTo(500);
		assertThat(post("/pictures").statusCode()).isEqualTo(200);
	}

	private static HttpResponse<String> post(String path) throws Exception {
		URI uri = URI
			.create("http://127.0.0.1:" + application.getEnvironment().getProperty("local.server.port") + path);
		return HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString("A harbour")).build(),
					BodyHandlers.ofString());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ Pictures.class, Blocking.class })
	static class Application {

		@Bean
		NettyReactiveWebServerFactory webServerFactory() {
			return new NettyReactiveWebServerFactory();
		}

	}

	@RestController
	static class Pictures {

		private final FloraGenerationsClient flora;

		Pictures(FloraGenerationsClient flora) {
			this.flora = flora;
		}

		@PostMapping("/pictures")
		Mono<Run> picture(@RequestBody String prompt) {
			return Mono.fromCallable(() -> this.flora.submit(GenerationRequest.image(prompt)))
				.subscribeOn(Schedulers.boundedElastic())
				.cache()
				.flatMap((handle) -> Mono.fromFuture(handle.completion()));
		}

	}

	@RestController
	static class Blocking {

		private final FloraGenerationsClient flora;

		Blocking(FloraGenerationsClient flora) {
			this.flora = flora;
		}

		@PostMapping("/blocking")
		Mono<Run> picture(@RequestBody String prompt) {
			return Mono.just(this.flora.generate(GenerationRequest.image(prompt)));
		}

	}

}
