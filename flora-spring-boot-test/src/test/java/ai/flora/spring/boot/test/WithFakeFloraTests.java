package ai.flora.spring.boot.test;

import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.GenerationRequest;
import ai.flora.client.StartedRun;
import ai.flora.spring.boot.autoconfigure.FloraAutoConfiguration;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@SpringBootTest(classes = WithFakeFloraTests.Application.class)
@WithFakeFlora
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WithFakeFloraTests {

	@Autowired
	private FakeFlora field;

	@Autowired
	private FloraGenerationsClient client;

	@Test
	@Order(1)
	void applicationTalksToTheFake(FakeFlora fake) {
		assertThat(fake).isSameAs(this.field).receivedNothing().charged(0);
		StartedRun started = this.client.create(GenerationRequest.image("A harbour"));
		assertThat(fake).received(FloraOperation.CREATE, 1).charged(1).idempotencyKeys().hasSize(1);
		assertThat(started.projectId()).isEqualTo("prj_fake0001");
	}

	@Test
	@Order(2)
	void fakeIsResetBeforeEachTest(FakeFlora fake) {
		assertThat(fake).receivedNothing().charged(0);
		assertThat(fake.startedRuns()).isEmpty();
	}

	@Test
	@Order(3)
	void assertionsThatDoNotHoldFail(FakeFlora fake, @Autowired FakeFlora autowired) {
		assertThat(fake).isSameAs(autowired);
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(fake).charged(1));
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> assertThat(fake).received(FloraOperation.CREATE));
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> assertThat(fake).received(FloraOperation.CREATE, 1));
		this.client.create(GenerationRequest.image("A harbour"));
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(fake).receivedNothing())
			.withMessageContaining("POST /generate");
	}

	@Nested
	class WhenNested {

		@Test
		void fakeIsTheSame(FakeFlora fake) {
			assertThat(fake).isSameAs(WithFakeFloraTests.this.field);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(FloraAutoConfiguration.class)
	static class Application {

	}

}
