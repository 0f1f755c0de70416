package ai.flora.client.output;

import java.nio.file.Path;
import java.util.List;

import ai.flora.client.Run;
import ai.flora.client.RunOutput;

import org.springframework.core.io.WritableResource;

/**
 * Reads and saves the outputs of runs: the file behind a link, or a text as UTF-8.
 * Thread-safe.
 *
 * <pre>{@code
 * List<SavedOutput> saved = outputs.saveAll(run, Path.of("pictures"));
 * }</pre>
 * <p>
 * FLORA keeps the files for a long time, but not for ever: keep a copy of an output that
 * you have paid for.
 * <p>
 * Links lead to other hosts than FLORA's. These get neither the key nor anything else of
 * the application. Files are fetched by https from public addresses only, and through at
 * most three redirects, each of which is checked. Files of this machine are fetched only
 * if the base URL is on this machine, as with a fake FLORA. A host with an underscore is
 * refused, because Java's HTTP clients do not take it.
 * <p>
 * Each output may have {@code flora.outputs.max-size} bytes (1 GB) and take
 * {@code flora.outputs.timeout} (5 minutes). If a download breaks off, and the host has
 * named the file by a strong ETag, the client fetches the rest. A file that has changed
 * meanwhile is an error.
 * <p>
 * All methods, and {@link OutputContent#stream()}, throw these exceptions. No message has
 * a path or a query of a URL.
 * <ul>
 * <li>{@link ai.flora.client.FloraRequestRefusedException} if files are not fetched from
 * where the link leads, or there is neither a link nor a text</li>
 * <li>{@link ai.flora.client.FloraConnectionException} if no response came, and its
 * subclass {@link ai.flora.client.FloraTimeoutException} if none came in time</li>
 * <li>{@link ai.flora.client.FloraResponseException} if the host does not send the whole
 * file: it may be gone, too large, cut or changed</li>
 * <li>{@link ai.flora.client.FloraInterruptedException} if the thread was
 * interrupted</li>
 * <li>{@link ai.flora.client.FloraException} itself if the file cannot be written</li>
 * </ul>
 *
 * @since 0.1.0
 */
public interface FloraOutputs {

	/**
	 * Opens an output, to be read once. Returns when its first bytes are there.
	 * @param output a link or a text
	 * @return its content, to be closed
	 * @throws ai.flora.client.FloraException if it cannot be read, as described above
	 */
	OutputContent open(RunOutput output);

	/**
	 * Saves an output into a directory, which is made if there is none. The file appears
	 * whole or not at all.
	 * <p>
	 * Its name consists of the output's identifier and the extension of its content, such
	 * as {@code output_1.jpg}. It replaces a file of that name. Runs share the
	 * identifiers of outputs, so use a directory for each run, or {@link #saveAll}. A
	 * directory may be a symbolic link; a file that is one is replaced, not followed.
	 * @param output a link or a text
	 * @param directory the directory
	 * @return the file and its properties
	 * @throws ai.flora.client.FloraException if it cannot be read or written, as
	 * described above
	 */
	SavedOutput save(RunOutput output, Path directory);

	/**
	 * Writes an output to a resource, such as an object of S3. Nothing is written before
	 * the whole output is in a temporary file on this machine.
	 * @param output a link or a text
	 * @param target the resource
	 * @return the resource and its properties
	 * @throws ai.flora.client.FloraException if it cannot be read or written, as
	 * described above
	 */
	SavedOutput save(RunOutput output, WritableResource target);

	/**
	 * Saves all outputs of a run, one after another, into a directory, which is made if
	 * there is none. The names of the files consist of the identifiers of run and output
	 * and the extension of the content, such as {@code run_1.output_1.jpg}. Saving a run
	 * again replaces its files.
	 * @param run a completed run
	 * @param directory the directory
	 * @return the files, in the order of the run's outputs; empty if there are none
	 * @throws ai.flora.client.FloraException the first failure, as described above. All
	 * other outputs are saved; further failures are suppressed in the exception
	 */
	List<SavedOutput> saveAll(Run run, Path directory);

}
