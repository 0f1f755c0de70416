package ai.flora.client.assembly;

import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;

import ai.flora.client.FloraRunEndedEvent;
import ai.flora.client.FollowSettings;
import ai.flora.client.internal.thread.ClientThreads;
import ai.flora.client.internal.model.ModelSettings;
import ai.flora.client.internal.output.OutputSettings;
import ai.flora.client.internal.start.ClientDefaults;
import ai.flora.client.internal.transport.HttpSettings;
import ai.flora.client.internal.transport.Instrumentation;
import ai.flora.client.internal.transport.TransportSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.core.task.TaskDecorator;

/**
 * What a builder has collected, and checked.
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
 * @param outputs limits of downloads of outputs, and their way
 * @param outputsDirectory where outputs of completed runs are saved; {@code null} to save
 * none
 * @param ended told of each followed run that has ended
 * @param virtualThreads whether the client's threads are virtual
 * @param threads makes the client's threads
 * @param taskDecorator surrounds what is done for a run; {@code null} for nothing
 */
record ClientSettings(TransportSettings transport, Function<Executor, HttpSettings> http,
		Instrumentation instrumentation, ClientDefaults defaults, @Nullable String projectName, FollowSettings follow,
		ClientDeliveries deliveries, ModelSettings models, OutputSettings outputs, @Nullable Path outputsDirectory,
		Consumer<FloraRunEndedEvent> ended, boolean virtualThreads, ClientThreads threads,
		@Nullable TaskDecorator taskDecorator) {
}
