package ai.flora.spring.boot.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraException;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.assembly.FloraClientBuilder;
import ai.flora.client.internal.transport.RefusedPort;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

class FloraHealthContributorAutoConfigurationTests {

	private final FloraServer server = new FloraServer();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(FloraAutoConfiguration.class,
				FloraHealthContributorAutoConfiguration.class, RestClientAutoConfiguration.class,
				HttpClientAutoConfiguration.class, ImperativeHttpClientAutoConfiguration.class))
		.withPropertyValues("flora.api-key=sk_test_1", "flora.base-url=" + this.server.url(),
				"flora.retry.max-attempts=1", "flora.health.timeout=1m");

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void healthByDefaultIsProbedWhenAsked() {
		this.runner.run((context) -> {
			assertThat(this.server.requests()).isEmpty();
			assertThat(health(context).getStatus()).isEqualTo(Status.UP);
			assertThat(health(context).getStatus()).isEqualTo(Status.UP);
			assertThat(this.server.requests()).containsExactly("GET /api/v1/workspaces");
		});
	}

	@Test
	void healthAfterACallNeedsNoProbe() {
		this.runner.run((context) -> {
			context.getBean(FloraGenerationsClient.class).retrieve("run_abc123");
			assertThat(health(context).getDetails()).containsEntry("source", "call");
			assertThat(this.server.requests()).hasSize(1);
		});
	}

	@Test
	void healthAfterAFailedCallIsProbedOnce() {
		this.runner.run((context) -> {
			this.server.answers(500, "{}");
			assertThatExceptionOfType(FloraException.class)
				.isThrownBy(() -> context.getBean(FloraGenerationsClient.class).retrieve("run_abc123"));
			for (int i = 0; i < 100; i++) {
				assertThat(health(context).getStatus()).isEqualTo(Status.DOWN);
			}
			assertThat(this.server.requests()).containsExactly("GET /api/v1/runs/run_abc123", "GET /api/v1/workspaces");
		});
	}

	@Test
	void healthWhenRefusedOrBrokenTellsWhy() {
		assertReason(401, "key refused");
		assertReason(403, "key refused");
		assertReason(502, "server error");
		assertReason(302, "unexpected answer");
	}

	@ParameterizedTest
	@ValueSource(strings = { "<html>It works!</html>", "{}", "[]" })
	void healthWhenSomebodyElseAnswersIsDown(String body) {
		this.server.answers(200, body);
		this.runner
			.run((context) -> assertThat(health(context).getDetails()).containsEntry("reason", "unexpected answer"));
	}

	@Test
	void healthAfterACallThatFloraRefusedNeedsNoProbe() {
		this.server.answers(400, "{\"error\":{\"code\":\"input_validation_error\",\"message\":\"No such id.\"}}");
		this.runner.run((context) -> {
			assertThatExceptionOfType(FloraException.class)
				.isThrownBy(() -> context.getBean(FloraGenerationsClient.class).retrieve("run_abc123"));
			assertThat(health(context).getDetails()).containsEntry("source", "call");
		});
	}

	@Test
	void healthAfterACallThatSomebodyElseRefusedIsProbed() {
		this.server.answers(404, "<html>No such page</html>");
		this.runner.run((context) -> {
			assertThatExceptionOfType(FloraException.class)
				.isThrownBy(() -> context.getBean(FloraGenerationsClient.class).retrieve("run_abc123"));
			assertThat(health(context).getStatus()).isEqualTo(Status.DOWN);
			assertThat(health(context).getDetails()).containsEntry("source", "probe");
		});
	}

	@Test
	void healthWhenUnreachableTellsWhy() throws IOException {
		try (RefusedPort refused = new RefusedPort()) {
			this.runner.withPropertyValues("flora.base-url=" + refused.url())
				.run((context) -> assertThat(health(context).getDetails()).containsEntry("reason", "unreachable"));
		}
	}

	@Test
	void healthWhenRateLimitedIsUp() {
		this.server.answers(429, "{\"error\":{\"code\":\"rate_limited\",\"message\":\"sk_test_1\"}}");
		this.runner.run((context) -> {
			assertThat(health(context).getStatus()).isEqualTo(Status.UP);
			assertThat(health(context).getDetails()).containsEntry("rateLimited", true);
			assertThat(health(context).toString()).doesNotContain("sk_test_1");
		});
	}

	@Tag("exhaustive")
	@ParameterizedTest
	@ValueSource(strings = { "jdk", "http-components" })
	void healthWhenFloraHangsAnswersAHundredAskersWithOneProbe(String transport) {
		this.server.hangs();
		this.runner.withPropertyValues("flora.health.timeout=1s", "spring.http.clients.imperative.factory=" + transport)
			.run((context) -> {
				List<Duration> waits = askAtOnce(context, 100);
				assertThat(waits).hasSize(100)
					.allSatisfy((wait) -> assertThat(wait).isLessThan(Duration.ofSeconds(30)));
				assertThat(this.server.requests()).hasSize(1);
				assertThat(health(context).getDetails()).containsEntry("reason", "timeout");
			});
	}

	@Test
	void healthWhenDisabledIsAbsent() {
		this.runner.withPropertyValues("management.health.flora.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(HealthContributor.class));
	}

	@Test
	void healthWhenUserDefinesItBacksOff() {
		this.runner.withBean("floraHealthIndicator", HealthIndicator.class, () -> () -> Health.up().build())
			.run((context) -> assertThat(context).doesNotHaveBean("floraHealthContributor"));
	}

	@Test
	void healthWhenTwoClientsIsComposite() {
		this.runner.withUserConfiguration(FloraAutoConfigurationTests.TwoClients.class).run((context) -> {
			CompositeHealthContributor composite = context.getBean("floraHealthContributor",
					CompositeHealthContributor.class);
			assertThat(composite.stream()).extracting(CompositeHealthContributor.Entry::name)
				.containsExactly("first", "second");
			composite.stream().forEach((entry) -> ((HealthIndicator) entry.contributor()).health());
			assertThat(this.server.authorizations()).containsExactly("Bearer sk_test_first", "Bearer sk_test_second");
		});
	}

	@Test
	void healthWhenGenerationsAreReplacedIsThatOfTheClient() {
		FloraGenerationsClient own = mock();
		this.runner.withBean("own", FloraGenerationsClient.class, () -> own)
			.run((context) -> assertThat(health(context).getDetails()).containsEntry("source", "probe"));
	}

	/** Tests mock the client. */
	@Test
	void healthWhenTheClientHasNoConnectionIsUnknown() {
		this.runner.withBean(FloraClient.class, () -> mock()).run((context) -> {
			assertThat(health(context).getStatus()).isEqualTo(Status.UNKNOWN);
			assertThat(health(context).getDetails()).containsEntry("reason", "no connection");
		});
	}

	@Test
	void healthWhenTheConnectionIsMockedLaterIsThatOfIt() {
		FloraClient client = mock();
		this.runner.withBean(FloraClient.class, () -> client).run((context) -> {
			assertThat(health(context).getStatus()).isEqualTo(Status.UNKNOWN);
			given(client.connection()).willReturn(mock());
			assertThat(health(context).getStatus()).isEqualTo(Status.UP);
		});
	}

	@Test
	void healthWhenTheClientFailsIsUnknown() {
		FloraClient client = mock(invocation -> {
			throw new IllegalStateException("No");
		});
		this.runner.withBean(FloraGenerationsClient.class, () -> mock())
			.withBean(FloraClient.class, () -> client)
			.run((context) -> assertThat(health(context).getDetails()).containsEntry("reason", "no connection"));
	}

	@Test
	void healthWhenTheClientIsOfAParentIsThatOfIt() {
		try (GenericApplicationContext parent = parent()) {
			this.runner.withParent(parent).run((context) -> {
				assertThat(health(context).getDetails()).containsEntry("source", "probe");
				assertThat(this.server.authorizations()).containsExactly("Bearer sk_test_shared");
			});
		}
	}

	@Test
	void healthWhenClientsAreOfTheApplicationAndItsParentIsComposite() {
		try (GenericApplicationContext parent = parent()) {
			parent.registerBean("hidden", FloraClient.class, () -> mock(),
					(definition) -> definition.setAutowireCandidate(false));
			this.runner.withParent(parent)
				.withBean("own", FloraClient.class, () -> mock(), (definition) -> definition.setPrimary(true))
				.run((context) -> assertThat(
						context.getBean("floraHealthContributor", CompositeHealthContributor.class).stream())
					.extracting(CompositeHealthContributor.Entry::name)
					.containsExactlyInAnyOrder("own", "shared"));
		}
	}

	/** Such a bean has no definition that says whether it is to be injected. */
	@Test
	void healthWhenTheClientIsASingletonThatWasRegisteredIsThatOfIt() {
		try (FloraClient client = client("sk_test_registered")) {
			this.runner.withInitializer((context) -> context.getBeanFactory().registerSingleton("registered", client))
				.run((context) -> {
					assertThat(health(context).getStatus()).isEqualTo(Status.UP);
					assertThat(this.server.authorizations()).containsExactly("Bearer sk_test_registered");
				});
		}
	}

	private GenericApplicationContext parent() {
		GenericApplicationContext parent = new GenericApplicationContext();
		parent.registerBean("shared", FloraClient.class, () -> client("sk_test_shared"));
		parent.refresh();
		return parent;
	}

	private FloraClient client(String apiKey) {
		return new FloraClientBuilder().baseUrl(URI.create(this.server.url())).apiKey(apiKey).build();
	}

	private void assertReason(int status, String reason) {
		this.server.answers(status, "{\"error\":{\"code\":\"x\",\"message\":\"sk_test_1\"}}");
		this.runner.run((context) -> {
			Health health = health(context);
			assertThat(health.getStatus()).isEqualTo(Status.DOWN);
			assertThat(health.getDetails()).containsEntry("reason", reason).containsEntry("status", status);
			assertThat(health.toString()).doesNotContain("sk_test_1");
		});
	}

	private static List<Duration> askAtOnce(ApplicationContext context, int askers) throws Exception {
		CountDownLatch start = new CountDownLatch(1);
		ExecutorService threads = Executors.newFixedThreadPool(askers);
		try {
			List<Future<Duration>> waits = IntStream.range(0, askers).mapToObj((i) -> threads.submit(() -> {
				start.await();
				long began = System.nanoTime();
				assertThat(health(context).getStatus()).isEqualTo(Status.DOWN);
				return Duration.ofNanos(System.nanoTime() - began);
			})).toList();
			start.countDown();
			List<Duration> done = new java.util.ArrayList<>();
			for (Future<Duration> wait : waits) {
				done.add(wait.get());
			}
			return done;
		}
		finally {
			threads.shutdownNow();
		}
	}

	private static Health health(ApplicationContext context) {
		return context.getBean("floraHealthContributor", HealthIndicator.class).health();
	}

}
