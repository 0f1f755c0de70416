package ai.flora.sample;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import ai.flora.client.FloraFollowEndedException;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.FloraRunEndedEvent;
import ai.flora.client.GenerationRequest;
import ai.flora.client.OutputType;
import ai.flora.client.Run;
import ai.flora.client.RunOutput;
import ai.flora.client.RunStatus;
import ai.flora.sample.Gallery.Spent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

/**
 * The runs that the gallery keeps, and the costs that it adds up.
 */
class GalleryTests {

	private final Gallery gallery = new Gallery();

	private int starts;

	@Test
	void sumIsOfKnownCostsAndTellsHowManyAreNot() {
		started("run_1", ended("run_1", RunStatus.COMPLETED, "0.036"));
		started("run_2", ended("run_2", RunStatus.COMPLETED, null));
		started("run_3", ended("run_3", RunStatus.FAILED, null));
		started("run_4", ended("run_4", RunStatus.FAILED, "0.4"));
		started("run_5", Run.builder().runId("run_5").status(RunStatus.RUNNING).chargedCost(BigDecimal.ZERO).build());
		add("not started yet");
		assertThat(spent()).isEqualTo(new Spent(new BigDecimal("0.436"), 3));
		assertThat(cost("run_5")).isNull();
	}

	@Test
	void lateCostIsAddedAndAnOlderResponseTakesNothingBack() {
		String id = started("run_1", ended("run_1", RunStatus.COMPLETED, null));
		assertThat(spent()).isEqualTo(new Spent(BigDecimal.ZERO, 1));
		this.gallery.ended(FloraRunEndedEvent.builder(ended("run_1", RunStatus.COMPLETED, "0.036")).build());
		assertThat(spent()).isEqualTo(new Spent(new BigDecimal("0.036"), 0));
		this.gallery.ended(FloraRunEndedEvent.builder(ended("run_1", RunStatus.COMPLETED, null)).build());
		this.gallery.update(id, (run) -> run.seen(Run.builder().runId("run_1").status(RunStatus.RUNNING).build()));
		this.gallery.update(id, GalleryRun::left);
		assertThat(card("run_1").state()).isEqualTo("completed");
		assertThat(spent()).isEqualTo(new Spent(new BigDecimal("0.036"), 0));
	}

	@Test
	void runThatNobodyWaitsForStaysLeftUntilItsEndIsHeardOf() {
		String id = started("run_1", Run.builder().runId("run_1").status(RunStatus.RUNNING).build());
		this.gallery.update(id, GalleryRun::left);
		this.gallery.update(id, (run) -> run.seen(Run.builder().runId("run_1").status(RunStatus.RUNNING).build()));
		assertThat(card("run_1").state()).isEqualTo("left");
		this.gallery.ended(FloraRunEndedEvent.builder(ended("run_1", RunStatus.COMPLETED, "0.036")).build());
		assertThat(card("run_1").state()).isEqualTo("completed");
	}

	/** It is charged: nobody shall be asked to try again. */
	@Test
	void runThatCannotBeFollowedIsNotToldAsNotStarted() {
		FloraGenerationsClient flora = mock(FloraGenerationsClient.class);
		given(flora.submit(any())).willThrow(new FloraFollowEndedException("run_1", "it could not be followed"));
		assertThatExceptionOfType(FloraFollowEndedException.class)
			.isThrownBy(() -> new GalleryFollower(flora, this.gallery).start("id", form("A harbour"),
					() -> GenerationRequest.image("A harbour"), (ex) -> true));
		assertThat(card("run_1").state()).isEqualTo("lost");
	}

	@Test
	void startThatIsAskedForAgainWhileItIsOnItsWayIsMadeOnce() {
		FloraGenerationsClient flora = mock(FloraGenerationsClient.class);
		GalleryFollower follower = new GalleryFollower(flora, this.gallery);
		given(flora.submit(any())).will((call) -> {
			assertThat(
					follower.start("id", form("A harbour"), () -> GenerationRequest.image("A harbour"), (ex) -> true))
				.isNull();
			throw new FloraFollowEndedException("run_1", "it could not be followed");
		});
		assertThatExceptionOfType(FloraFollowEndedException.class).isThrownBy(() -> follower.start("id",
				form("A harbour"), () -> GenerationRequest.image("A harbour"), (ex) -> true));
		verify(flora, times(1)).submit(any());
		assertThat(follower.start("id", form("A harbour"), () -> GenerationRequest.image("A harbour"), (ex) -> true))
			.isEqualTo("run_1");
	}

	@Test
	void galleryIsBoundedAndForgetsNoCost() {
		String goesOn = started("run_goes_on", Run.builder().runId("run_goes_on").status(RunStatus.RUNNING).build());
		for (int i = 0; i < Gallery.MAX + 20; i++) {
			started("run_" + i, ended("run_" + i, RunStatus.COMPLETED, "0.01"));
		}
		assertThat(this.gallery.runs()).hasSize(Gallery.MAX);
		assertThat(this.gallery.find(goesOn)).isPresent();
		assertThat(this.gallery.since(-1).ids()).hasSize(Gallery.MAX).endsWith(goesOn);
		assertThat(spent()).isEqualTo(new Spent(new BigDecimal("1.20"), 1));
		for (int i = 0; i < Gallery.MAX + 20; i++) {
			started("run_" + i, Run.builder().runId("run_" + i).status(RunStatus.RUNNING).build());
		}
		assertThat(this.gallery.runs()).hasSize(Gallery.MAX);
		assertThat(spent()).isEqualTo(new Spent(new BigDecimal("1.20"), Gallery.MAX + 21));
	}

	/** Else a start that is sent again would be another one. */
	@Test
	void startThatIsOnItsWayMakesNoRoom() {
		String first = add("first");
		for (int i = 0; i < Gallery.MAX + 20; i++) {
			add("more");
		}
		assertThat(this.gallery.find(first)).isPresent();
		String started = started("run_1", ended("run_1", RunStatus.COMPLETED, null));
		add("more");
		assertThat(this.gallery.find(started)).isEmpty();
		assertThat(spent()).isEqualTo(new Spent(BigDecimal.ZERO, 1));
	}

	@Test
	void onlyWhatHasChangedIsToldAgain() {
		String first = started("run_1", ended("run_1", RunStatus.COMPLETED, null));
		long version = this.gallery.since(-1).version();
		assertThat(this.gallery.hasChangedSince(version)).isFalse();
		this.gallery.update(first, (run) -> run);
		assertThat(this.gallery.hasChangedSince(version)).isFalse();
		String second = add("second");
		assertThat(this.gallery.since(version).runs()).extracting(GalleryCard::id).containsExactly(second);
		assertThat(this.gallery.since(version).ids()).containsExactly(second, first);
		this.gallery.remove(second);
		assertThat(this.gallery.hasChangedSince(version + 1)).isTrue();
		assertThat(this.gallery.since(-1).ids()).containsExactly(first);
	}

	@Test
	void longTextIsCut() {
		started("run_1",
				ended("run_1", RunStatus.COMPLETED, null).toBuilder()
					.outputs(List.of(RunOutput.builder().type(OutputType.TEXT).value("x".repeat(20_000)).build()))
					.build());
		GalleryCard.Output output = card("run_1").outputs().get(0);
		assertThat(output.text()).hasSize(10_000);
		assertThat(output.cut()).isTrue();
	}

	private String started(String runId, Run seen) {
		String id = add(runId);
		this.gallery.update(id, (run) -> new GalleryRun(id, run.form(), Instant.now(), GalleryRun.State.PENDING, runId,
				null, null, null, null)
			.seen(seen));
		return id;
	}

	private String add(String prompt) {
		String id = "start " + (++this.starts);
		assertThat(this.gallery.add(id, form(prompt))).isNull();
		return id;
	}

	private static Run ended(String runId, RunStatus status, @Nullable String cost) {
		return Run.builder()
			.runId(runId)
			.status(status)
			.createdAt(Instant.EPOCH)
			.completedAt(Instant.EPOCH.plus(Duration.ofSeconds(3)))
			.chargedCost((cost != null) ? new BigDecimal(cost) : null)
			.build();
	}

	private static GenerationForm form(String prompt) {
		return new GenerationForm("image", prompt, null, Map.of(), null);
	}

	private Spent spent() {
		return this.gallery.since(-1).spent();
	}

	private GalleryCard card(String runId) {
		return this.gallery.since(-1)
			.runs()
			.stream()
			.filter((card) -> runId.equals(card.runId()))
			.findFirst()
			.orElseThrow();
	}

	private @Nullable BigDecimal cost(String runId) {
		return card(runId).cost();
	}

}
