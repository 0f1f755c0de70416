package ai.flora.client.internal.workspace;

import java.util.List;

import ai.flora.client.FloraException;
import ai.flora.client.internal.time.Deadline;
import ai.flora.client.internal.time.SingleFlights;
import ai.flora.client.internal.transport.FloraTransport;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * The client's own workspace: as configured, or looked up when it is needed first. A key
 * covers one workspace, and creating another key revokes it. Thread-safe.
 *
 * @since 0.1.0
 */
public final class OwnWorkspace {

	private final FloraTransport transport;

	private final SingleFlights<Need, String> flights = new SingleFlights<>();

	private volatile @Nullable String id;

	/**
	 * Creates the workspace. Nothing is sent.
	 * @param transport looks it up
	 * @param id the workspace's identifier; {@code null} if it is not known yet
	 */
	public OwnWorkspace(FloraTransport transport, @Nullable String id) {
		this.transport = transport;
		this.id = id;
	}

	/**
	 * The workspace's identifier, as far as it is known.
	 * @return the id, or {@code null} if it was neither configured nor looked up
	 */
	public @Nullable String known() {
		return this.id;
	}

	/**
	 * The workspace's identifier, which is looked up unless it is known: by one request
	 * for calls of one kind, however many ask at once.
	 * @param need the call that needs it
	 * @param deadline when the look-up has to end
	 * @return the id
	 * @throws IllegalArgumentException if the key covers no workspace, or several
	 * @throws FloraException if FLORA does not tell
	 */
	public String id(Need need, Deadline deadline) {
		String known = this.id;
		if (known != null) {
			return known;
		}
		String subject = need.subject() + ", whose workspace is looked up first";
		return this.flights.get(need, subject, deadline, () -> lookUp(subject, need, deadline));
	}

	private String lookUp(String subject, Need need, Deadline deadline) {
		String known = this.id;
		if (known != null) {
			return known;
		}
		List<String> ids = this.transport.workspaces(subject, deadline.options());
		Assert.isTrue(ids.size() == 1, () -> need.needing() + " needs a workspace, and the key covers " + ids.size()
				+ ": set flora.workspace-id (FloraClientBuilder.workspaceId)" + need.otherWay());
		String only = ids.get(0);
		this.id = only;
		return only;
	}

	/**
	 * The call that needs a workspace, as messages name it.
	 *
	 * @param subject the subject of messages about calls, such as {@code Projects}
	 * @param needing what needs it, such as {@code A start}
	 * @param otherWay how else a caller can name it, the end of a sentence; empty for
	 * none
	 */
	public record Need(String subject, String needing, String otherWay) {
	}

}
