package ai.flora.spring.boot.test;

import java.time.Duration;
import java.util.Map;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraConflictException;
import ai.flora.client.FloraNotFoundException;
import ai.flora.client.FloraRequest;
import ai.flora.client.FloraValidationException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.project.FloraProjectsClient;
import ai.flora.client.project.Project;
import ai.flora.client.project.ProjectQuery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The projects of the fake.
 */
class FakeProjectsTests {

	private final FakeFlora fake = FakeFlora.start();

	private final FloraClient client = this.fake.clientBuilder().build();

	private final FloraProjectsClient projects = this.client.projects();

	@AfterEach
	void close() {
		this.client.close();
		this.fake.close();
	}

	@Test
	void projectsAreListedNewestFirst() {
		this.fake.has("prj_given");
		this.projects.create("Harbours");
		this.fake.clock().advance(Duration.ofSeconds(1));
		this.projects.create("Harbours");
		assertThat(this.projects.stream(ProjectQuery.all().withLimit(2))).extracting(Project::projectId)
			.containsExactly("prj_made0002", "prj_made0001", "prj_given", "prj_fake0001");
		assertThat(this.projects.list(ProjectQuery.all().withText("HARB")).totalEstimate()).isEqualTo(2);
		assertThat(this.fake.projects()).extracting(Project::name)
			.containsExactly("Fake project", "prj_given", "Harbours", "Harbours");
		assertThat(this.fake).received(FloraOperation.PROJECTS_LIST, 3).received(FloraOperation.PROJECTS_CREATE, 2);
		this.fake.reset();
		assertThat(this.fake.projects()).hasSize(2);
	}

	@Test
	void projectIsRetrieved() {
		assertThat(this.projects.retrieve("prj_1").workspaceId()).isEqualTo(KnownIds.WORKSPACE_ID);
		assertThatExceptionOfType(FloraNotFoundException.class).isThrownBy(() -> this.projects.retrieve("prj_77"));
		assertThatExceptionOfType(FloraNotFoundException.class).isThrownBy(() -> this.projects.retrieve("ws_1"));
	}

	@Test
	void keyAndNameAreEnoughToStart() {
		FloraClient named = this.fake.clientBuilder().workspaceId(null).projectName("Harbours").build();
		assertThat(named.generations().create(GenerationRequest.image("A harbour")).projectId())
			.isEqualTo("prj_made0001");
		assertThat(this.fake.projects()).last().extracting(Project::name).isEqualTo("Harbours");
		named.close();
	}

	@Test
	void lostResponseMakesOneProject() {
		this.fake.next(FloraOperation.PROJECTS_CREATE).resetAfterwards();
		assertThat(this.projects.findOrCreate("Harbours").projectId()).isEqualTo("prj_made0001");
		assertThat(this.fake).received(FloraOperation.PROJECTS_CREATE, 2);
		assertThat(this.fake.projects()).hasSize(2);
	}

	@Test
	void keyIsForgottenAfterTwoHours() {
		FloraRequest.Builder request = FloraRequest.post("/workspaces/{workspaceId}/projects")
			.variable("workspaceId", "ws_1")
			.body(Map.of("name", "Harbours"))
			.idempotencyKey("k");
		this.client.exchange(request.build(JsonNode.class));
		assertThatExceptionOfType(FloraConflictException.class)
			.isThrownBy(() -> this.client.exchange(request.build(JsonNode.class)));
		this.fake.clock().advance(Duration.ofHours(2));
		assertThat(this.client.exchange(request.build(Project.class)).workspaceId()).isEqualTo("ws_1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "{\"name\":\"\",\"workspace_id\":\"ws_1\"}", "{\"name\":\"A\"}",
			"{\"name\":\"A\",\"workspace_id\":\"prj_1\"}", "{\"name\":\"A\",\"workspace_id\":\"ws_1\",\"color\":1}" })
	void requestIsCheckedAsFloraDoes(String body) {
		FloraRequest<JsonNode> request = FloraRequest.post("/projects")
			.body(JsonMapper.builder().build().readTree(body))
			.build(JsonNode.class);
		assertThatExceptionOfType(FloraValidationException.class).isThrownBy(() -> this.client.exchange(request));
		assertThatExceptionOfType(FloraValidationException.class)
			.isThrownBy(() -> this.client.exchange(FloraRequest.get("/projects").build(JsonNode.class)));
	}

}
