package ai.flora.client.model;

import java.util.List;
import java.util.Optional;

import ai.flora.client.FloraException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.GenerationType;

/**
 * The client of FLORA's models: their inputs, and their prices. Thread-safe.
 * <p>
 * The catalogue is read when it is first needed, by one request for all callers. It is
 * kept for {@code flora.models.cache-time-to-live} (ten minutes unless set otherwise),
 * and used longer if FLORA does not respond, limits the rate, or fails.
 * <p>
 * A refusal of the catalogue is thrown, even though one was read before: 401, 403, 404
 * and other errors below 500, but for 408 and 429.
 *
 * @since 0.1.0
 */
public interface FloraModelsClient {

	/**
	 * Lists all models.
	 * @return the models, in FLORA's order
	 * @throws FloraException if FLORA refuses the catalogue; or if it does not give it
	 * for another reason, and it was never read
	 */
	List<GenerationModel> list();

	/**
	 * Lists the models that make outputs of a type.
	 * @param type type of the outputs
	 * @return the models, in FLORA's order
	 * @throws FloraException if FLORA refuses the catalogue; or if it does not give it
	 * for another reason, and it was never read
	 */
	List<GenerationModel> list(GenerationType type);

	/**
	 * Finds a model.
	 * @param modelId its identifier
	 * @return the model; empty if the catalogue does not list it
	 * @throws FloraException if FLORA refuses the catalogue; or if it does not give it
	 * for another reason, and it was never read
	 */
	Optional<GenerationModel> find(String modelId);

	/**
	 * Compares a request with its model, as a start does, and starts nothing. Ignores
	 * {@code flora.models.check} and {@code unchecked()} of the request. Reads the
	 * catalogue for a request without params and media, too. The start of such a request
	 * is compared with a catalogue that was read before, if there is one.
	 * @param request the request
	 * @return the problems; empty if the catalogue shows none
	 * @throws FloraException if FLORA refuses the catalogue; or if it does not give it
	 * for another reason, and it was never read
	 */
	List<RequestProblem> check(GenerationRequest request);

	/**
	 * Estimates what a run costs, and starts nothing.
	 * <p>
	 * With {@code flora.pricing.quote}, the client asks FLORA for a quote, once and under
	 * a key of its own. Without a quote, the estimate is the catalogue's price, corrected
	 * by the costs of this client's own runs of the model.
	 * @param request the request
	 * @return the estimate; unpriced if the request names no model, or the catalogue has
	 * no price for it
	 * @throws ai.flora.client.FloraQuoteStartedRunException if FLORA did not know quotes,
	 * and has started the run
	 * @throws FloraException if FLORA refuses the catalogue; or if it does not give it
	 * for another reason, and it was never read
	 * @throws IllegalArgumentException if the client asks for a quote, and the request
	 * lacks what a start needs, such as a project
	 */
	CostEstimate estimate(GenerationRequest request);

}
