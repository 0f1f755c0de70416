package ai.flora.client.internal.start.order;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

import ai.flora.client.FloraConflictException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraTimeoutException;
import ai.flora.client.GenerationQuery;
import ai.flora.client.RunRequest;
import ai.flora.client.internal.PastedText;
import ai.flora.client.internal.UnsentStart;
import ai.flora.client.internal.time.Deadline;
import ai.flora.client.internal.time.SingleFlights;
import ai.flora.client.internal.transport.ClientSetting;
import ai.flora.client.internal.transport.SettingNames;
import ai.flora.client.internal.workspace.OwnWorkspace;
import ai.flora.client.internal.workspace.OwnWorkspace.Need;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Workspace and project of starts and lists that name none: as configured, or as the
 * first start that needs them has found them. Lists and following do not look them up,
 * and use what is known. Thread-safe.
 *
 * @since 0.1.0
 */
public final class DefaultsLookup {

	private final ClientDefaults configured;

	private final OwnWorkspace workspace;

	private final @Nullable ProjectLookup namedProject;

	private final Map<String, String> projectsByWorkspace = new ConcurrentHashMap<>();

	private final SingleFlights<String, String> flights = new SingleFlights<>();

	/**
	 * Creates a look-up. Nothing is sent.
	 * @param configured workspace and project, as far as they are configured
	 * @param workspace the client's own workspace
	 * @param namedProject finds or makes the project if only its name is configured;
	 * {@code null} if it is not
	 */
	public DefaultsLookup(ClientDefaults configured, OwnWorkspace workspace, @Nullable ProjectLookup namedProject) {
		this.configured = configured;
		this.workspace = workspace;
		this.namedProject = namedProject;
	}

	/**
	 * Refuses a request that names no project if there is no other one.
	 * @param request the request
	 * @throws IllegalArgumentException if there is none; the message says what to set
	 */
	public void checkProject(RunRequest request) {
		boolean hasProject = PastedText.id(request.projectId()) != null || this.configured.projectId() != null
				|| this.namedProject != null;
		Assert.isTrue(hasProject,
				() -> "A start needs a project: set flora.project-id (FloraClientBuilder.projectId), or "
						+ "flora.project-name (FloraClientBuilder.projectName), which is found or created, or "
						+ request.getClass().getSimpleName() + ".Builder.projectId");
	}

	/**
	 * Completes an order with its workspace and project, which are looked up unless they
	 * are named or known.
	 * @param order the order
	 * @param deadline until when they are looked up
	 * @return the order with both, or without a project if its kind has none
	 * @throws IllegalArgumentException as {@link #checkProject(RunRequest)}
	 * @throws FloraException if FLORA does not tell them
	 */
	public StartOrder complete(StartOrder order, Deadline deadline) {
		if (!order.kind().isFiled()) {
			return order.in(workspaceId(order, deadline), null);
		}
		checkProject(order.request());
		String workspaceId = workspaceId(order, deadline);
		return order.in(workspaceId, projectId(order, workspaceId, deadline));
	}

	/**
	 * Completes an order with its workspace and project, as far as that takes no look-up.
	 * @param order the order
	 * @return the order with both, or {@code null} if one would have to be looked up
	 */
	public @Nullable StartOrder completeIfKnown(StartOrder order) {
		String workspaceId = workspaceOf(order.request().workspaceId());
		if (workspaceId == null) {
			return null;
		}
		if (!order.kind().isFiled()) {
			return order.in(workspaceId, null);
		}
		String requested = PastedText.id(order.request().projectId());
		String projectId = (requested != null) ? requested : projectId(workspaceId);
		return (projectId != null) ? order.in(workspaceId, projectId) : null;
	}

	/**
	 * Refuses to send what there is no time for, after all that came before.
	 * @param deadline the deadline of the start
	 * @param names how the application calls its settings
	 * @throws FloraTimeoutException if there is no time
	 */
	public void checkTimeLeft(Deadline deadline, SettingNames names) {
		if (!deadline.hasTimeAfter(Duration.ZERO)) {
			List<String> settings = settingsAgainstLookups();
			throw new FloraTimeoutException("The deadline of " + deadline.timeout().toMillis()
					+ " ms passed while the request was checked, " + (settings.isEmpty() ? "" : "its place looked up, ")
					+ "or inputs imported. " + UnsentStart.SENTENCE + ": allow a longer "
					+ names.of(ClientSetting.CALL_TIMEOUT) + " or RequestOptions.withTimeout"
					+ (settings.isEmpty() ? "" : ", or set " + String.join(" and ", settings)) + ".", null);
		}
	}

	/**
	 * Names the settings that would spare starts a look-up, as far as they are not set.
	 */
	private List<String> settingsAgainstLookups() {
		List<String> settings = new ArrayList<>();
		if (this.configured.workspaceId() == null) {
			settings.add("flora.workspace-id (FloraClientBuilder.workspaceId)");
		}
		if (this.configured.projectId() == null && this.namedProject != null) {
			settings.add("flora.project-id (FloraClientBuilder.projectId)");
		}
		return settings;
	}

	/**
	 * The workspace of an order, which is looked up unless it is named or known.
	 * @param order the order
	 * @param deadline until when it is looked up
	 * @return the workspace's identifier
	 * @throws FloraException if FLORA does not tell it
	 */
	public String workspaceId(StartOrder order, Deadline deadline) {
		String requested = PastedText.id(order.request().workspaceId());
		return (requested != null) ? requested
				: this.workspace.id(
						new Need(order.subject(), "A start",
								", or " + order.request().getClass().getSimpleName() + ".Builder.workspaceId"),
						deadline);
	}

	/**
	 * The project of an order, which is found or made unless it is named or known.
	 * @param order the order
	 * @param workspaceId the workspace that it is looked for in, if only its name is
	 * known
	 * @param deadline until when it is looked for
	 * @return the project's identifier
	 * @throws FloraException if it is neither found nor made
	 */
	public String projectId(StartOrder order, String workspaceId, Deadline deadline) {
		String requested = PastedText.id(order.request().projectId());
		String known = (requested != null) ? requested : projectId(workspaceId);
		if (known != null) {
			return known;
		}
		String subject = order.subject() + ", whose project is looked up first";
		try {
			return this.flights.get(workspaceId, subject, deadline, () -> lookUp(subject, workspaceId, deadline));
		}
		catch (FloraConflictException ex) {
			// The caller of a start would take it for one of the start's own key.
			throw new FloraException(ex.getMessage() + " " + UnsentStart.SENTENCE + ".", ex);
		}
	}

	private String lookUp(String subject, String workspaceId, Deadline deadline) {
		String known = projectId(workspaceId);
		if (known != null) {
			return known;
		}
		String found = Objects.requireNonNull(this.namedProject).projectId(subject, workspaceId, deadline);
		this.projectsByWorkspace.put(workspaceId, found);
		return found;
	}

	/**
	 * The client's project in its own workspace, as far as it is known.
	 * @return the project's identifier, or {@code null}
	 */
	public @Nullable String projectId() {
		return projectId(this.workspace.known());
	}

	/**
	 * The workspace of what names this one, as far as it is known.
	 * @param requested the workspace that is named; {@code null} for none
	 * @return the workspace's identifier, or {@code null}
	 */
	public @Nullable String workspaceOf(@Nullable String requested) {
		String workspaceId = PastedText.id(requested);
		return (workspaceId != null) ? workspaceId : this.workspace.known();
	}

	/**
	 * The project of what names none, as far as it is known.
	 * @param workspaceId its workspace; {@code null} if that is not known
	 * @return the project's identifier, or {@code null}
	 */
	public @Nullable String projectId(@Nullable String workspaceId) {
		String projectId = this.configured.projectId();
		return (projectId != null || workspaceId == null) ? projectId : this.projectsByWorkspace.get(workspaceId);
	}

	/**
	 * Narrows a query down to the client's workspace, if it is configured, and project,
	 * if it is known, unless it names others.
	 * @param query the query
	 * @return the query with what it left open
	 */
	public GenerationQuery narrow(GenerationQuery query) {
		String workspaceId = PastedText.id(query.workspaceId());
		String projectId = PastedText.id(query.projectId());
		return query.withWorkspaceId((workspaceId != null) ? workspaceId : this.configured.workspaceId())
			.withProjectId((projectId != null) ? projectId : projectId(workspaceOf(workspaceId)));
	}

}
