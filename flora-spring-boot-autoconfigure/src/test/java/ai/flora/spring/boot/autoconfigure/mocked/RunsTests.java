package ai.flora.spring.boot.autoconfigure.mocked;

import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.RunStatus;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.restclient.test.autoconfigure.RestClientTest;
import org.springframework.http.MediaType;
import org.springframework.test.web.client.MockRestServiceServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.client.match.MockRestRequestMatchers.requestTo;
import static org.springframework.test.web.client.response.MockRestResponseCreators.withSuccess;

/**
 * The lines that docs/testing.md has for Spring Boot's mock server.
 */
@RestClientTest
class RunsTests {

	@Test
	void runIsPending(@Autowired MockRestServiceServer server, @Autowired FloraGenerationsClient flora) {
		server.expect(requestTo("https://app.flora.ai/api/v1/runs/run_1"))
			.andRespond(withSuccess("{\"run_id\": \"run_1\", \"status\": \"pending\"}", MediaType.APPLICATION_JSON));
		assertThat(flora.retrieve("run_1").status()).isEqualTo(RunStatus.PENDING);
	}

}

@SpringBootConfiguration
@EnableAutoConfiguration
class Application {

}
