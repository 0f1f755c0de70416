package ai.flora.client.output;

import java.nio.file.Path;
import java.util.List;

import ai.flora.client.Run;
import ai.flora.client.RunOutput;

import org.springframework.core.io.WritableResource;

/**
 * Reads and saves what runs have made: the file that a link leads to, or a text itself,
 * as UTF-8. Thread-safe.
 *
 * <pre>{@code
 * List<SavedOutput> saved = outputs.saveAll(run, Path.of("pictures"));
 * }</pre>
 *
 * FLORA keeps what a link leads to for a long time, but not for ever: whoever has paid
 * for an output keeps a copy. Links lead to other hosts than FLORA's, which get neither
 * the key nor anything else of the application's. They are fetched by https from public
 * addresses only, also behind the at most three redirects that are followed; from this
 * machine only where the base URL is there, as is that of a fake FLORA. A host with an
 * underscore is refused, which Java's HTTP clients do not take.
 * <p>
 * Each output has at most {@code flora.outputs.max-size} bytes (1 GB), and takes at most
 * {@code flora.outputs.timeout} (5 minutes). After a cut, the rest is asked for, if the
 * host has named the file by a strong ETag; what has changed meanwhile is an error.
 * <p>
 * What all methods throw, {@link OutputContent#stream()} too:
 * {@link ai.flora.client.FloraRequestRefusedException} if the link leads where nothing is
 * fetched from, or if there is neither link nor text;
 * {@link ai.flora.client.FloraTimeoutException} and
 * {@link ai.flora.client.FloraConnectionException} if no answer came;
 * {@link ai.flora.client.FloraResponseException} if the host answered with something else
 * than the file, which may no longer be there, if the file is too large, was cut, or has
 * changed; {@link ai.flora.client.FloraInterruptedException} if the thread was
 * interrupted; {@link ai.flora.client.FloraException} itself if the file cannot be
 * written. No message holds a URL's path or query.
 *
 * @since 0.1.0
 */
public interface FloraOutputs {

	/**
	 * Opens an output, to be read once. Returns once its first bytes are there.
	 * @param output a link or a text
	 * @return its content, to be closed
	 * @throws ai.flora.client.FloraException if it cannot be read, as described above
	 */
	OutputContent open(RunOutput output);

	/**
	 * Saves an output into a directory, which is made if there is none. The file is named
	 * by the identifier of the output and by its content, such as {@code output_1.jpg},
	 * and replaces one of that name: outputs of several runs, whose identifiers are the
	 * same, need a directory for each run, or {@link #saveAll}. It appears whole or not
	 * at all. A directory that is a symbolic link is followed, a file that is one is
	 * replaced.
	 * @param output a link or a text
	 * @param directory the directory
	 * @return where it lies, and what it is
	 * @throws ai.flora.client.FloraException if it cannot be read or written, as
	 * described above
	 */
	SavedOutput save(RunOutput output, Path directory);

	/**
	 * Writes an output to a resource, such as an object of S3. Nothing is written before
	 * the whole output is in a temporary file on this machine.
	 * @param output a link or a text
	 * @param target the resource
	 * @return where it lies, and what it is
	 * @throws ai.flora.client.FloraException if it cannot be read or written, as
	 * described above
	 */
	SavedOutput save(RunOutput output, WritableResource target);

	/**
	 * Saves all outputs of a run into a directory, which is made if there is none, one
	 * after another. Files are named by the identifiers of run and output and by their
	 * content, such as {@code run_1.output_1.jpg}: to save a run again replaces its
	 * files.
	 * @param run a completed run
	 * @param directory the directory
	 * @return where each lies, in the order of the run's outputs; nothing if it has none
	 * @throws ai.flora.client.FloraException if one of them cannot be read or written, as
	 * described above; all others are saved, and what the next ones failed with is
	 * suppressed in it
	 */
	List<SavedOutput> saveAll(Run run, Path directory);

}
