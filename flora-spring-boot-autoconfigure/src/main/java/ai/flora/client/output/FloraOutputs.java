package ai.flora.client.output;

import java.nio.file.Path;
import java.util.List;

import ai.flora.client.Run;
import ai.flora.client.RunOutput;

import org.springframework.core.io.WritableResource;

/**
 * Reads and saves what runs have made. Thread-safe.
 *
 * <pre>{@code
 * List<SavedOutput> saved = outputs.saveAll(run, Path.of("pictures"));
 * }</pre>
 *
 * @since 0.1.0
 */
public interface FloraOutputs {

	/**
	 * Opens an output, to be read once.
	 * @param output a link or a text
	 * @return its content, to be closed
	 */
	OutputContent open(RunOutput output);

	/**
	 * Saves an output into a directory, which is made if there is none.
	 * @param output a link or a text
	 * @param directory the directory
	 * @return where it lies, and what it is
	 */
	SavedOutput save(RunOutput output, Path directory);

	/**
	 * Writes an output to a resource, such as an object of S3.
	 * @param output a link or a text
	 * @param target the resource
	 * @return where it lies, and what it is
	 */
	SavedOutput save(RunOutput output, WritableResource target);

	/**
	 * Saves all outputs of a run into a directory, which is made if there is none.
	 * @param run a completed run
	 * @param directory the directory
	 * @return where each lies, in the order of the run's outputs
	 */
	List<SavedOutput> saveAll(Run run, Path directory);

}
