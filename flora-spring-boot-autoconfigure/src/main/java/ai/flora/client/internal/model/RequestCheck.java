package ai.flora.client.internal.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import ai.flora.client.FloraRequestRefusedException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.internal.LatestEntries;
import ai.flora.client.internal.operation.SentParams;
import ai.flora.client.internal.time.Deadline;
import ai.flora.client.internal.transport.ClientSetting;
import ai.flora.client.internal.transport.SettingNames;
import ai.flora.client.model.GenerationModel;
import ai.flora.client.model.ModelCheck;
import ai.flora.client.model.RequestProblem;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Checks requests before they are started, since FLORA runs, and bills, whatever it is
 * asked for. Only a problem that is certain refuses a start. Thread-safe.
 *
 * @since 0.1.0
 */
public class RequestCheck {

	private static final Log logger = LogFactory.getLog(RequestCheck.class);

	private static final int MAX_WARNINGS = 1000;

	private final ModelCatalogue catalogue;

	private final ModelCheck mode;

	private final SettingNames names;

	private final Set<String> warned = Collections.synchronizedSet(LatestEntries.set(MAX_WARNINGS));

	RequestCheck(ModelCatalogue catalogue, ModelCheck mode, SettingNames names) {
		this.catalogue = catalogue;
		this.mode = mode;
		this.names = names;
	}

	/**
	 * Checks a request that is about to be started.
	 * @param request the request
	 * @param deadline the start's own: it may wait for the catalogue
	 * @throws FloraRequestRefusedException if FLORA would not do what is asked for
	 */
	public void beforeStart(GenerationRequest request, Deadline deadline) {
		beforeStart(request, () -> this.catalogue.forStart(deadline));
	}

	/**
	 * Checks a request that is about to be started.
	 * @param source the catalogue, if it is needed; {@code null} if it cannot be read
	 * @throws FloraRequestRefusedException if FLORA would not do what is asked for
	 */
	void beforeStart(GenerationRequest request, Supplier<@Nullable Catalogue> source) {
		if (isOff() || request.unchecked()) {
			return;
		}
		List<RequestProblem> problems = problemsOfStart(request, source);
		List<RequestProblem> certain = problems.stream().filter(RequestProblem::certain).toList();
		if (!certain.isEmpty() && this.mode == ModelCheck.FAIL) {
			throw new FloraRequestRefusedException("Nothing was sent, since FLORA would not do what is asked for, and "
					+ "bill it. " + certain.stream().map(RequestProblem::message).collect(Collectors.joining("; "))
					+ ". If FLORA can do it all the same, say unchecked() on the request, or set "
					+ this.names.of(ClientSetting.MODEL_CHECK) + " to warn or off.");
		}
		problems.forEach(this::warn);
	}

	/** Tells whether starts are not checked, and read no catalogue. */
	boolean isOff() {
		return this.mode == ModelCheck.OFF;
	}

	private List<RequestProblem> problemsOfStart(GenerationRequest request, Supplier<@Nullable Catalogue> source) {
		Map<String, @Nullable Object> params = GivenValues.of(request);
		List<RequestProblem> problems = new ArrayList<>(MediaCheck.problems(request, params));
		String modelId = request.model();
		if (modelId != null && !hasCertain(problems)
				&& (!isBare(request) || isRefusedByWhatIsKnown(request, params, modelId))) {
			problems.addAll(problems(request, params, modelId, source.get()));
		}
		return problems;
	}

	private static boolean isBare(GenerationRequest request) {
		return SentParams.of(request).isEmpty();
	}

	/**
	 * Tells whether a bare prompt is worth a look at FLORA's models. To compare with the
	 * last catalogue costs no request. But it may be old: it refuses no start alone.
	 */
	private boolean isRefusedByWhatIsKnown(GenerationRequest request, Map<String, @Nullable Object> params,
			String modelId) {
		Catalogue known = this.catalogue.known();
		return known != null && hasCertain(problems(request, params, modelId, known));
	}

	private static boolean hasCertain(List<RequestProblem> problems) {
		return problems.stream().anyMatch(RequestProblem::certain);
	}

	/**
	 * All problems of a request.
	 * @throws ai.flora.client.FloraException if there is no catalogue
	 */
	List<RequestProblem> problems(GenerationRequest request) {
		Map<String, @Nullable Object> params = GivenValues.of(request);
		List<RequestProblem> problems = new ArrayList<>(MediaCheck.problems(request, params));
		String modelId = request.model();
		if (modelId != null) {
			problems.addAll(problems(request, params, modelId, this.catalogue.get()));
		}
		return List.copyOf(problems);
	}

	/**
	 * The problems with the parameters of a model.
	 * @param known the catalogue; {@code null} if it cannot be read
	 */
	private static List<RequestProblem> problems(GenerationRequest request, Map<String, @Nullable Object> params,
			String modelId, @Nullable Catalogue known) {
		GenerationModel model = (known != null) ? known.find(modelId) : null;
		List<RequestProblem> problems = new ArrayList<>(NameCheck.problems(request, params, model));
		if (model != null) {
			problems.addAll(new ParamCheck(model).problems(request, params));
		}
		else if (known != null) {
			problems.add(new RequestProblem(modelId, "model", "one that the catalogue does not list",
					"one that it lists: params cannot be checked", false));
		}
		return problems;
	}

	private void warn(RequestProblem problem) {
		if (this.warned.add(problem.certain() ? problem.message() : problem.model() + " " + problem.parameter())) {
			logger.warn("A start asks for what FLORA may ignore, and bill. " + problem.message());
		}
	}

}
