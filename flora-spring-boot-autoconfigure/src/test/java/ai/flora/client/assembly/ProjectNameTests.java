package ai.flora.client.assembly;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraServerException;
import ai.flora.client.FloraTimeoutException;
import ai.flora.client.GenerationQuery;
import ai.flora.client.GenerationRequest;
import ai.flora.client.StartedRun;
import ai.flora.client.internal.project.ProjectsServer;
import ai.flora.client.internal.transport.Transports;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * A client that knows its project's name only.
 */
class ProjectNameTests {

	private static final GenerationRequest HARBOUR = GenerationRequest.image("A harbour");

	private final ProjectsServer server = new ProjectsServer();

	@AfterEach
	void close() {
		this.server.close();
	}

	private FloraClientBuilder builder() {
		return Transports.JDK.builder(this.server.url()).projectName(" Harbours ");
	}

	@Test
	void keyAndProjectNameAreEnough() {
		FloraClient client = builder().build();
		client.generations().list(GenerationQuery.all());
		assertThat(this.server.requests).containsExactly("GET /generations?limit=100");
		assertThat(start(client)).isEqualTo("prj_1");
		assertThat(start(client)).isEqualTo("prj_1");
		client.generations().list(GenerationQuery.all());
		assertThat(this.server.requests).containsExactly("GET /generations?limit=100", "GET /workspaces",
				"GET /projects?workspace_id=ws_1&query=Harbours&limit=100", "GET /projects?workspace_id=ws_1&limit=100",
				"POST /projects", "POST /generate", "POST /generate", "GET /generations?project_id=prj_1&limit=100");
		assertThat(start(builder().workspaceId("ws_1").build())).isEqualTo("prj_1");
		assertThat(this.server.count("POST /projects")).isOne();
	}

	@Test
	void startsAtTheSameTimeLookTheProjectUpOnce() throws Exception {
		FloraClient client = builder().build();
		ExecutorService threads = Executors.newFixedThreadPool(10);
		try {
			List<Future<String>> starts = IntStream.range(0, 10)
				.mapToObj((i) -> threads.submit(() -> start(client)))
				.toList();
			for (Future<String> start : starts) {
				assertThat(start.get()).isEqualTo("prj_1");
			}
		}
		finally {
			threads.shutdownNow();
		}
		assertThat(this.server.count("GET /workspaces")).isOne();
		assertThat(this.server.count("GET /projects")).isEqualTo(2);
		assertThat(this.server.count("POST /projects")).isOne();
	}

	@Test
	void projectOfTheRequestCountsMost() {
		FloraClient client = builder().build();
		StartedRun run = client.generations().create(HARBOUR.toBuilder().projectId("prj_7").build());
		assertThat(run.projectId()).isEqualTo("prj_7");
		assertThat(this.server.count("GET /projects")).isZero();
	}

	@Test
	void idOrNameThatWasSetLastCounts() {
		assertThat(start(builder().projectId("prj_7").build())).isEqualTo("prj_7");
		assertThat(start(builder().projectId("prj_7").projectName("Harbours").build())).isEqualTo("prj_1");
		assertThat(start(builder().projectId(null).build())).isEqualTo("prj_1");
		assertThat(start(builder().projectId("prj_7").projectName(" ").build())).isEqualTo("prj_7");
	}

	@Test
	void startWithoutAProjectSaysWhatToSet() {
		FloraClient client = builder().projectName(null).build();
		assertThatIllegalArgumentException().isThrownBy(() -> client.generations().create(HARBOUR))
			.withMessageContaining("flora.project-id (FloraClientBuilder.projectId)")
			.withMessageContaining("flora.project-name (FloraClientBuilder.projectName)")
			.withMessageContaining("GenerationRequest.Builder.projectId");
		assertThat(this.server.requests).isEmpty();
	}

	@Test
	void startWhoseProjectCannotBeLookedUpStartsNothing() {
		FloraClient client = builder().workspaceId("ws_1").build();
		this.server.fail(503);
		assertThatExceptionOfType(FloraServerException.class).isThrownBy(() -> client.generations().create(HARBOUR))
			.withMessageStartingWith("Start of an image, whose project is looked up first: ");
		this.server.fail(0);
		assertThat(start(client)).isEqualTo("prj_1");
		assertThat(this.server.count("POST /generate")).isOne();
	}

	@Test
	void lookUpCountsAgainstTheDeadline() {
		FloraClient client = builder().workspaceId("ws_1").callTimeout(Duration.ofMillis(500)).build();
		CountDownLatch over = new CountDownLatch(1);
		this.server.beforePost(() -> {
			try {
				over.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
		try {
			assertThatExceptionOfType(FloraTimeoutException.class)
				.isThrownBy(() -> client.generations().create(HARBOUR))
				.withMessageContaining("project is looked up");
		}
		finally {
			over.countDown();
		}
		assertThat(this.server.count("POST /generate")).isZero();
	}

	private static String start(FloraClient client) {
		return String.valueOf(client.generations().create(HARBOUR).projectId());
	}

}
