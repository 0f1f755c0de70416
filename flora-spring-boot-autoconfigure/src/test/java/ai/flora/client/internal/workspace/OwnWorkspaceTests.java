package ai.flora.client.internal.workspace;

import java.time.Duration;

import ai.flora.client.FloraException;
import ai.flora.client.internal.time.Deadline;
import ai.flora.client.internal.time.VirtualTiming;
import ai.flora.client.internal.transport.FloraTransport;
import ai.flora.client.internal.transport.OneAnswer;
import ai.flora.client.internal.transport.TestTransports;
import ai.flora.client.internal.workspace.OwnWorkspace.Need;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link OwnWorkspace}: looked up once, or refused in the words of the call
 * that needs it.
 */
class OwnWorkspaceTests {

	private static final Need NEED = new Need("Upload", "An upload", ", or AssetUpload.Builder.workspaceId");

	private final VirtualTiming time = new VirtualTiming();

	private final OneAnswer flora = new OneAnswer();

	private final FloraTransport transport = TestTransports
		.of("https://app.flora.ai/api/v1", () -> this.flora, Duration.ofSeconds(1))
		.build(this.time);

	private final OwnWorkspace workspace = new OwnWorkspace(this.transport, null);

	@Test
	void workspaceThatIsConfiguredIsNotLookedUp() {
		OwnWorkspace configured = new OwnWorkspace(this.transport, "ws_1");
		assertThat(configured.known()).isEqualTo("ws_1");
		assertThat(configured.id(NEED, deadline())).isEqualTo("ws_1");
		assertThat(this.flora.requests()).isZero();
	}

	@Test
	void workspaceIsLookedUpOnceForAllNeeds() {
		this.flora.answer(200, "{\"workspaces\":[{\"workspace_id\":\"ws_2\"}]}");
		assertThat(this.workspace.known()).isNull();
		assertThat(this.workspace.id(NEED, deadline())).isEqualTo("ws_2");
		assertThat(this.workspace.id(new Need("Projects", "A list", ""), deadline())).isEqualTo("ws_2");
		assertThat(this.workspace.known()).isEqualTo("ws_2");
		assertThat(this.flora.requests()).isOne();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			{"workspaces":[]}                                                     | 0
			{"workspaces":[{"workspace_id":"ws_1"},{"workspace_id":"ws_2"}]}      | 2
			""")
	void callThatCannotTellItsWorkspaceIsToldHowToNameIt(String answer, int count) {
		this.flora.answer(200, answer);
		assertThatIllegalArgumentException().isThrownBy(() -> this.workspace.id(NEED, deadline()))
			.withMessage("An upload needs a workspace, and the key covers " + count
					+ ": set flora.workspace-id (FloraClientBuilder.workspaceId), or AssetUpload.Builder.workspaceId");
		assertThat(this.workspace.known()).isNull();
	}

	@Test
	void lookUpThatFailsNamesTheCallThatNeedsIt() {
		this.flora.answer(401, "{\"error\":{\"code\":\"invalid_api_key\",\"message\":\"No.\"}}");
		assertThatExceptionOfType(FloraException.class).isThrownBy(() -> this.workspace.id(NEED, deadline()))
			.withMessageStartingWith("Upload, whose workspace is looked up first");
		assertThat(this.workspace.known()).isNull();
	}

	private Deadline deadline() {
		return Deadline.in(Duration.ofMinutes(1), this.time);
	}

}
