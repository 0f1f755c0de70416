/**
 * Follows runs until they end. One timer and a few threads poll all runs of a client, and
 * a thread that waits for a run costs nothing.
 * <p>
 * A handle knows the outcome in the step that removes its run, under the lock; updates,
 * meters and waits hear of it later, in this order. Handles end while their run is polled
 * on only where one of several is stopped, or the last one of a run whose end was posted,
 * where FLORA posts that the run has failed, or where their time is over first; the
 * application hears of the run's end when that is seen. Polls of a single run, and its
 * event, have the {@code RunContext} of whoever submitted it, or followed it before FLORA
 * posted its end, and so belong to that trace; a start that nobody follows keeps none,
 * since it would hold a whole request in memory. Listeners have that of whoever their
 * handle was made for. A follower that is drained takes no more reports of ends, and
 * {@code FollowedAtClose} names the runs that are left when it is closed.
 * <p>
 * The unit of time is the nanosecond, as a {@code long}; the plans count in seconds.
 * <p>
 * Memory and threads may run out at any moment, and following goes on: whatever is thrown
 * is caught. Where even a log entry may fail, the {@code catch} block is empty.
 * <p>
 * To be read in this order:
 * <ol>
 * <li>{@code RunFollower} takes runs in, hands out a {@code DefaultRunHandle} for each
 * caller, and owns the lock that guards all that is known of runs. {@code RunOrigins}
 * remember what is known of starts, also of those whose runs are not followed.</li>
 * <li>{@code RunRegistry} holds each {@code FollowedRun}, and the {@code ProjectRuns}
 * that one list shows together, those of a kind in a project: FLORA lists generations,
 * and runs of techniques, but not those of actions. A run's {@code RunPlace} says where
 * it is read. The run keeps its {@code RunHandles}, its {@code PollTimes}, its
 * {@code RunDeadlines}, its {@code ListVisibility}, its {@code KnownOrigin}, its
 * {@code PostedEnd}, and its {@code FailedPolls}. {@code ExpectedDeliveries} know whether
 * runs whose ends FLORA posts can be polled rarely.</li>
 * <li>{@code PollLoop} is woken by the {@code WakeupTimer}, has {@code RunExpiry} end
 * what has waited for as long as is allowed, makes the {@code Poll}s that are due on
 * threads of the client, each one attempt of the {@code RunSource}, ends those that
 * exceed the {@code PollTimeout}, which grows with {@code LostResponses}, but not with
 * the time of a freeze, and concludes them.</li>
 * <li>{@code PollTimes} say when a run is due alone, by its plan and after failures,
 * {@code RunDeadlines} when it is polled in any case, and {@code ListEconomics} when a
 * list is due. Of all these, {@code PollSchedule} takes the poll that is due first, the
 * {@code Earliest} of its rank, once the {@code PollRateLimiter} allows one. There are
 * {@code RunPolls} of one run, {@code ListPolls} of a project if a list takes fewer
 * requests, be it to watch runs ({@code WatchingScans}) or to read those that fall due
 * one by one, since nothing watches them ({@code DueScans}), and {@code LateCostPolls} of
 * ended runs whose cost was missing. A {@code ListScan} reads a list page by page.</li>
 * <li>{@code RunUpdates} concludes from what a poll has shown, or from its failure by its
 * {@code PollVerdict}, how following goes on.</li>
 * <li>{@code RunEndRecorder} records each end once, and how it was noticed
 * ({@code NoticedBy}). Whoever is to hear of that is told by the package
 * {@code notification}: handles and meters first; then outputs of completed runs are
 * saved, if the client has a directory for them; then the application hears of the end.
 * Notifications are collected under the lock, and delivered without it. Listeners have
 * threads of their own, from the package {@code thread}; contexts are from the package
 * {@code context}.</li>
 * </ol>
 * The package {@code plan} plans the polls of a single run.
 * <table border="1">
 * <caption>The states of a followed run</caption>
 * <tr>
 * <th>state</th>
 * <th>how a run gets there</th>
 * <th>how it is polled</th>
 * <th>what moves it on</th>
 * </tr>
 * <tr>
 * <td>started here</td>
 * <td>{@code submit}, or {@code follow} of a run that this client has created</td>
 * <td>by its plan; in the list of its project if that is cheaper. A 404 within 10 minutes
 * is lag</td>
 * <td>seen running, seen ended, a failure</td>
 * </tr>
 * <tr>
 * <td>known by its id</td>
 * <td>{@code follow}</td>
 * <td>at once; of polls that are due, two of three are of runs that are known. A 404
 * within a minute is lag</td>
 * <td>seen running, seen ended, a failure; forgotten when all its handles are
 * dropped</td>
 * </tr>
 * <tr>
 * <td>sought</td>
 * <td>known by its id, and FLORA does not find it, or has reported that it is a
 * technique's</td>
 * <td>in the list of techniques' runs ({@code DueScans}); alone, where the list does not
 * show it, at either place in turn ({@code KnownOrigin}). Of polls that are due, two of
 * three are of runs that are known</td>
 * <td>seen running, seen ended, a failure, also of the list</td>
 * </tr>
 * <tr>
 * <td>callback expected</td>
 * <td>started here with a URL that FLORA posts to, and {@code ExpectedDeliveries} do
 * arrive: after the first one, until three in a row are missing</td>
 * <td>once after one and a half times FLORA's estimate (of 15 seconds where it gave none)
 * and two seconds more, but not later than the safety interval; then each safety
 * interval; alone, or with others that are due in a list</td>
 * <td>a delivery: end reported; seen ended; somebody listens to changes, or deliveries
 * are missing: polled by its plan meanwhile; time out</td>
 * </tr>
 * <tr>
 * <td>seen running</td>
 * <td>a poll has shown it</td>
 * <td>by its plan, alone or in a list</td>
 * <td>seen ended, end reported, missing in lists, a failure, time out</td>
 * </tr>
 * <tr>
 * <td>missing in lists</td>
 * <td>two lists that should have shown it did not, or polls of the runs that a scan has
 * not shown take fewer requests than its next page</td>
 * <td>alone; lists are tried again after 4, 8, 16 … polls</td>
 * <td>seen in a list: seen running</td>
 * </tr>
 * <tr>
 * <td>end reported</td>
 * <td>a webhook delivery, also of a run that nobody followed</td>
 * <td>at once: before all others if it was just started or seen, in turn with them if
 * not; the first one alone, those that are due by the next poll in a list; later ever
 * more rarely, since reads lag</td>
 * <td>seen ended, time out; a refused key does not end it, a run that can never be read
 * does</td>
 * </tr>
 * <tr>
 * <td>failing</td>
 * <td>its last poll has failed</td>
 * <td>after ever longer pauses</td>
 * <td>seen running or ended; no such run, and none was seen: unreadable; five
 * questionable failures over three minutes: stopped, or unreadable if there is no such
 * run</td>
 * </tr>
 * <tr>
 * <td>ended</td>
 * <td>a poll has shown it completed or failed</td>
 * <td>no more; for a missing cost once more after a minute, and again up to four times
 * where that fails, or does not show the end yet</td>
 * <td>handles get {@code FollowOutcome.Terminal}</td>
 * </tr>
 * <tr>
 * <td>given up</td>
 * <td>time out after a last poll, later than that of its handles if its end was reported;
 * unreadable, too many questionable failures, stopped by its last handle, client
 * closed</td>
 * <td>no more</td>
 * <td>handles get {@code Timeout}, {@code Unreadable} or {@code Stopped}</td>
 * </tr>
 * </table>
 */
@NullMarked
package ai.flora.client.internal.follow;

import org.jspecify.annotations.NullMarked;
