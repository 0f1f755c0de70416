package ai.flora.sample;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

import ai.flora.client.Run;
import ai.flora.client.RunFailure;
import ai.flora.client.RunOutput;
import org.jspecify.annotations.Nullable;

import org.springframework.http.ProblemDetail;

/**
 * A start, as the page shows it.
 *
 * @param id the gallery's name for it
 * @param state where it stands, in lower case
 * @param request what was asked for; to send it again starts another run
 * @param runId FLORA's name for the run; {@code null} as long as there is none
 * @param model the model, if it is known
 * @param elapsedMillis how long it took, or has taken until this was written
 * @param estimatedMillis how long FLORA expects it to take; {@code null} if it does not
 * say
 * @param cost what FLORA has charged, in US dollars; {@code null} as long as that is not
 * known, which is not the same as nothing
 * @param outputs what it has made
 * @param failure why the run has failed, and what to do; {@code null} if it has not
 * @param problem what went wrong besides; {@code null} if nothing did
 */
record GalleryCard(String id, String state, GenerationForm request, @Nullable String runId, @Nullable String model,
		long elapsedMillis, @Nullable Long estimatedMillis, @Nullable BigDecimal cost, List<Output> outputs,
		@Nullable RunFailure failure, @Nullable ProblemDetail problem) {

	static GalleryCard of(GalleryRun of) {
		Run run = of.run();
		Duration estimate = of.estimate();
		return new GalleryCard(of.id(), lowerCase(of.state()), of.form(), of.runId(), of.model(),
				Math.max(0, of.elapsed().toMillis()), (estimate != null) ? estimate.toMillis() : null, of.cost(),
				(run != null) ? run.outputs().stream().map(Output::of).toList() : List.of(),
				(run != null) ? run.failure() : null, of.problem());
	}

	private static String lowerCase(Enum<?> constant) {
		return constant.name().toLowerCase(Locale.ROOT);
	}

	/**
	 * An output, as the page shows it.
	 *
	 * @param type {@code image}, {@code video}, {@code audio}, {@code text},
	 * {@code document} or {@code unknown}
	 * @param link where it is; {@code null} for a text, and for what is no link
	 * @param text what it is without a link, or the beginning of that
	 * @param cut whether the text goes on: a download has it all
	 */
	record Output(String type, @Nullable String link, @Nullable String text, boolean cut) {

		private static final int MAX_TEXT = 10_000;

		static Output of(RunOutput output) {
			String link = output.link().map(String::valueOf).orElse(null);
			String text = (link == null && output.value() != null) ? output.value() : "";
			boolean cut = text.length() > MAX_TEXT;
			return new Output(lowerCase(output.type()), link,
					(link != null) ? null : (cut ? text.substring(0, MAX_TEXT) : text), cut);
		}

	}

}
