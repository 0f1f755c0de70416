package ai.flora.client.assembly;

import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;

import ai.flora.client.FloraRunEndedEvent;
import ai.flora.client.FollowSettings;
import ai.flora.client.internal.model.ModelSettings;
import ai.flora.client.internal.output.OutputSettings;
import ai.flora.client.internal.start.order.ClientDefaults;
import ai.flora.client.internal.thread.ClientThreads;
import ai.flora.client.internal.transport.HttpSettings;
import ai.flora.client.internal.transport.Instrumentation;
import ai.flora.client.internal.transport.TransportSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.core.task.TaskDecorator;

/**
 * The settings of a client, as its builder has collected and checked them.
 *
 * @param transport address, key, and limits of each call
 * @param http the HTTP client, given the threads of its exchanges
 * @param instrumentation observations and meters
 * @param defaults workspace and project of requests that name none
 * @param projectName name of the project of starts that name none, if its identifier is
 * not configured; {@code null} for none
 * @param follow how runs are followed
 * @param deliveries where FLORA posts the ends of runs
 * @param models how models are read, checked and priced
 * @param outputs how outputs are fetched, and where they are saved
 * @param endListener told of each followed run that has ended
 * @param threads the threads of the client, and what surrounds its tasks
 */
record ClientSettings(TransportSettings transport, Function<Executor, HttpSettings> http,
		Instrumentation instrumentation, ClientDefaults defaults, @Nullable String projectName, FollowSettings follow,
		DeliverySettings deliveries, ModelSettings models, Outputs outputs, Consumer<FloraRunEndedEvent> endListener,
		Threads threads) {

	/**
	 * Outputs of runs.
	 *
	 * @param downloads limits of downloads, and their way
	 * @param directory where outputs of completed runs are saved; {@code null} to save
	 * none
	 */
	record Outputs(OutputSettings downloads, @Nullable Path directory) {
	}

	/**
	 * Threads of a client.
	 *
	 * @param virtual whether they are virtual
	 * @param makers make the threads
	 * @param taskDecorator surrounds what is done for a run; {@code null} for nothing
	 */
	record Threads(boolean virtual, ClientThreads makers, @Nullable TaskDecorator taskDecorator) {
	}

}
