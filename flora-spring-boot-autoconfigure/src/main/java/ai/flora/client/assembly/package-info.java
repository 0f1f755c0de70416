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
 * {@code AuthorizationInterceptor.intercept} is the innermost interceptor; below it,
 * {@code WatchedRequestFactory} sees the request leave.</li>
 * <li>Back: {@code HttpExchange.read} keeps the response in the {@code PendingResponse},
 * and {@code RunOperations.read} makes the run. A failure comes from
 * {@code HttpExchange.failureOf} by {@code Call.failed} to {@code CallExecutor.retry}. If
 * no attempt is left, {@code Call.exception} has {@code ErrorTranslator.translate} make
 * the exception.</li>
 * </ol>
 * A run is started:
 * <ol>
 * <li>{@code DefaultFloraGenerationsClient.submit} leads by {@code RunLauncher.submit} to
 * {@code RunStarter.start}, its siblings for techniques and actions to
 * {@code RunStarter.fitAndStart}, and these to {@code RunStarter.prepareAndSend}.</li>
 * <li>{@code RunStarter.pending} makes the {@code SentOrder}: for a generation the
 * {@code POST /generate} of {@code StartOperations.generation}.</li>
 * <li>{@code StartSender.send}, {@code FloraTransport.call} and
 * {@code CallExecutor.execute} lead to {@code StartCall.run}, which makes the attempts:
 * {@code Call.attempt}, as of a read.</li>
 * <li>Back: {@code PendingStart.accepted}, {@code RunLauncher.followed},
 * {@code RunFollower.follow}, and a {@code DefaultRunHandle}.</li>
 * <li>If the response is lost, as {@code StartVerdict.of} tells {@code StartCall.failed}:
 * {@code StartCall.inDoubt}, {@code StartWaits.beforeQuestion}, and the same POST again.
 * After a 409: {@code StartCall.claimed}, {@code RunSearch.find}, and the POST once more;
 * after another 409, {@code StartCall.claimed} returns the run that was found. Whatever
 * gives up has {@code UnconfirmedEnds} make the exception.</li>
 * </ol>
 * A batch is started: {@code BatchStarter.next} takes an item, and
 * {@code ItemLauncher.launch} has it started by {@code StartsForBatches.start}.
 * <p>
 * A run is polled:
 * <ol>
 * <li>{@code PollLoop.wake} asks {@code PollSchedule.next} which poll is due, and runs
 * it. That is the earliest of the {@code PollCandidates}: {@code PollTimes.untilPoll}
 * says when by the run's {@code PollPlan.nextPoll}.</li>
 * <li>{@code Poll.run} leads to the {@code RunPolls}, whose polls ask
 * {@code TransportRunSource.retrieve}, or to the {@code ListPolls}, which ask
 * {@code TransportRunSource.list}, and these {@code RunCalls}.</li>
 * <li>{@code PollLoop.pollEnded} has the poll conclude, by {@code RunUpdates.seen} or
 * {@code RunUpdates.failed}.</li>
 * <li>A caller hears of the end: {@code FollowedRun.end}, {@code RunHandles.end}, and,
 * without the lock, {@code Notifications.deliver} and
 * {@code DefaultRunHandle.publishOutcome}, for which {@code DefaultRunHandle.await}
 * waits.</li>
 * <li>The application hears of it by {@code RunEndRecorder.ended} and
 * {@code RunEndEvents.add}: once {@code OutputSaves.save} has saved what there is to
 * save, the listener of {@code FloraClientBuilder.whenEnded} is called. With Spring Boot
 * that is {@code FloraRunEventPublisher.publish}.</li>
 * </ol>
 * FLORA posts an end:
 * <ol>
 * <li>An endpoint reads the body: with Spring MVC
 * {@code FloraWebhookEndpoint.handleRequest}, to which {@code FloraWebhookMapping}
 * leads.</li>
 * <li>{@code WebhookReceiver.receive} has {@code CallbackTokens.isValid} check the path,
 * {@code FloraWebhookVerifier.verify} the body, and {@code ClientFinder.clientFor} choose
 * the client.</li>
 * <li>{@code DefaultFloraClient.received} leads to {@code Deliveries.received}, and that
 * to {@code RunFollower.endReported}. Callers hear of a failure now.
 * {@code PollTimes.dueFirst} has the run polled as soon as a poll is allowed, and the
 * timer wakes the {@code PollLoop}: from here on, it is a poll as above.</li>
 * <li>Before that, {@code StartCallbacks.bind} has noted the run for the start whose path
 * it came to: if FLORA's response was lost, {@code StartCall.posted} asks for it.</li>
 * </ol>
 * The key:
 * <ol>
 * <li>With Spring Boot it comes from {@code FloraProperties} by
 * {@code PropertiesFloraConnectionDetails} and
 * {@code FloraClientBuilderConfigurer.configure}.</li>
 * <li>{@code FloraClientBuilder.build} checks it by
 * {@code ConnectionChecks.problemWithApiKey}. {@code FloraTransport.connect} makes the
 * {@code ApiKey} of its supplier: {@code ApiKey.current} asks for it each time a request
 * is sent, and checks it if it is another one. {@code AuthorizationInterceptor.intercept}
 * sends it, as the innermost interceptor, so that only an HTTP client's own log can see
 * it.</li>
 * <li>What comes back may quote it: {@code SentKeys} take it out of messages, exceptions
 * and spans. In the actuator, {@code FloraSanitizingFunction} masks it.</li>
 * </ol>
 * FLORA limits the rate: {@code AttemptRunner.learn} hears that of any response, and
 * {@code ClientEngine.rateLimited} has polls and batches pause.
 */
@NullMarked
package ai.flora.client.assembly;

import org.jspecify.annotations.NullMarked;
