package ai.flora.spring.boot.test;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraException;
import ai.flora.client.FloraFollowEndedException;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.FloraServerException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RequestOptions;
import ai.flora.client.RunHandle;
import ai.flora.client.RunStatus;
import ai.flora.client.assembly.FloraClientBuilder;
import ai.flora.spring.boot.autoconfigure.FloraAutoConfiguration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Runs that one test starts do not reach into the next one.
 */
@SpringBootTest(classes = WithFakeFloraIsolationTests.Application.class)
@WithFakeFlora
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WithFakeFloraIsolationTests {

	private static final GenerationRequest REQUEST = GenerationRequest.image("A harbour");

	private static RunHandle followed;

	private static RunHandle followedByOther;

	private static RunHandle followedByDecorated;

	@Autowired
	private FloraGenerationsClient flora;

	@Autowired
	@Qualifier("second")
	private FloraClient second;

	@Autowired
	@Qualifier("decorated")
	private FloraClient decorated;

	@Test
	@Order(1)
	void followsRunsThatNeverEnd(FakeFlora fake) {
		fake.nextRun().neverEnds();
		fake.nextRun().neverEnds();
		fake.nextRun().neverEnds();
		followed = this.flora.submit(REQUEST);
		followedByOther = this.second.generations().submit(REQUEST);
		followedByDecorated = this.decorated.generations().submit(REQUEST);
		Awaitility.await().until(() -> fake.requests(FloraOperation.RETRIEVE).size() > 2);
	}

	@Test
	@Order(2)
	void followsNothingAtTheStart(FakeFlora fake) {
		assertThatExceptionOfType(FloraFollowEndedException.class)
			.isThrownBy(() -> followed.await(Duration.ofSeconds(10)));
		assertThatExceptionOfType(FloraFollowEndedException.class)
			.isThrownBy(() -> followedByOther.await(Duration.ofSeconds(10)));
		assertThatExceptionOfType(FloraFollowEndedException.class)
			.isThrownBy(() -> followedByDecorated.await(Duration.ofSeconds(10)));
		fake.nextRequest().status(503);
		fake.run("run_1").isPending();
		assertThatExceptionOfType(FloraServerException.class)
			.isThrownBy(() -> this.flora.retrieve("run_1", RequestOptions.defaults().withMaxAttempts(1)));
		assertThat(fake.requests()).hasSize(1);
	}

	@Test
	@Order(3)
	void runOfAnEarlierTestIsNeitherCountedNorGivenAFault(FakeFlora fake) throws Exception {
		fake.nextRequest().status(503);
		try (FloraClient late = new FloraClientBuilder().baseUrl(fake.baseUrl()).apiKey(fake.apiKey()).build()) {
			CompletableFuture<Void> call = CompletableFuture
				.runAsync(() -> assertThatExceptionOfType(FloraException.class)
					.isThrownBy(() -> late.generations().retrieve(followed.runId())));
			call.get(1, TimeUnit.MINUTES);
		}
		assertThat(fake).receivedNothing();
		fake.run(followed.runId()).isPending();
		assertThat(this.flora.retrieve(followed.runId()).status()).isEqualTo(RunStatus.PENDING);
		assertThat(fake).received(FloraOperation.RETRIEVE, 2);
	}

	@Test
	@Order(4)
	void clientStillWorks(FakeFlora fake) {
		assertThat(this.flora.generate(REQUEST).outputs()).hasSize(1);
		assertThat(this.second.generations().generate(REQUEST).outputs()).hasSize(1);
		assertThat(fake).charged(2);
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(FloraAutoConfiguration.class)
	static class Application {

		@Bean(defaultCandidate = false)
		FloraClient second(FloraClientBuilder builder) {
			return builder.build();
		}

		/** Has no class of ours, as the decorator of an application has not. */
		@Bean(defaultCandidate = false)
		FloraClient decorated(FloraClientBuilder builder) {
			FloraClient client = builder.build();
			return (FloraClient) Proxy.newProxyInstance(FloraClient.class.getClassLoader(),
					new Class<?>[] { FloraClient.class }, (proxy, method, args) -> method.invoke(client, args));
		}

	}

}
