package ai.flora.client.internal.start;

import java.time.Duration;
import java.util.List;

import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.FloraTimeoutException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RequestOptions;
import ai.flora.client.internal.start.VirtualFlora.Reply;
import ai.flora.client.internal.start.order.ClientDefaults;
import ai.flora.client.internal.start.order.DefaultsLookup;
import ai.flora.client.internal.time.VirtualTiming;
import ai.flora.client.internal.transport.FloraTransport;
import ai.flora.client.internal.transport.TestTransports;
import ai.flora.client.internal.workspace.OwnWorkspace;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * In which project a start is, where projects are known by their name alone: each
 * workspace has one of its own.
 */
class StartedProjectTests {

	private static final GenerationRequest HARBOUR = GenerationRequest.image("A harbour");

	private static final GenerationRequest ELSEWHERE = HARBOUR.toBuilder().workspaceId("ws_2").build();

	private static final RequestOptions ONCE = RequestOptions.defaults().withMaxAttempts(1);

	private final VirtualTiming time = new VirtualTiming();

	private final VirtualFlora flora = new VirtualFlora(this.time);

	private final FloraTransport transport = TestTransports
		.of("https://app.flora.ai/api/v1", () -> this.flora, Duration.ofSeconds(2))
		.callTimeout(Duration.ofMinutes(2))
		.build(this.time);

	private final DefaultsLookup defaults = new DefaultsLookup(new ClientDefaults("ws_1", null),
			new OwnWorkspace(this.transport, "ws_1"), (subject, workspaceId, deadline) -> "prj_of_" + workspaceId);

	private final RunStarter starter = new RunStarter(this.transport, this.defaults, null, (request, deadline) -> {
	}, (request, deadline) -> request);

	@Test
	void projectIsThatOfTheWorkspace() {
		assertThat(this.starter.forBatches().projectId(HARBOUR)).isNull();
		this.starter.start(HARBOUR, ONCE);
		this.starter.start(ELSEWHERE, ONCE);
		assertThat(this.starter.forBatches().projectId(HARBOUR)).isEqualTo("prj_of_ws_1");
		assertThat(this.starter.forBatches().projectId(ELSEWHERE)).isEqualTo("prj_of_ws_2");
		assertThat(this.starter.forBatches().projectId(ELSEWHERE.toBuilder().projectId("prj_1").build()))
			.isEqualTo("prj_1");
	}

	/** Runs that come without a project are looked for there. */
	@Test
	void projectOfTheClientIsThatOfItsOwnWorkspace() {
		this.starter.start(ELSEWHERE, ONCE);
		assertThat(this.defaults.projectId()).isNull();
		this.starter.start(HARBOUR, ONCE);
		assertThat(this.defaults.projectId()).isEqualTo("prj_of_ws_1");
	}

	@Test
	void deadlineThatAnImportTookAdvisesOnlyToSetWhatIsNotSet() {
		assertThat(tooLate("ws_1", "prj_1"))
			.isEqualTo("The deadline of 120000 ms passed while the request was checked, "
					+ "or inputs imported. This start is not sent: allow a longer FloraClientBuilder.callTimeout "
					+ "or RequestOptions.withTimeout.");
		assertThat(tooLate("ws_1", null))
			.endsWith("withTimeout, or set flora.project-id (FloraClientBuilder.projectId).");
		assertThat(tooLate(null, "prj_1")).contains("its place looked up")
			.endsWith("withTimeout, or set flora.workspace-id (FloraClientBuilder.workspaceId).");
		assertThat(tooLate(null, null))
			.endsWith("(FloraClientBuilder.workspaceId) and flora.project-id " + "(FloraClientBuilder.projectId).");
	}

	private String tooLate(@Nullable String workspaceId, @Nullable String projectId) {
		DefaultsLookup defaults = new DefaultsLookup(new ClientDefaults(workspaceId, projectId),
				new OwnWorkspace(this.transport, "ws_1"), (subject, workspace, deadline) -> "prj_1");
		RunStarter slow = new RunStarter(this.transport, defaults, null, (request, deadline) -> {
		}, (request, deadline) -> {
			this.time.sleep(Duration.ofMillis(119_500));
			return request;
		});
		FloraTimeoutException late = catchThrowableOfType(FloraTimeoutException.class,
				() -> slow.start(HARBOUR, RequestOptions.defaults()));
		assertThat(this.flora.posts).isEmpty();
		return String.valueOf(late.getMessage());
	}

	@Test
	void startIsInDoubtWhereItWasStarted() {
		this.starter.start(HARBOUR, ONCE);
		this.flora.answer(List.of(Reply.LOST_BEFORE));
		assertThatExceptionOfType(FloraStartUnconfirmedException.class)
			.isThrownBy(() -> this.starter.start(ELSEWHERE, ONCE));
		assertThat(this.starter.forBatches().mayBeMixedUp(ELSEWHERE)).isTrue();
		assertThat(this.starter.forBatches().mayBeMixedUp(HARBOUR)).isFalse();
	}

	@Test
	void startsAreAlikeInOneWorkspaceAndProjectWithOneModel() {
		GenerationRequest named = HARBOUR.toBuilder().workspaceId("ws_1").projectId("prj_1").model("t2i-1").build();
		assertThat(this.starter.forBatches().areAlike(named, named.toBuilder().workspaceId(null).build())).isTrue();
		assertThat(this.starter.forBatches().areAlike(named, named.toBuilder().workspaceId("ws_2").build())).isFalse();
		assertThat(this.starter.forBatches().areAlike(named, named.toBuilder().projectId("prj_2").build())).isFalse();
		assertThat(this.starter.forBatches().areAlike(named, named.toBuilder().model("t2i-2").build())).isFalse();
	}

}
