package ai.flora.client.internal.start;

import java.time.Duration;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

import ai.flora.client.FloraException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.Generation;
import ai.flora.client.GenerationQuery;
import ai.flora.client.GenerationRequest;
import ai.flora.client.Page;
import ai.flora.client.RequestOptions;
import ai.flora.client.internal.ClosedClient;
import ai.flora.client.internal.RunKind;
import ai.flora.client.internal.callback.StartCallback;
import ai.flora.client.internal.callback.StartCallbacks;
import ai.flora.client.internal.start.order.DefaultsLookup;
import ai.flora.client.internal.start.order.GenerationOrder;
import ai.flora.client.internal.start.order.StartOrder;
import ai.flora.client.internal.time.Deadline;
import ai.flora.client.internal.transport.FloraTransport;
import org.jspecify.annotations.Nullable;

/**
 * Starts runs, each under a key by which FLORA charges it once, and resolves starts that
 * earlier calls left in doubt. What else starts or shows runs shares its knowledge of
 * them: batches, calls without an order, and calls that list runs. Thread-safe.
 *
 * @since 0.1.0
 */
public final class RunStarter {

	private final FloraTransport transport;

	private final DefaultsLookup defaults;

	private final OutstandingStarts outstanding;

	private final StartTurns turns;

	private final StartsUnderWay underWay;

	private final EarlierStarts earlier;

	private final StartSender sender;

	private final UnconfirmedStartResolver resolver;

	private final @Nullable StartCallbacks callbacks;

	private final BiConsumer<GenerationRequest, Deadline> check;

	private final BiFunction<GenerationRequest, Deadline, GenerationRequest> media;

	private final OtherStarts others;

	private final UnconfirmedCount unconfirmed;

	/**
	 * Creates a starter.
	 * @param transport sends starts, and lists runs for them
	 * @param defaults workspace and project of requests that name none
	 * @param callbacks where FLORA posts ends, unless a request says otherwise;
	 * {@code null} for nowhere
	 * @param check throws to refuse a generation, unless it goes on with a start in
	 * doubt; it may take a part of the time until the start's deadline
	 * @param media returns a generation whose media FLORA can fetch, within the deadline
	 */
	public RunStarter(FloraTransport transport, DefaultsLookup defaults, @Nullable StartCallbacks callbacks,
			BiConsumer<GenerationRequest, Deadline> check,
			BiFunction<GenerationRequest, Deadline, GenerationRequest> media) {
		this.transport = transport;
		this.defaults = defaults;
		this.callbacks = callbacks;
		this.check = check;
		this.media = media;
		this.outstanding = new OutstandingStarts(transport.clock());
		this.turns = new StartTurns(transport.timing(), transport.settings().names());
		this.unconfirmed = new UnconfirmedCount(transport, this.outstanding);
		NewestRuns newestRuns = new NewestRuns(transport, this.outstanding);
		this.underWay = new StartsUnderWay(transport.timing());
		this.earlier = new EarlierStarts(this.outstanding, this.underWay, transport.timing());
		this.sender = new StartSender(transport, this.outstanding, newestRuns, this.underWay);
		this.others = new OtherStarts(transport, defaults, check, this.outstanding, this.underWay);
		this.resolver = new UnconfirmedStartResolver(transport, this.outstanding, this.turns, newestRuns, this.sender,
				callbacks);
	}

	/**
	 * Starts a generation.
	 * @return as {@link #start(StartOrder, RequestOptions)}
	 */
	public AcceptedStart start(GenerationRequest request, RequestOptions options) {
		return start(new GenerationOrder(request), options);
	}

	/**
	 * Starts a run.
	 * @param order what to start
	 * @param options deadline, attempts and headers of this call
	 * @return the start with the run of FLORA's response, or as lists and deliveries tell
	 * it if the response was lost
	 * @throws IllegalArgumentException if workspace or project are neither given nor
	 * known, or the request cannot be written as JSON; nothing was started
	 * @throws FloraException if there is no run, or none that is known for sure: the
	 * latter is an {@link FloraStartUnconfirmedException}. A start in doubt under the
	 * same key of the caller's goes on.
	 */
	public AcceptedStart start(StartOrder order, RequestOptions options) {
		return this.unconfirmed.callAndCount(order, () -> prepareAndSend(order, this::prepared, options, () -> false));
	}

	/**
	 * Starts a run whose order is not made before it is needed: what refuses to make it
	 * must not hide that an earlier start under the same key is in doubt.
	 * @param asked what the caller has asked for
	 * @param fitted makes the order of it, within the deadline
	 * @param options deadline, attempts and headers of this call
	 * @return as {@link #start(StartOrder, RequestOptions)}
	 */
	public AcceptedStart fitAndStart(StartOrder asked, Function<Deadline, StartOrder> fitted, RequestOptions options) {
		StartPreparation preparation = StartPreparation.fitting(fitted);
		return this.unconfirmed.callAndCount(asked, () -> prepareAndSend(asked, preparation, options, () -> false));
	}

	/**
	 * Starts a run. Whoever calls this counts the start if it stays unconfirmed.
	 * @param order what the caller has asked for
	 * @param preparation makes the order that is sent of it
	 * @param withdrawn tells whether it is not wanted any more
	 */
	AcceptedStart prepareAndSend(StartOrder order, StartPreparation preparation, RequestOptions options,
			BooleanSupplier withdrawn) {
		Deadline deadline = this.transport.deadline(options);
		if (this.underWay.isEnding()) {
			throw ending(order, preparation, deadline);
		}
		StartOrder asked = this.defaults.complete(order, deadline);
		StartKey key = key(asked);
		Supplier<@Nullable FloraException> failure = () -> this.earlier.floraFailure(key, asked, preparation);
		beforeSending(failure, () -> {
			this.turns.take(key, deadline);
			return key;
		});
		try {
			if (withdrawn.getAsBoolean()) {
				throw new WithdrawnException();
			}
			// What is known of the key decides before anything else ends the call.
			PendingStart known = beforeSending(failure, () -> this.earlier.inDoubt(key, asked, preparation, deadline));
			if (known != null) {
				return goOn(known, asked, options, deadline);
			}
			PendingStart start = beforeSending(failure, () -> begin(asked, preparation, key, deadline, withdrawn));
			return this.sender.send(start, deadline.within(options));
		}
		finally {
			this.turns.end(key);
		}
	}

	/**
	 * Once a start is sent, it tells by itself what FLORA has said of it before. So does
	 * what is known to be in doubt, which may be of another order.
	 */
	private static <T extends @Nullable Object> T beforeSending(Supplier<@Nullable FloraException> failure,
			Supplier<T> step) {
		try {
			return step.get();
		}
		catch (FloraStartUnconfirmedException ex) {
			throw ex;
		}
		catch (Throwable ex) {
			// Interceptors of other languages than Java may throw checked exceptions,
			// too.
			FloraException florasFailure = failure.get();
			if (florasFailure == null) {
				throw ex;
			}
			FloraException end = FloraFailure.ownException(ex);
			FloraFailure.attach(florasFailure, end);
			throw end;
		}
	}

	private static StartKey key(StartOrder asked) {
		String callersKey = asked.request().idempotencyKey();
		return StartKey.of(asked.kind(), asked.request(),
				(callersKey != null) ? callersKey : UUID.randomUUID().toString());
	}

	/**
	 * The exception of a start once the client ends: nothing is sent. Nor are its
	 * workspace and project looked up: a start that needs that is not known.
	 */
	private FloraException ending(StartOrder order, StartPreparation preparation, Deadline deadline) {
		FloraException end = ClosedClient.nothingStarted();
		StartOrder asked = this.defaults.completeIfKnown(order);
		if (asked != null) {
			StartKey key = key(asked);
			PendingStart known = this.earlier.inDoubt(key, asked, preparation, deadline);
			if (known != null) {
				return this.resolver.closing(known);
			}
			FloraFailure.attach(this.earlier.floraFailure(key, asked, preparation), end);
		}
		return end;
	}

	/** A start in doubt goes on with the request that FLORA may have accepted. */
	private AcceptedStart goOn(PendingStart known, StartOrder asked, RequestOptions options, Deadline deadline) {
		if (this.underWay.isEnding()) {
			throw this.resolver.closing(known);
		}
		known.referredToAs(asked.request().reference());
		return this.resolver.goOn(known, options, deadline);
	}

	private PendingStart begin(StartOrder asked, StartPreparation preparation, StartKey key, Deadline deadline,
			BooleanSupplier withdrawn) {
		this.underWay.checkEnding();
		checkTimeLeft(deadline);
		StartOrder prepared = preparation.prepare(asked, deadline);
		checkTimeLeft(deadline);
		PendingStart start = pending(asked, prepared, key, withdrawn);
		if (start.isWithdrawn()) {
			throw new WithdrawnException();
		}
		StartCallback callback = start.callback();
		if (callback != null) {
			callback.madeFor(start.order().origin());
		}
		return start;
	}

	private void checkTimeLeft(Deadline deadline) {
		this.defaults.checkTimeLeft(deadline, this.transport.settings().names());
	}

	private PendingStart pending(StartOrder asked, StartOrder prepared, StartKey key, BooleanSupplier withdrawn) {
		boolean callersKey = prepared.request().idempotencyKey() != null;
		StartCallback callback = (this.callbacks != null && prepared.takesCallback())
				? this.callbacks.forStart(callersKey ? key.text() : null) : null;
		StartOrder order = (callback != null) ? prepared.calledBackAt(callback.url()) : prepared;
		PendingStart start = new PendingStart(new SentOrder(asked, order, key.key()), order, key.key(), callback,
				new CreationWindow(prepared.modelOrTechniqueId()), StartMoment.now(this.transport.timing()), withdrawn);
		start.ignoreEarlierPosts();
		return start;
	}

	StartOrder prepared(StartOrder order, Deadline deadline) {
		order.check(this.check, deadline);
		return withMedia(order, deadline);
	}

	StartOrder withMedia(StartOrder order, Deadline deadline) {
		return order.withMedia(this.media, deadline);
	}

	/**
	 * Asks FLORA again what became of a start, under the same key.
	 * @param unconfirmed what an earlier call, perhaps of another instance, ended in
	 * @param order the order of its request
	 * @return the start with its run
	 * @throws FloraStartUnconfirmedException if it is still not known, with what is known
	 * now
	 */
	public AcceptedStart resolve(FloraStartUnconfirmedException unconfirmed, StartOrder order) {
		return this.underWay.during(() -> {
			if (this.underWay.isEnding()) {
				throw this.resolver.closing(unconfirmed, order);
			}
			return this.resolver.resolve(unconfirmed, order);
		});
	}

	/**
	 * Sends no new start from now on, nor one again that has started nothing so far.
	 * Those that may have started a run go on.
	 */
	public void end() {
		this.underWay.end();
	}

	/**
	 * Waits, after {@link #end()}, until no call may start a run any more.
	 * @param timeout the longest wait; zero for none
	 * @return whether there is no such call; {@code false} too if the thread is
	 * interrupted
	 */
	public boolean awaitEnd(Duration timeout) {
		return this.underWay.await(timeout);
	}

	/**
	 * Learns from a list how far lists lag behind, and whether others start runs.
	 * @param kind the kind of runs that it lists
	 * @param query what was asked for
	 * @param page the list
	 * @param askedAt when it was asked for, in nanoseconds of the monotonic clock
	 */
	public void observe(RunKind kind, GenerationQuery query, Page<Generation> page, long askedAt) {
		this.outstanding.observe(kind, query, page, askedAt);
	}

	/**
	 * Returns the calls that may start runs without an order.
	 * @return quotes, and requests to any route
	 */
	public OtherStarts otherStarts() {
		return this.others;
	}

	/**
	 * Returns what batches need of this starter.
	 * @return the starts for batches
	 */
	public StartsForBatches forBatches() {
		return new StartsForBatches(this, this.defaults, this.outstanding, this.turns, this.earlier, this.unconfirmed,
				this.transport.timing());
	}

}
