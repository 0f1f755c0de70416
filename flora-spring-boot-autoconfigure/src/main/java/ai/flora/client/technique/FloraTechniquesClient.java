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
 * The client of the workspace's techniques: lists and runs them. Thread-safe. Every
 * method but {@link #stream} waits for FLORA.
 * <p>
 * {@link #run} starts a run and waits for its end, as {@code generate} does with
 * generations. Any run is followed by
 * {@link ai.flora.client.FloraGenerationsClient#follow generations().follow}.
 * <p>
 * A lost response never leads to a second run, nor to a second charge, as with
 * {@link ai.flora.client.FloraGenerationsClient#create}. Before each start, the client
 * reads the technique once and compares the inputs with those that it declares.
 *
 * @since 0.1.0
 * @see ai.flora.client.FloraClient#techniques()
 */
public interface FloraTechniquesClient {

	/**
	 * Lists one page of techniques.
	 * @param query which techniques, from where, and how many
	 * @return the page
	 * @throws FloraException if FLORA refuses the call, does not respond, or its response
	 * cannot be read
	 */
	Page<Technique> list(TechniqueQuery query);

	/**
	 * Lists all techniques. Pages are read as the stream is.
	 * @param query which techniques, and how many in a page
	 * @return the techniques; reading them throws what {@link #list} throws
	 */
	Stream<Technique> stream(TechniqueQuery query);

	/**
	 * Reads a technique.
	 * @param idOrSlug its identifier or slug
	 * @return the technique
	 * @throws IllegalArgumentException if the id cannot be one
	 * @throws FloraException if there is no such technique, or it cannot be read
	 */
	Technique retrieve(String idOrSlug);

	/**
	 * Estimates what a run costs by the price that the technique states. Runs were seen
	 * to cost just that.
	 * @param idOrSlug identifier or slug of the technique
	 * @return the estimate; unpriced if FLORA states no price, or 0, which may be a gap
	 * @throws IllegalArgumentException if the id cannot be one
	 * @throws FloraException if there is no such technique, or it cannot be read
	 */
	default CostEstimate estimate(String idOrSlug) {
		BigDecimal price = retrieve(idOrSlug).runCost();
		return CostEstimate.of((price != null && price.signum() > 0) ? price : null);
	}

	/**
	 * Starts a run, which FLORA charges. If somebody saves the technique anew in between,
	 * FLORA refuses its old inputs. The client then reads the technique once more, and
	 * sends the start once more with the inputs of the same names, unless it may make one
	 * attempt only.
	 * @param request the request
	 * @return FLORA's response to the start
	 * @throws FloraRequestRefusedException if the inputs are not those that the technique
	 * declares; the start is not sent then
	 * @throws FloraStartUnconfirmedException if FLORA may have accepted the start, and
	 * its run is not known
	 * @throws FloraException if nothing was started. Only if FLORA has failed (5xx), it
	 * may have made a run: look at the workspace's runs before starting again
	 */
	default StartedRun create(TechniqueRequest request) {
		return create(request, RequestOptions.defaults());
	}

	/**
	 * Starts a run as {@link #create(TechniqueRequest)} does, with options for this call
	 * alone.
	 * @param request the request
	 * @param options deadline, attempts and headers of this call
	 * @return FLORA's response to the start
	 * @throws FloraException for the reasons of {@link #create(TechniqueRequest)}
	 */
	StartedRun create(TechniqueRequest request, RequestOptions options);

	/**
	 * Starts a run, which FLORA charges, and follows it. Returns once FLORA has accepted
	 * the start.
	 * @param request the request
	 * @return a handle to wait with, or to be told of changes
	 * @throws FloraException for the reasons of {@link #create(TechniqueRequest)}
	 */
	RunHandle submit(TechniqueRequest request);

	/**
	 * Starts a run, which FLORA charges, and waits until it has ended, for at most
	 * {@code flora.follow.timeout}.
	 * @param request the request
	 * @return the completed run
	 * @throws ai.flora.client.FloraRunFailedException if the run has failed
	 * @throws FloraException for the reasons of {@link #create(TechniqueRequest)} and
	 * {@link RunHandle#await()}
	 */
	Run run(TechniqueRequest request);

	/**
	 * Starts a run and waits for it as {@link #run(TechniqueRequest)} does, but not
	 * longer than the timeout.
	 * @param request the request
	 * @param timeout the longest time for start and wait together, positive
	 * @return the completed run
	 * @throws ai.flora.client.FloraAwaitTimeoutException if the run had not ended in time
	 * @throws FloraException for the reasons of {@link #run(TechniqueRequest)}
	 */
	Run run(TechniqueRequest request, Duration timeout);

	/**
	 * Settles an unconfirmed start: the client asks FLORA again under the start's key, so
	 * that FLORA charges it once.
	 * @param unconfirmed the exception that the start ended with
	 * @return the run of the start; the same with each call
	 * @throws IllegalArgumentException if the start was none of a technique
	 * @throws FloraStartUnconfirmedException if the run is still not known, for whatever
	 * reason
	 */
	StartedRun resolve(FloraStartUnconfirmedException unconfirmed);

}
