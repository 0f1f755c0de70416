package ai.flora.client.assembly;

import java.util.function.Supplier;

import ai.flora.client.action.FloraActionsClient;
import ai.flora.client.asset.FloraAssetsClient;
import ai.flora.client.internal.asset.DefaultFloraAssetsClient;
import ai.flora.client.internal.model.DefaultFloraModelsClient;
import ai.flora.client.internal.output.DefaultFloraOutputs;
import ai.flora.client.internal.project.DefaultFloraProjectsClient;
import ai.flora.client.internal.start.order.ClientDefaults;
import ai.flora.client.model.FloraModelsClient;
import ai.flora.client.output.FloraOutputs;
import ai.flora.client.project.FloraProjectsClient;
import ai.flora.client.technique.FloraTechniquesClient;

/**
 * The parts of a client that an application need not use. They are made with the first
 * use of any of them, since their classes would slow the start of every application.
 *
 * @param assets uploads and imports
 * @param models what there is, and what it costs
 * @param projects projects
 * @param techniques techniques
 * @param actions actions
 * @param outputs reading and saving of outputs
 */
record ClientParts(FloraAssetsClient assets, FloraModelsClient models, FloraProjectsClient projects,
		FloraTechniquesClient techniques, FloraActionsClient actions, FloraOutputs outputs) {

	/**
	 * Makes the parts.
	 * @param engine does the work; asked for with each use
	 * @param defaults workspace of requests that name none
	 */
	static ClientParts of(Supplier<ClientEngine> engine, ClientDefaults defaults) {
		return new ClientParts(new DefaultFloraAssetsClient(() -> engine.get().assets()),
				new DefaultFloraModelsClient(() -> engine.get().models()),
				new DefaultFloraProjectsClient(() -> engine.get().projects()),
				new DefaultFloraTechniquesClient(engine, defaults), new DefaultFloraActionsClient(engine),
				new DefaultFloraOutputs(() -> engine.get().downloads()));
	}

}
