package ai.flora.client.technique;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.stream.Stream;

import ai.flora.client.FloraException;
import ai.flora.client.FloraRequestRefusedException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.Page;
import ai.flora.client.RequestOptions;
import ai.flora.client.Run;
import ai.flora.client.RunHandle;
import ai.flora.client.StartedRun;
import ai.flora.client.model.CostEstimate;

/**
 * Techniques of the workspace: to list and to run. Thread-safe. Every method but those
 * that return a stream waits for FLORA.
 * <p>
 * A run is started as {@link ai.flora.client.FloraGenerationsClient} starts one: a lost
 * answer never starts, nor charges, a second one. Before each start the technique is read
 * once, and the inputs are compared with what it declares.
 *
 * @since 0.1.0
 * @see ai.flora.client.FloraClient#techniques()
 */
public interface FloraTechniquesClient {

	/**
	 * Lists techniques, one page.
	 * @param query which techniques, from where, and how many
	 * @return the page
	 * @throws FloraException if there is no page to return
	 */
	Page<Technique> list(TechniqueQuery query);

	/**
	 * Lists techniques. Pages are fetched as the stream is read.
	 * @param query which techniques, and how many in a page
	 * @return a stream, which throws {@link FloraException} where a page is missing
	 */
	Stream<Technique> stream(TechniqueQuery query);

	/**
	 * Reads a technique.
	 * @param idOrSlug its identifier or slug
	 * @return the technique
	 * @throws IllegalArgumentException if the id cannot be one
	 * @throws FloraException if there is no technique to return
	 */
	Technique retrieve(String idOrSlug);

	/**
	 * Estimates what a run costs: runs of techniques were seen to cost what the technique
	 * says.
	 * @param idOrSlug identifier or slug of the technique
	 * @return the estimate; unpriced if FLORA says nothing, or 0, which may be a gap
	 * @throws IllegalArgumentException if the id cannot be one
	 * @throws FloraException if there is no such technique to read
	 */
	default CostEstimate estimate(String idOrSlug) {
		BigDecimal price = retrieve(idOrSlug).runCost();
		return CostEstimate.of((price != null && price.signum() > 0) ? price : null);
	}

	/**
	 * Starts a run. If somebody saves the technique anew meanwhile, and FLORA refuses the
	 * inputs for that, it is read once more, and the start sent once more, with inputs of
	 * the same name.
	 * @param request what to run
	 * @return the started run
	 * @throws FloraRequestRefusedException if the inputs are not those that the technique
	 * declares; nothing was started
	 * @throws FloraStartUnconfirmedException if FLORA may have accepted the start, and
	 * its run is not known
	 * @throws FloraException if nothing was started
	 */
	default StartedRun create(TechniqueRequest request) {
		return create(request, RequestOptions.defaults());
	}

	/**
	 * Starts a run.
	 * @param request what to run
	 * @param options deadline, attempts and headers of this call
	 * @return as {@link #create(TechniqueRequest)}
	 */
	StartedRun create(TechniqueRequest request, RequestOptions options);

	/**
	 * Starts a run and follows it.
	 * @param request what to run
	 * @return a handle of the run
	 * @throws FloraException as {@link #create(TechniqueRequest)}
	 */
	RunHandle submit(TechniqueRequest request);

	/**
	 * Runs a technique, and waits for the end.
	 * @param request what to run
	 * @return the completed run
	 * @throws ai.flora.client.FloraRunFailedException if the run fails
	 * @throws FloraException as {@link #create(TechniqueRequest)}, and as
	 * {@link RunHandle#await()}
	 */
	Run run(TechniqueRequest request);

	/**
	 * Runs a technique, and waits for the end.
	 * @param request what to run
	 * @param timeout how long to wait, start included; positive
	 * @return the completed run
	 * @throws ai.flora.client.FloraAwaitTimeoutException if the run has not ended by then
	 * @throws FloraException as {@link #run(TechniqueRequest)}
	 */
	Run run(TechniqueRequest request, Duration timeout);

	/**
	 * Asks FLORA again, under the same key, what became of a start in doubt.
	 * @param unconfirmed what the start of a technique ended in
	 * @return its run; the same each time
	 * @throws IllegalArgumentException if it was no start of a technique
	 * @throws FloraStartUnconfirmedException if it is still not known
	 * @throws FloraException if nothing was started
	 */
	StartedRun resolve(FloraStartUnconfirmedException unconfirmed);

}
