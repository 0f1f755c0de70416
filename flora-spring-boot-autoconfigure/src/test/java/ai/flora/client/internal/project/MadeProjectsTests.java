package ai.flora.client.internal.project;

import java.time.Duration;
import java.util.List;

import ai.flora.client.project.Project;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MadeProjects}.
 */
class MadeProjectsTests {

	private static final long LATER = Duration.ofSeconds(3).toNanos();

	private static final Project A = project("prj_a");

	private static final Project B = project("prj_b");

	private final MadeProjects made = new MadeProjects();

	private final MadeProjects.Search search = this.made.search();

	private static Project project(String id) {
		return Project.builder().projectId(id).name("A").build();
	}

	@Test
	void onlyCandidateIsTakenAtTheSecondLook() {
		assertThat(this.search.look(List.of(A), 0)).isNull();
		assertThat(this.search.look(List.of(A), LATER - 1)).isNull();
		assertThat(this.search.look(List.of(A), LATER)).isEqualTo(A);
		assertThat(this.made.claim(A)).isFalse();
	}

	@Test
	void candidateOfACallWhoseResponseWasOnTheWayIsNotTaken() {
		assertThat(this.search.look(List.of(B), 0)).isNull();
		this.made.claim(B);
		assertThat(this.search.look(List.of(B), LATER)).isNull();
		assertThat(this.search.look(List.of(A, B), 2 * LATER)).isNull();
		assertThat(this.search.look(List.of(A, B), 3 * LATER)).isEqualTo(A);
	}

	@Test
	void noneOfTwoCandidatesIsTaken() {
		assertThat(this.search.look(List.of(B), 0)).isNull();
		assertThat(this.search.look(List.of(A, B), LATER)).isNull();
		assertThat(this.search.look(List.of(A, B), 2 * LATER)).isNull();
	}

	@Test
	void otherCandidateIsLookedAtTwice() {
		assertThat(this.search.look(List.of(B), 0)).isNull();
		assertThat(this.search.look(List.of(A), LATER)).isNull();
		assertThat(this.search.look(List.of(A), 2 * LATER)).isEqualTo(A);
	}

	@Test
	void twoCallsDoNotTakeTheSame() {
		MadeProjects.Search other = this.made.search();
		assertThat(this.search.look(List.of(A), 0)).isNull();
		assertThat(other.look(List.of(A), 0)).isNull();
		assertThat(other.look(List.of(A), LATER)).isEqualTo(A);
		assertThat(this.search.look(List.of(A), LATER)).isNull();
	}

}
