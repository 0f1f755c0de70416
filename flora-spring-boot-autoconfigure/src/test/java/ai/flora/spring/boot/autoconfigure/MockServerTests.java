package ai.flora.spring.boot.autoconfigure;

import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.RunStatus;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.restclient.test.autoconfigure.AutoConfigureMockRestServiceServer;
import org.springframework.boot.restclient.test.autoconfigure.RestClientTest;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.web.client.MockRestServiceServer;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.client.match.MockRestRequestMatchers.header;
import static org.springframework.test.web.client.match.MockRestRequestMatchers.requestTo;
import static org.springframework.test.web.client.response.MockRestResponseCreators.withSuccess;

/**
 * How applications mock FLORA, or something else, with what Spring Boot has for it.
 */
class MockServerTests {

	private static final String RUN = "{\"run_id\":\"run_1\",\"status\":\"completed\"}";

	private static void expectRun(MockRestServiceServer server) {
		server.expect(requestTo("https://app.flora.ai/api/v1/runs/run_1"))
			.andExpect(header("Authorization", "Bearer sk_test_1"))
			.andRespond(withSuccess(RUN, MediaType.APPLICATION_JSON));
	}

	@Nested
	@RestClientTest(properties = "flora.api-key=sk_test_1")
	@ContextConfiguration(classes = Application.class)
	class Slice {

		@Test
		void floraIsMocked(@Autowired MockRestServiceServer server, @Autowired FloraGenerationsClient client) {
			expectRun(server);
			assertThat(client.retrieve("run_1").status()).isEqualTo(RunStatus.COMPLETED);
			server.verify();
		}

	}

	@Nested
	@SpringBootTest(classes = Application.class, properties = "flora.api-key=sk_test_1")
	@AutoConfigureMockRestServiceServer
	class Whole {

		@Test
		void floraIsMocked(@Autowired MockRestServiceServer server, @Autowired FloraGenerationsClient client) {
			expectRun(server);
			assertThat(client.retrieve("run_1").status()).isEqualTo(RunStatus.COMPLETED);
		}

	}

	@Nested
	@RestClientTest
	@ContextConfiguration(classes = OtherApplication.class)
	class Other {

		@Test
		void floraIsNotInTheWayAndNeedsNoKey(@Autowired MockRestServiceServer server, @Autowired RestClient other) {
			server.expect(requestTo("https://example.com/")).andRespond(withSuccess("x", MediaType.TEXT_PLAIN));
			assertThat(other.get().uri("https://example.com/").retrieve().body(String.class)).isEqualTo("x");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class OtherApplication {

		@Bean
		RestClient other(RestClient.Builder builder) {
			return builder.build();
		}

	}

}
