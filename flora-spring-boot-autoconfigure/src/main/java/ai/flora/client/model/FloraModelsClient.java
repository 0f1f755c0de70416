package ai.flora.client.model;

import java.util.List;
import java.util.Optional;

import ai.flora.client.FloraException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.GenerationType;

/**
 * FLORA's models, what they take, and what they cost. Thread-safe.
 * <p>
 * The catalogue is read when it is first needed, by one request however many ask, kept
 * for ten minutes unless {@code flora.models.cache-time-to-live} says otherwise, and used
 * on when FLORA does not answer.
 *
 * @since 0.1.0
 */
public interface FloraModelsClient {

	/**
	 * All models.
	 * @return the models, in FLORA's order
	 * @throws FloraException if FLORA does not answer, and has not answered before
	 */
	List<GenerationModel> list();

	/**
	 * The models that make outputs of a type.
	 * @param type what they make
	 * @return the models, in FLORA's order
	 * @throws FloraException if FLORA does not answer, and has not answered before
	 */
	List<GenerationModel> list(GenerationType type);

	/**
	 * A model.
	 * @param modelId its identifier
	 * @return the model, or empty if the catalogue does not list it
	 * @throws FloraException if FLORA does not answer, and has not answered before
	 */
	Optional<GenerationModel> find(String modelId);

	/**
	 * Looks for what a request asks for and its model does not do, as a start does, and
	 * whatever {@code flora.models.check} and {@code unchecked()} say. Starts nothing.
	 * @param request the request
	 * @return the problems; empty if there are none, as far as the catalogue tells
	 * @throws FloraException if FLORA does not answer, and has not answered before
	 */
	List<RequestProblem> check(GenerationRequest request);

	/**
	 * Estimates what a run costs, and starts nothing.
	 * <p>
	 * With {@code flora.pricing.quote}, FLORA is asked for a quote, once and under a key
	 * of its own. Otherwise, and where FLORA gives none, the catalogue's price counts,
	 * corrected by what this client has seen runs of the model cost.
	 * @param request the request
	 * @return the estimate; unpriced if the request names no model, or one that the
	 * catalogue has no price for
	 * @throws ai.flora.client.FloraQuoteStartedRunException if FLORA did not know quotes,
	 * and has started the run
	 * @throws FloraException if FLORA does not answer, and has not answered before
	 * @throws IllegalArgumentException if a quote is to be asked for, and the request
	 * lacks what a start needs, such as a project
	 */
	CostEstimate estimate(GenerationRequest request);

}
