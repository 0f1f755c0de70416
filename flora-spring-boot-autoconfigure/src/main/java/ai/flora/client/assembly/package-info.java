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
 * The ways through the packages, from hop to hop.
 * <p>
 * A run is read:
 * <ol>
 * <li>{@code DefaultFloraGenerationsClient.retrieve} asks {@code RunFollower.place} where
 * FLORA shows the run.</li>
 * <li>{@code RunCalls.retrieve} takes the operation from {@code RunOperations.retrieve},
 * and {@code FloraTransport.call} carries it out.</li>
 * <li>{@code CallExecutor.execute} makes it a {@code Call}, and
 * {@code CallExecutor.retry} makes attempts: {@code Call.attempt},
 * {@code AttemptRunner.run}, {@code HttpExchange.send}.
 * {@code AuthorizationInterceptor.intercept} is the last hop before the HTTP client.</li>
 * <li>Back: {@code HttpExchange.read} fills the {@code PendingResponse}, and
 * {@code RunOperations.read} makes the run. If no attempt is left, {@code Call.exception}
 * has {@code ErrorTranslator.translate} make the exception.</li>
 * </ol>
 * A run is started:
 * <ol>
 * <li>{@code DefaultFloraGenerationsClient.submit}, or its sibling for techniques or
 * actions, leads by {@code RunLauncher.submit} to {@code RunStarter.start} and
 * {@code RunStarter.prepareAndSend}.</li>
 * <li>{@code StartSender.send}, {@code FloraTransport.start} and
 * {@code CallExecutor.execute} lead to {@code StartCall.run}, which makes the attempts.
 * What they send is the {@code SentOrder}: for a generation the {@code POST /generate} of
 * {@code StartOperations.generation}.</li>
 * <li>Back: {@code PendingStart.accepted}, {@code RunLauncher.followed},
 * {@code RunFollower.follow}, and a {@code DefaultRunHandle}.</li>
 * <li>If the response is lost: {@code StartCall.inDoubt},
 * {@code StartWaits.beforeQuestion}, and the same POST again. After a 409:
 * {@code StartCall.claimed}, {@code RunSearch.find}.</li>
 * </ol>
 * A batch is started: {@code BatchStarter.next} takes an item, and
 * {@code ItemLauncher.launch} has it started by {@code StartsForBatches.start}.
 * <p>
 * A run is polled:
 * <ol>
 * <li>{@code PollLoop.wake} asks {@code PollSchedule.next} which poll is due, and runs
 * it.</li>
 * <li>{@code Poll.run} asks {@code TransportRunSource.retrieve} for one run, or
 * {@code TransportRunSource.list} for many, and these {@code RunCalls}.</li>
 * <li>{@code PollLoop.pollEnded} hands the answer to {@code RunUpdates.seen}, or the
 * failure to {@code RunUpdates.failed}.</li>
 * <li>A caller hears of the end by {@code RunHandles.end} and
 * {@code DefaultRunHandle.publishOutcome}.</li>
 * <li>The application hears of it by {@code RunEndRecorder.ended} and
 * {@code RunEndEvents.add}: once {@code OutputSaves.save} has saved what there is to
 * save, the listener of {@code FloraClientBuilder.whenEnded} is called. With Spring Boot
 * that is {@code FloraRunEventPublisher.publish}.</li>
 * </ol>
 * FLORA posts an end:
 * <ol>
 * <li>An endpoint has the body: {@code FloraWebhookEndpoint.handleRequest}, say.</li>
 * <li>{@code WebhookReceiver.receive} has {@code FloraWebhookVerifier.verify} check it,
 * and {@code ClientFinder.clientFor} choose the client.</li>
 * <li>{@code DefaultFloraClient.received} and {@code Deliveries.received} lead two ways.
 * {@code RunFollower.endReported} has the run polled at once, and on as above. Callers
 * hear of a failure now; the application once a poll has shown it, or can show it no
 * more.</li>
 * <li>And {@code StartCallbacks.bind} notes the run for the start whose path it came to:
 * a start that has no run yet asks for it, by {@code PostedRuns.findIn}.</li>
 * </ol>
 * The key:
 * <ol>
 * <li>With Spring Boot it comes from {@code FloraProperties} by
 * {@code PropertiesFloraConnectionDetails} and
 * {@code FloraClientBuilderConfigurer.configure}.</li>
 * <li>{@code FloraClientBuilder.build} checks it. {@code ApiKey.current} asks for it each
 * time a request is sent, and checks it once it has changed.
 * {@code AuthorizationInterceptor.intercept} sends it, as the innermost interceptor, so
 * that only an HTTP client's own log can see it.</li>
 * <li>What comes back may quote it: {@code SentKeys} take it out of messages, exceptions
 * and spans. In the actuator, {@code FloraSanitizingFunction} masks it.</li>
 * </ol>
 * FLORA limits the rate: {@code AttemptRunner.learn} hears that of any response, and
 * {@code ClientEngine.rateLimited} has polls and batches pause.
 */
@NullMarked
package ai.flora.client.assembly;

import org.jspecify.annotations.NullMarked;
