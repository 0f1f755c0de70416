package ai.flora.client.internal.project;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;

import ai.flora.client.FloraConflictException;
import ai.flora.client.FloraInterruptedException;
import ai.flora.client.FloraNotFoundException;
import ai.flora.client.FloraServerException;
import ai.flora.client.internal.time.VirtualTiming;
import ai.flora.client.internal.transport.FloraTransport;
import ai.flora.client.internal.transport.TestTransports;
import ai.flora.client.internal.transport.Transports;
import ai.flora.client.internal.workspace.OwnWorkspace;
import ai.flora.client.project.FloraProjectsClient;
import ai.flora.client.project.Project;
import ai.flora.client.project.ProjectQuery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Projects over real sockets, and waits on a virtual clock.
 */
@ExtendWith(OutputCaptureExtension.class)
@Tag("exhaustive")
class ProjectCallsTests {

	private static final Duration READ = Duration.ofSeconds(20);

	private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");

	private final VirtualTiming timing = new VirtualTiming(Instant.now());

	private final ProjectsServer server = new ProjectsServer(this.timing::flora);

	private final FloraProjectsClient projects = client(this.timing);

	@AfterEach
	void close() {
		this.server.close();
	}

	private FloraProjectsClient client(VirtualTiming timing) {
		FloraTransport transport = TestTransports
			.of(this.server.url(), () -> Transports.JDK.requestFactory(READ, READ), READ)
			.build(timing);
		ProjectCalls calls = new ProjectCalls(transport, new OwnWorkspace(transport, null));
		return new DefaultFloraProjectsClient(() -> calls);
	}

	@Test
	void projectsAreListedInTheClientsOwnWorkspace() {
		for (int i = 1; i <= 5; i++) {
			this.server.add("P" + i, LONG_AGO);
		}
		assertThat(this.projects.list(ProjectQuery.all().withLimit(2)).items()).extracting(Project::name)
			.containsExactly("P5", "P4");
		assertThat(this.projects.stream(ProjectQuery.all().withLimit(2))).hasSize(5);
		assertThat(this.projects.stream(ProjectQuery.all().withText("p3"))).singleElement().satisfies((project) -> {
			assertThat(project.projectId()).isEqualTo("prj_3");
			assertThat(project.workspaceId()).isEqualTo("ws_1");
			assertThat(project.origin()).isEqualTo("api");
			assertThat(project.createdAt()).isEqualTo(LONG_AGO);
			assertThat(project.lastModified()).isNull();
		});
		assertThat(this.server.requests).startsWith("GET /workspaces", "GET /projects?workspace_id=ws_1&limit=2");
		assertThat(this.server.count("GET /workspaces")).isOne();
		this.projects.list(ProjectQuery.all().withWorkspaceId("ws_2").withCursor("0"));
		assertThat(this.server.requests).endsWith("GET /projects?workspace_id=ws_2&cursor=0&limit=100");
	}

	@Test
	void projectIsRetrieved() {
		this.server.add("A", LONG_AGO);
		assertThat(this.projects.retrieve("prj_1").name()).isEqualTo("A");
		assertThatExceptionOfType(FloraNotFoundException.class).isThrownBy(() -> this.projects.retrieve("prj_9"))
			.withMessageStartingWith("Project prj_9: ");
		assertThatIllegalArgumentException().isThrownBy(() -> this.projects.retrieve(".."));
	}

	@Test
	void createMakesANewOneWithEachCall() {
		assertThat(this.projects.create("A").projectId()).isEqualTo("prj_1");
		assertThat(this.projects.create("A").projectId()).isEqualTo("prj_2");
		assertThat(this.server.keys).doesNotHaveDuplicates();
		assertThat(this.server.bodies).containsOnly("{\"name\":\"A\",\"workspace_id\":\"ws_1\"}");
	}

	@Test
	void createWhoseResponseIsLostReturnsTheProjectThatItMade() {
		this.server.add("A", LONG_AGO);
		this.server.lost = 1;
		this.server.laggingLists = 2;
		assertThat(this.projects.create("A").projectId()).isEqualTo("prj_2");
		assertThat(this.server.keys).hasSize(2);
		assertThat(this.server.keys.get(0)).isEqualTo(this.server.keys.get(1));
		assertThat(this.server.projects()).hasSize(2);
	}

	@Test
	void createNeverReturnsTheProjectOfAnotherCall() {
		AtomicReference<Project> other = new AtomicReference<>();
		this.server.lost = 1;
		this.server.hidden.add("prj_1");
		this.timing.in(Duration.ofMillis(1), () -> other.set(this.projects.create("A")));
		this.timing.in(Duration.ofSeconds(10), this.server.hidden::clear);
		assertThat(this.projects.create("A").projectId()).isEqualTo("prj_1");
		assertThat(other.get().projectId()).isEqualTo("prj_2");
	}

	@Test
	void createNeverReturnsTheProjectOfAnEarlierCall() {
		this.projects.create("A");
		this.projects.findOrCreate("B");
		this.server.lost = 2;
		this.server.hidden.addAll(List.of("prj_3", "prj_4"));
		assertThatExceptionOfType(FloraConflictException.class).isThrownBy(() -> this.projects.create("A"));
		assertThatExceptionOfType(FloraConflictException.class).isThrownBy(() -> this.projects.create("B"));
	}

	@Test
	void findOrCreateFindsTheExactName() {
		this.server.add("demo", LONG_AGO);
		this.server.add("Demo 2", LONG_AGO);
		this.server.add("Demo", LONG_AGO);
		assertThat(this.projects.findOrCreate("Demo").projectId()).isEqualTo("prj_3");
		assertThat(this.server.requests).containsExactly("GET /workspaces",
				"GET /projects?workspace_id=ws_1&query=Demo&limit=100");
	}

	@Test
	void whatASearchDoesNotFindIsNotMadeAgain() {
		for (int i = 0; i < 120; i++) {
			this.server.add("P" + i, LONG_AGO);
		}
		this.server.add("a&b (c)", LONG_AGO);
		this.server.searchable = false;
		assertThat(this.projects.findOrCreate("P0").projectId()).isEqualTo("prj_1");
		assertThat(this.projects.findOrCreate("a&b (c)").projectId()).isEqualTo("prj_121");
		assertThat(this.server.keys).isEmpty();
	}

	@Test
	void oldestOfSeveralIsTakenWithOneWarning(CapturedOutput output) {
		this.server.add("A", null);
		this.server.add("A", LONG_AGO.plusSeconds(2));
		this.server.add("A", LONG_AGO.plusSeconds(1));
		assertThat(this.projects.findOrCreate("A").projectId()).isEqualTo("prj_3");
		assertThat(this.projects.findOrCreate("A").projectId()).isEqualTo("prj_3");
		assertThat(output.getOut().split("There are 3 projects named 'A' in workspace ws_1", -1)).hasSize(2);
		assertThat(output).contains("the oldest is taken, prj_3");
	}

	@Test
	void findOrCreateMakesTheProjectOnce() {
		Project made = this.projects.findOrCreate("A");
		assertThat(made.projectId()).isEqualTo("prj_1");
		assertThat(this.projects.findOrCreate("A")).isEqualTo(made);
		assertThat(client(new VirtualTiming()).findOrCreate("A")).isEqualTo(made);
		assertThat(this.server.keys).containsExactly("57d62c38-29e9-8342-b169-b0bba36d118d");
	}

	@Test
	void instancesAtTheSameTimeMakeOne() throws Exception {
		CyclicBarrier bothHaveListed = new CyclicBarrier(2);
		this.server.beforePost = () -> {
			try {
				bothHaveListed.await();
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		};
		this.server.laggingLists = 3;
		ExecutorService threads = Executors.newFixedThreadPool(2);
		try {
			Future<Project> first = threads.submit(() -> client(new VirtualTiming()).findOrCreate("A"));
			Future<Project> second = threads.submit(() -> client(new VirtualTiming()).findOrCreate("A"));
			assertThat(first.get().projectId()).isEqualTo(second.get().projectId());
		}
		finally {
			threads.shutdownNow();
		}
		assertThat(this.server.projects()).hasSize(1);
		assertThat(this.server.keys).hasSize(2);
		assertThat(this.server.keys.get(0)).isEqualTo(this.server.keys.get(1));
	}

	@Test
	void keysOfOtherNamesAreOthers() {
		this.projects.findOrCreate("A");
		this.projects.findOrCreate("B");
		assertThat(this.server.keys).doesNotHaveDuplicates()
			.allMatch((key) -> key.matches("[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
	}

	@Test
	void lostResponseIsAskedForAgainUnderTheSameKey() {
		this.server.lost = 1;
		this.server.laggingLists = 8;
		assertThat(this.projects.findOrCreate("A").projectId()).isEqualTo("prj_1");
		assertThat(this.server.keys).hasSize(2);
		assertThat(this.server.keys.get(0)).isEqualTo(this.server.keys.get(1));
		assertThat(this.server.projects()).hasSize(1);
	}

	@Test
	void projectThatIsNotListedInTimeIsAConflict() {
		this.projects.findOrCreate("A");
		this.server.laggingLists = 1000;
		long before = this.timing.nanoTime();
		assertThatExceptionOfType(FloraConflictException.class).isThrownBy(() -> this.projects.findOrCreate("A"))
			.withMessageStartingWith("Project: FLORA says that it has made the project 'A'")
			.withMessageContaining("deleted or renamed")
			.satisfies((ex) -> assertThat(ex.errorCode()).isEqualTo("idempotency_duplicate"));
		assertThat(Duration.ofNanos(this.timing.nanoTime() - before)).isBetween(Duration.ofSeconds(20),
				Duration.ofSeconds(30));
		assertThat(this.server.projects()).hasSize(1);
	}

	@Test
	void conflictThatIsNotOfTheKeyIsToldAsItIs() {
		this.server.conflict = "conflict";
		for (Runnable call : List.<Runnable>of(() -> this.projects.create("A"),
				() -> this.projects.findOrCreate("A"))) {
			assertThatExceptionOfType(FloraConflictException.class).isThrownBy(call::run)
				.withMessageStartingWith("Project: FLORA answered 409 conflict (As told.)");
		}
		assertThat(this.timing.sleeps()).isEmpty();
		assertThat(this.server.requests).containsExactly("GET /workspaces", "POST /projects",
				"GET /projects?workspace_id=ws_1&query=A&limit=100", "GET /projects?workspace_id=ws_1&limit=100",
				"POST /projects");
	}

	@Test
	void lostAttemptIsRepeatedOnceItCannotBeGoingOn() {
		this.server.lost = 1;
		this.projects.create("A");
		this.server.lost = 1;
		this.projects.findOrCreate("B");
		List<Instant> times = this.server.times;
		assertThat(times).hasSize(4);
		assertThat(Duration.between(times.get(0), times.get(1))).isGreaterThanOrEqualTo(Duration.ofSeconds(5));
		assertThat(Duration.between(times.get(2), times.get(3))).isGreaterThanOrEqualTo(Duration.ofSeconds(5));
	}

	@Test
	void failureIsTheCallers() {
		this.server.failing = 500;
		assertThatExceptionOfType(FloraServerException.class).isThrownBy(() -> this.projects.findOrCreate("A"))
			.withMessageStartingWith("Project, whose workspace is looked up first: ");
	}

	@Test
	void interruptWakesTheCaller() {
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(FloraInterruptedException.class).isThrownBy(() -> this.projects.findOrCreate("A"));
		assertThat(Thread.interrupted()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", " A", "A\n" })
	void nameMeansSomething(String name) {
		for (Runnable call : List.<Runnable>of(() -> this.projects.create(name),
				() -> this.projects.findOrCreate(name))) {
			assertThatIllegalArgumentException().isThrownBy(call::run).withMessageContaining("of a project must not");
		}
		assertThat(this.server.requests).isEmpty();
	}

}
