package ai.flora.client.internal.project;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

import ai.flora.client.FloraConflictException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraInterruptedException;
import ai.flora.client.FloraResponseException;
import ai.flora.client.Page;
import ai.flora.client.RequestOptions;
import ai.flora.client.internal.LatestEntries;
import ai.flora.client.internal.PageSpliterator;
import ai.flora.client.internal.PastedText;
import ai.flora.client.internal.Sha256;
import ai.flora.client.internal.time.Deadline;
import ai.flora.client.internal.time.SingleFlights;
import ai.flora.client.internal.transport.FloraTransport;
import ai.flora.client.internal.workspace.OwnWorkspace;
import ai.flora.client.internal.workspace.OwnWorkspace.Need;
import ai.flora.client.project.Project;
import ai.flora.client.project.ProjectQuery;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

/**
 * Lists, makes and finds projects, each under one deadline. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ProjectCalls {

	private static final Log logger = LogFactory.getLog(ProjectCalls.class);

	private static final Need LIST = new Need("Projects", "A list of projects", ", or ProjectQuery.withWorkspaceId");

	private static final Need PROJECT = new Need("Project", "A project", "");

	/**
	 * Waits before each further search, in milliseconds: lists lag, and do not show a
	 * project at once that FLORA says was made.
	 */
	private static final List<Integer> SEARCH_DELAYS = List.of(0, 500, 1000, 2000, 4000, 5000, 5000, 5000, 5000);

	private static final int MAX_WARNINGS = 1000;

	private static final Comparator<Project> OLDEST_FIRST = Comparator
		.comparing(Project::createdAt, Comparator.nullsLast(Comparator.naturalOrder()))
		.thenComparing(Project::projectId);

	private final FloraTransport transport;

	private final OwnWorkspace workspace;

	private final SingleFlights<Wanted, Project> flights = new SingleFlights<>();

	private final MadeProjects made = new MadeProjects();

	/** Projects that a warning was logged for. */
	private final Set<Wanted> warned = Collections.synchronizedSet(LatestEntries.set(MAX_WARNINGS));

	/**
	 * Creates the calls.
	 * @param transport makes them
	 * @param workspace workspace of projects and queries that name none
	 */
	public ProjectCalls(FloraTransport transport, OwnWorkspace workspace) {
		this.transport = transport;
		this.workspace = workspace;
	}

	Page<Project> list(ProjectQuery query) {
		Deadline deadline = deadline();
		String workspaceId = PastedText.id(query.workspaceId());
		return page(LIST.subject(),
				query.withWorkspaceId((workspaceId != null) ? workspaceId : this.workspace.id(LIST, deadline)),
				deadline);
	}

	private Page<Project> page(String subject, ProjectQuery query, Deadline deadline) {
		return this.transport.call(ProjectOperations.list(subject, query), deadline.options());
	}

	Project retrieve(String projectId) {
		return this.transport.call(ProjectOperations.retrieve(projectId), RequestOptions.defaults());
	}

	Project create(String name) {
		checkName(name);
		Deadline deadline = deadline();
		Wanted wanted = new Wanted(this.workspace.id(PROJECT, deadline), name);
		long begun = this.transport.timing().nanoTime();
		MadeProjects.Search search = this.made.search();
		return create(PROJECT.subject(), wanted, UUID.randomUUID().toString(), deadline,
				() -> search.look(madeSince(begun, wanted, deadline), this.transport.timing().nanoTime()));
	}

	/**
	 * The projects that may be a call's: of its name, and no older. New ones are on the
	 * first page.
	 */
	private List<Project> madeSince(long begun, Wanted wanted, Deadline deadline) {
		Page<Project> latest = page(PROJECT.subject(), ProjectQuery.all().withWorkspaceId(wanted.workspaceId()),
				deadline);
		Instant earliest = this.transport.clock().earliest(begun);
		return latest.items()
			.stream()
			.filter(wanted::isMet)
			.filter((project) -> project.createdAt() != null && !project.createdAt().isBefore(earliest))
			.toList();
	}

	Project findOrCreate(String name) {
		checkName(name);
		Deadline deadline = deadline();
		return findOrCreate(PROJECT.subject(), this.workspace.id(PROJECT, deadline), name, deadline);
	}

	/**
	 * Finds the project of a name, or makes it.
	 * @param subject the subject of messages
	 * @param workspaceId identifier of its workspace
	 * @param name its exact name
	 * @param deadline when the call has to end
	 * @return the project; of several the oldest
	 * @throws FloraException if there is no project to return
	 */
	public Project findOrCreate(String subject, String workspaceId, String name, Deadline deadline) {
		Wanted wanted = new Wanted(workspaceId, name);
		return this.flights.get(wanted, subject, deadline, () -> {
			Project found = find(subject, wanted, deadline);
			return (found != null) ? found
					: create(subject, wanted, wanted.key(), deadline, () -> find(subject, wanted, deadline));
		});
	}

	private @Nullable Project find(String subject, Wanted wanted, Deadline deadline) {
		List<Project> found = named(subject, wanted, deadline).stream().sorted(OLDEST_FIRST).toList();
		if (found.isEmpty()) {
			return null;
		}
		if (found.size() > 1) {
			warn(wanted, found);
		}
		return found.get(0);
	}

	private void warn(Wanted wanted, List<Project> found) {
		if (this.warned.add(wanted)) {
			logger.warn("There are " + found.size() + " projects named '" + wanted.name() + "' in workspace "
					+ wanted.workspaceId() + ": the oldest is taken, " + found.get(0).projectId()
					+ ". Rename the others, or set flora.project-id.");
		}
	}

	/**
	 * The projects of an exact name. FLORA does not document how its search compares: a
	 * project that it does not find may exist all the same.
	 */
	private List<Project> named(String subject, Wanted wanted, Deadline deadline) {
		ProjectQuery all = ProjectQuery.all().withWorkspaceId(wanted.workspaceId());
		List<Project> found = named(subject, wanted, all.withText(wanted.name()), deadline);
		return found.isEmpty() ? named(subject, wanted, all, deadline) : found;
	}

	private List<Project> named(String subject, Wanted wanted, ProjectQuery query, Deadline deadline) {
		return PageSpliterator.stream(subject, null, (cursor) -> page(subject, query.withCursor(cursor), deadline))
			.filter(wanted::isMet)
			.toList();
	}

	/**
	 * Makes a project, which no other call takes for its own then.
	 * @param search finds the project that FLORA says was made; {@code null} if it is not
	 * listed
	 */
	private Project create(String subject, Wanted wanted, String key, Deadline deadline,
			Supplier<@Nullable Project> search) {
		Project project = createOrSearch(subject, wanted, key, deadline, search);
		this.made.claim(project);
		return project;
	}

	private Project createOrSearch(String subject, Wanted wanted, String key, Deadline deadline,
			Supplier<@Nullable Project> search) {
		try {
			return this.transport.callUnderKey(
					ProjectOperations.create(subject, wanted.workspaceId(), wanted.name(), key), deadline.options());
		}
		catch (FloraConflictException ex) {
			if (!"idempotency_duplicate".equals(ex.errorCode())) {
				throw ex;
			}
			Project found = searchAgain(subject, deadline, search);
			if (found != null) {
				return found;
			}
			throw new FloraConflictException(subject + ": FLORA says that it has made the project '" + wanted.name()
					+ "' within the last two hours, and does not list it. If it was deleted or renamed since, choose "
					+ "another name, or an id (flora.project-id); if not, try again later.", ex.details());
		}
		catch (FloraResponseException ex) {
			Project found = searchAgain(subject, deadline, search);
			if (found != null) {
				return found;
			}
			throw ex;
		}
	}

	private @Nullable Project searchAgain(String subject, Deadline deadline, Supplier<@Nullable Project> search) {
		for (int millis : SEARCH_DELAYS) {
			Duration wait = Duration.ofMillis(millis);
			if (deadline.remaining().compareTo(wait) <= 0) {
				return null;
			}
			sleep(subject, wait);
			Project found = search.get();
			if (found != null) {
				return found;
			}
		}
		return null;
	}

	private void sleep(String subject, Duration wait) {
		try {
			this.transport.timing().sleep(wait);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new FloraInterruptedException(subject + ": interrupted while the project was looked for", ex);
		}
	}

	private Deadline deadline() {
		return this.transport.deadline(RequestOptions.defaults());
	}

	/** FLORA may drop white space at the ends: such a project would never be found. */
	private static void checkName(@Nullable String name) {
		Assert.isTrue(StringUtils.hasText(name), "The name of a project must not be blank");
		Assert.isTrue(name.equals(name.strip()),
				() -> "The name '" + name + "' of a project must not have white space at its ends");
	}

	/**
	 * The project that is wanted.
	 *
	 * @param workspaceId identifier of its workspace
	 * @param name its exact name
	 */
	private record Wanted(String workspaceId, String name) {

		boolean isMet(Project project) {
			return project.name().equals(this.name)
					&& (project.workspaceId() == null || project.workspaceId().equals(this.workspaceId));
		}

		/**
		 * The idempotency key of its making, which is the same in every instance: a UUID
		 * (version 8) of a hash.
		 */
		String key() {
			ByteBuffer hash = ByteBuffer
				.wrap(Sha256.digest().digest((this.workspaceId + '\n' + this.name).getBytes(StandardCharsets.UTF_8)));
			return new UUID((hash.getLong() & ~0xF000L) | 0x8000L, (hash.getLong() >>> 2) | Long.MIN_VALUE).toString();
		}

	}

}
