package ai.flora.sample;

import java.time.Duration;

import ai.flora.spring.boot.test.FakeFlora;
import ai.flora.spring.boot.test.FakeFloraConfiguration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A FLORA that responds long after the deadline.
 */
@Tag("exhaustive")
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "flora.retry.max-attempts=1", "flora.call-timeout=500ms" })
@Import(FakeFloraConfiguration.class)
class HangingFloraTests {

	@Test
	void problemIsGatewayTimeout(@Autowired FakeFlora fake, @LocalServerPort int port) {
		fake.nextRequest().delay(Duration.ofSeconds(30));
		RestClient.create()
			.get()
			.uri("http://127.0.0.1:" + port + "/api/runs/run_abc123")
			.exchange((request, response) -> {
				assertThat(response.getStatusCode().value()).isEqualTo(504);
				assertThat(response.getHeaders().getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
				return response;
			});
	}

}
