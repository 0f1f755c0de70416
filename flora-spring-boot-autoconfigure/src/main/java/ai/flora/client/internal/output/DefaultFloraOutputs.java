package ai.flora.client.internal.output;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import ai.flora.client.FloraException;
import ai.flora.client.FloraRequestRefusedException;
import ai.flora.client.Run;
import ai.flora.client.RunOutput;
import ai.flora.client.internal.BlockingCalls;
import ai.flora.client.output.FloraOutputs;
import ai.flora.client.output.OutputContent;
import ai.flora.client.output.SavedOutput;

import org.springframework.core.io.WritableResource;

/**
 * Outputs over downloads.
 *
 * @since 0.1.0
 */
public final class DefaultFloraOutputs implements FloraOutputs {

	/** Ids that messages may show, since FLORA may send anything. */
	private static final Pattern PRINTABLE = Pattern.compile("[!-~]{1,64}");

	private final Supplier<Downloads> downloads;

	/**
	 * Creates the outputs of a client.
	 * @param downloads makes downloads
	 */
	public DefaultFloraOutputs(Supplier<Downloads> downloads) {
		this.downloads = downloads;
	}

	@Override
	public OutputContent open(RunOutput output) {
		BlockingCalls.checkCall("outputs.open(…)");
		return begin(output);
	}

	@Override
	public SavedOutput save(RunOutput output, Path directory) {
		BlockingCalls.checkCall("outputs.save(…)");
		String name = new FileNames().of(null, output.outputId());
		return save(output, (content) -> OutputFiles.save(content, id(output), directory, name));
	}

	@Override
	public SavedOutput save(RunOutput output, WritableResource target) {
		BlockingCalls.checkCall("outputs.save(…)");
		return save(output, (content) -> OutputFiles.save(content, id(output), target));
	}

	@Override
	public List<SavedOutput> saveAll(Run run, Path directory) {
		BlockingCalls.checkCall("outputs.saveAll(…)");
		List<SavedOutput> saved = new ArrayList<>();
		FloraException first = null;
		for (Supplier<SavedOutput> saving : savings(run, directory)) {
			try {
				saved.add(saving.get());
			}
			catch (FloraException ex) {
				if (first == null) {
					first = ex;
				}
				else {
					first.addSuppressed(ex);
				}
			}
		}
		if (first != null) {
			throw first;
		}
		return List.copyOf(saved);
	}

	/**
	 * The tasks that save the outputs of a run. An output that cannot be saved keeps no
	 * other from it.
	 * @param run a completed run
	 * @param directory the directory, which is made if there is none
	 * @return the tasks, in the order of the run's outputs
	 */
	public List<Supplier<SavedOutput>> savings(Run run, Path directory) {
		FileNames names = new FileNames();
		List<Supplier<SavedOutput>> savings = new ArrayList<>();
		for (RunOutput output : run.outputs()) {
			String name = names.of(run.runId(), output.outputId());
			savings.add(() -> save(output, (content) -> OutputFiles.save(content, id(output), directory, name)));
		}
		return savings;
	}

	private SavedOutput save(RunOutput output, Function<OpenOutput, SavedOutput> target) {
		try (OpenOutput content = begin(output)) {
			try {
				return target.apply(content);
			}
			catch (RuntimeException ex) {
				throw content.failed(ex);
			}
		}
	}

	private OpenOutput begin(RunOutput output) {
		Downloads downloads = this.downloads.get();
		long start = downloads.transport().timing().nanoTime();
		OutputSource source = source(downloads, output, start);
		OpenOutput content = new OpenOutput(source,
				(outcome, bytes) -> record(downloads, output, outcome, start, bytes));
		try {
			content.begin(output.text().isPresent());
			return content;
		}
		catch (RuntimeException ex) {
			content.close();
			throw ex;
		}
	}

	private static OutputSource source(Downloads downloads, RunOutput output, long start) {
		String subject = id(output).subject();
		try {
			Optional<String> text = output.text();
			if (text.isPresent()) {
				byte[] bytes = text.get().getBytes(StandardCharsets.UTF_8);
				downloads.limit().check(subject, bytes.length);
				return OutputSource.of(bytes);
			}
			URI url = output.link()
				.orElseThrow(() -> new FloraRequestRefusedException(
						subject + " is neither a link of http or https nor a text. Nothing was sent."));
			return downloads.begin(subject, url);
		}
		catch (RuntimeException ex) {
			record(downloads, output, OpenOutput.outcome(ex), start, 0);
			throw ex;
		}
	}

	private static OutputFiles.Id id(RunOutput output) {
		String id = output.outputId();
		boolean shown = id != null && PRINTABLE.matcher(id).matches();
		return new OutputFiles.Id(id, shown ? "Output " + id : "An output of type " + type(output));
	}

	private static String type(RunOutput output) {
		return output.type().name().toLowerCase(Locale.ROOT);
	}

	private static void record(Downloads downloads, RunOutput output, String outcome, long start, long bytes) {
		Duration took = Duration.ofNanos(downloads.transport().timing().nanoTime() - start);
		downloads.transport().instrumentation().meters().downloaded(type(output), outcome, took, bytes);
	}

}
