/**
 * Follows runs until they end. One timer and a few threads poll all runs of a client, and
 * a thread that waits for a run costs nothing.
 * <p>
 * The way of a poll is the order in which to read:
 * <ol>
 * <li>{@code RunFollower.follow} adds a {@code FollowedRun} to the {@code RunRegistry},
 * hands out a {@code DefaultRunHandle}, and has the {@code WakeupTimer} armed. The
 * follower owns the lock that guards all that is known of runs. {@code RunOrigins}
 * remember starts, also those whose runs are not followed. When the follower is closed,
 * {@code FollowedAtClose} names the runs that are left.</li>
 * <li>The timer calls {@code RunFollower.wake}, and that {@code PollLoop.wake}.
 * {@code RunExpiry} ends what has waited for as long as is allowed. Then polls begin, for
 * as long as one is due and the {@code PollRateLimiter} allows it, and the timer is armed
 * for the next. After a 429 to any call, {@code RunFollower.pause} has all polls
 * wait.</li>
 * <li>{@code PollSchedule.next} takes the poll that comes first of the
 * {@code PollCandidates}: in each rank, what is due {@code Earliest}.</li>
 * <li>A run is due alone as its {@code PollTimes.untilPoll} says: by the plan of its
 * model (the package {@code plan}), later after failures. Its {@code RunDeadlines} add a
 * poll before it is given up, and some when it is late.</li>
 * <li>{@code ProjectRuns} are the runs that one list shows together. Their
 * {@code WatchingScans} watch them in place of polls alone, when {@code ListEconomics}
 * find that worth its requests. Their {@code DueScans} read together what falls due one
 * by one. {@code ListVisibility} knows whether a list shows a run at all.</li>
 * <li>A {@code Poll} asks the {@code RunSource} on a thread of the client, without the
 * lock, in one attempt: {@code RunPolls} at the run's place ({@code KnownOrigin}),
 * {@code ListPolls} for a page of a {@code ListScan}, {@code LateCostPolls} for the cost
 * of an ended run. The loop ends a poll that exceeds its {@code PollTimeout}, which grows
 * with {@code LostResponses}. Its end comes back to {@code PollLoop.pollEnded}.</li>
 * <li>{@code RunUpdates} concludes from what the poll has shown, or from its failure
 * ({@code PollVerdict}, {@code FailedPolls}): the times of the run move, or it ends.</li>
 * <li>If the run has ended, {@code RunUpdates} has {@code RunEndRecorder} record that
 * once, with how it was noticed ({@code NoticedBy}), and ends the {@code RunHandles} with
 * a {@code FollowOutcome}. Whoever is to hear of it is told without the lock, by the
 * package {@code notification}: handles, and meters; once outputs are saved, the
 * application.</li>
 * </ol>
 * FLORA may post the end of a run: {@code RunFollower.endReported} marks its
 * {@code EndReport}, and the run is due first of its rank. As long as deliveries arrive,
 * the {@code ExpectedDeliveries} have the others polled rarely.
 * <p>
 * The unit of time is the nanosecond, as a {@code long}; the plans count in seconds.
 * Memory and threads may run out at any moment, and following goes on: whatever is thrown
 * is caught. Where even a log entry may fail, the {@code catch} block is empty.
 * <p>
 * The states of a run, each with the class that has its rules. It is seen when a poll has
 * shown it, running or ended. <pre>
 * state             how a run gets there      when it is polled          what moves it on
 * ----------------  ------------------------  -------------------------  -------------------------
 * started here      followed, and this        by its plan, alone or in   seen; a failure
 *  (FollowedRun)    client has started it     the list of its project
 * known by its id   followed, and somebody    at once, after runs that   seen; a failure; dropped
 *  (FollowedRun)    else has started it       are known to run           by all its callers
 * sought            its id alone is known,    in the list of the runs    seen; a failure, also of
 *  (KnownOrigin,    and it is not found, or   of techniques, or alone    the list
 *  DueScans)        posted as a technique's   at both places in turn
 * callback          started with a URL, and   after it should have       end reported; seen ended;
 *  expected         deliveries arrive         ended, then each safety    listened to; deliveries
 *  (EndReport)                                interval, alone or listed  missing; time out
 * seen running      a poll has shown it       by its plan, alone or in   seen ended; end reported;
 *  (PollTimes)                                a list                     missing; failure; time out
 * missing in lists  lists lack it, or do      alone; in lists again      seen in a list
 *  (ListVisibility, not pay                   after 4, 8, 16 ... polls
 *  WatchingScans)
 * end reported      FLORA has posted it,      at once, then ever more    seen ended; can never be
 *  (EndReport)      followed or not           rarely: reads lag          read; time out
 * failing           its last poll has failed  after ever longer pauses   seen; unreadable; lasting
 *  (FailedPolls)                                                         failures
 * ended             a poll has shown that     up to five times more for  -
 *  (LateCostPolls)                            a missing cost
 * given up          time out, unreadable,     no more                    -
 *  (RunExpiry,      lasting failures,
 *  RunUpdates,      stopped, client closed
 *  HandleOwner)
 * </pre>
 */
@NullMarked
package ai.flora.client.internal.follow;

import org.jspecify.annotations.NullMarked;
