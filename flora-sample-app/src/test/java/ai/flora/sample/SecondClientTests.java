package ai.flora.sample;

import java.net.URI;
import java.util.List;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RunStatus;
import ai.flora.client.assembly.FloraClientBuilder;
import ai.flora.spring.boot.test.FakeFlora;
import ai.flora.spring.boot.test.FakeFloraConfiguration;
import ai.flora.spring.boot.test.FloraOperation;
import ai.flora.spring.boot.test.ReceivedRequest;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.health.actuate.endpoint.CompositeHealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A second client, as docs/configuration.md has it.
 */
@SpringBootTest(properties = { "other.flora-key=sk_of_the_other_workspace", "flora.workspace-id=ws_first",
		"flora.project-id=prj_first", "flora.webhook.secrets=whsec_1",
		"flora.webhook.callback-url=http://127.0.0.1:1/flora/webhook" })
@Import({ FakeFloraConfiguration.class, SecondClientTests.OtherWorkspace.class })
class SecondClientTests {

	@Autowired
	private FloraGenerationsClient flora;

	@Autowired
	@Qualifier("otherWorkspace")
	private FloraClient otherWorkspace;

	@Test
	void clientsHaveTheirOwnKeys(@Autowired FakeFlora fake, @Autowired @Qualifier("otherFake") FakeFlora otherFake) {
		fake.run("run_1").completesWith();
		otherFake.run("run_1").isPending();
		assertThat(this.flora.retrieve("run_1").status()).isEqualTo(RunStatus.COMPLETED);
		assertThat(this.otherWorkspace.generations().retrieve("run_1").status()).isEqualTo(RunStatus.PENDING);
	}

	@Test
	void otherClientStartsInItsOwnProjectAndIsNotCalledBack(@Autowired FakeFlora fake,
			@Autowired @Qualifier("otherFake") FakeFlora otherFake) {
		this.flora.create(GenerationRequest.image("A harbour"));
		this.otherWorkspace.generations().create(GenerationRequest.image("A harbour"));
		assertThat(start(fake).body()).contains("ws_first", "prj_first", "callback_url");
		assertThat(start(otherFake).body()).contains("prj_other").doesNotContain("first", "callback_url");
	}

	private static ReceivedRequest start(FakeFlora fake) {
		List<ReceivedRequest> starts = fake.requests(FloraOperation.CREATE);
		assertThat(starts).hasSize(1);
		return starts.get(0);
	}

	@Test
	void healthShowsEachClientUnderItsBeanName(@Autowired HealthEndpoint health) {
		assertThat(health.healthForPath("flora")).isInstanceOfSatisfying(CompositeHealthDescriptor.class,
				(flora) -> assertThat(flora.getComponents()).containsOnlyKeys("floraClient", "otherWorkspace"));
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class OtherWorkspace {

		@Bean(defaultCandidate = false)
		FakeFlora otherFake(@Value("${other.flora-key}") String key) {
			return FakeFlora.start(key).has("prj_other");
		}

		@Bean(defaultCandidate = false)
		FloraClient otherWorkspace(FloraClientBuilder builder, @Value("${other.flora-key}") String key,
				@Qualifier("otherFake") FakeFlora otherFake) {
			URI url = otherFake.baseUrl();
			return builder.baseUrl(url).apiKey(key).workspaceId(null).projectId("prj_other").withoutCallbacks().build();
		}

	}

}
