package ai.flora.client.internal.start;

import ai.flora.client.Generation;
import ai.flora.client.internal.RunKind;
import org.jspecify.annotations.Nullable;

/**
 * The runs among which a start's own may be: those of a kind in a project.
 *
 * @param kind the kind
 * @param projectId the project; {@code null} for all that the key covers, if starts of
 * the kind name none
 */
record KindAndProject(RunKind kind, @Nullable String projectId) {

	/** Kind and project of a run that a list shows. */
	static KindAndProject of(RunKind kind, Generation listed) {
		return new KindAndProject(kind, kind.isFiled() ? listed.projectId() : null);
	}

}
