/**
 * Puts the parts of the client together, with or without Spring Boot. Only
 * {@code FloraClientBuilder} is part of the API.
 * <p>
 * {@code FloraClientBuilder} checks and collects {@code ClientSettings};
 * {@code DefaultFloraClient} is what a caller holds, and {@code DefaultFloraConnection}
 * what health asks. Its {@code LazyEngine} makes the {@code ClientEngine} when it is used
 * first. The engine has the one transport, starter and follower that all parts share, on
 * the threads of {@code ClientExecutors}; {@code TransportRunSource} lets the follower
 * read runs by {@code RunCalls}, and prices learn from their costs. {@code ClientParts}
 * are the clients of all other resources, made when they are asked for first, and
 * {@code DeliverySettings} say where FLORA posts ends. {@code ClientEngine.saving} joins
 * following with the saving of outputs.
 * <p>
 * The ways through the packages:
 * <ul>
 * <li>A run is read: {@code DefaultFloraGenerationsClient.retrieve} asks the follower for
 * the place where FLORA shows the run. {@code RunCalls} takes the operation for it from
 * {@code RunOperations}, and {@code FloraTransport.call} carries it out.</li>
 * <li>A run is started: {@code submit} of {@code DefaultFloraGenerationsClient}, or of
 * its siblings for techniques and actions, leads by {@code RunLauncher} to
 * {@code RunStarter}, {@code StartSender}, {@code FloraTransport.start} and
 * {@code StartCall}, and from the accepted start by {@code RunFollower.follow} to its
 * handle.</li>
 * <li>A run is polled: {@code PollLoop} has a {@code Poll} ask the
 * {@code TransportRunSource}, which reads the run or a list by {@code RunCalls};
 * {@code RunUpdates} concludes from it. The package {@code internal.follow} says
 * when.</li>
 * <li>A caller hears of an end: {@code RunUpdates} ends the run's {@code RunHandles}, and
 * {@code DefaultRunHandle.publishOutcome} wakes whoever waits.</li>
 * <li>A batch is started: {@code BatchStarter} takes the next item, and
 * {@code ItemLauncher} has it started by {@code StartsForBatches}, as a run is. The
 * package {@code internal.batch} says when.</li>
 * <li>FLORA limits the rate: {@code AttemptRunner} learns that of any response, and
 * {@code ClientEngine.rateLimited} has polls and batches pause.</li>
 * <li>FLORA posts an end: an endpoint, such as {@code FloraWebhookEndpoint}, hands the
 * delivery to {@code WebhookReceiver}, and that to {@code FloraClient.received}. From
 * there, {@code Deliveries} lead it two ways. {@code StartCallbacks.bind} notes the run
 * for the start whose path it came to: a start in doubt asks for it, by
 * {@code PostedRuns}. And {@code RunFollower.endReported} has the run polled at
 * once.</li>
 * <li>The application hears of an end: once a poll has shown it, {@code RunUpdates.seen}
 * has {@code RunEndRecorder} record it (a failure that FLORA has posted, also once no
 * poll can show it any more), whose {@code RunEndEvents} call the listener of
 * {@code FloraClientBuilder.whenEnded}. With Spring Boot that is
 * {@code FloraRunEventPublisher}.</li>
 * <li>The key: with Spring Boot it comes from {@code FloraProperties} by
 * {@code PropertiesFloraConnectionDetails} and {@code FloraClientBuilderConfigurer}.
 * {@code FloraClientBuilder.build} checks it, {@code ApiKey} asks for it before each
 * attempt, and checks one that has changed; {@code AuthorizationInterceptor} sends
 * it.</li>
 * <li>The key stays hidden: {@code AuthorizationInterceptor} sets it as the innermost
 * interceptor, so that only an HTTP client's own log can see it. What comes back may
 * quote it: {@code SentKeys} take it out of messages, exceptions and spans. In the
 * actuator, {@code FloraSanitizingFunction} masks it.</li>
 * </ul>
 */
@NullMarked
package ai.flora.client.assembly;

import org.jspecify.annotations.NullMarked;
