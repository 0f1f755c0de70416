package ai.flora.client.internal.output;

import java.util.OptionalLong;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import ai.flora.client.FloraConnectionException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraInterruptedException;
import ai.flora.client.FloraTimeoutException;
import ai.flora.client.internal.ClosedClient;
import ai.flora.client.internal.time.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * A file on its way from the thread that makes the exchanges to the caller. The caller
 * waits for each piece until the deadline at most, and an interrupt wakes it at once: not
 * all look-ups, connects and reads of libraries do so. Few pieces wait for the caller.
 */
final class Download implements OutputSource, Transfer.Sink {

	private static final int MAX_WAITING_PARTS = 8;

	private static final Part END = new Part(null, OptionalLong.empty(), null);

	/** Completed once no exchange goes on; fails at the deadline. */
	private final CompletableFuture<Void> over = new CompletableFuture<>();

	private final BlockingQueue<Part> parts = new ArrayBlockingQueue<>(MAX_WAITING_PARTS);

	private final String subject;

	private final Deadline deadline;

	private final String timeoutSetting;

	private final Transfer transfer;

	private final FutureTask<?> task;

	private volatile @Nullable FloraException ended;

	/**
	 * Creates a download.
	 * @param subject beginning of messages
	 * @param deadline when it has to end
	 * @param timeoutSetting name of the setting of the deadline
	 * @param transfer makes the exchanges
	 * @param whenDone told once no exchange goes on, or none is wanted any more
	 */
	Download(String subject, Deadline deadline, String timeoutSetting, Transfer transfer, Consumer<Download> whenDone) {
		this.subject = subject;
		this.deadline = deadline;
		this.timeoutSetting = timeoutSetting;
		this.transfer = transfer;
		this.task = new FutureTask<>(this::run, null) {

			@Override
			protected void done() {
				whenDone.accept(Download.this);
				Download.this.over.complete(null);
			}

		};
	}

	/**
	 * Starts the download. It ends at the deadline, even if nobody waits for it any more:
	 * a caller may forget it, and a host may fall silent.
	 */
	void start(Executor executor) {
		try {
			this.over.orTimeout(this.deadline.remaining().toNanos(), TimeUnit.NANOSECONDS)
				.whenComplete((none, late) -> {
					if (late != null) {
						end(timedOut());
					}
				});
			executor.execute(this.task);
		}
		catch (RejectedExecutionException ex) {
			throw end(closed());
		}
		catch (Error ex) {
			// If there is no thread to start, nobody else would end the download.
			close();
			throw ex;
		}
	}

	private void run() {
		try {
			Part last = END;
			try {
				this.transfer.run(this);
			}
			catch (FloraException ex) {
				last = Part.failed(ex);
			}
			catch (RuntimeException | Error ex) {
				last = Part.failed(new FloraException(this.subject + " could not be read.", ex));
			}
			put(last);
		}
		catch (InterruptedException ex) {
			// Nobody waits any more.
		}
	}

	@Override
	public void begin(OptionalLong length) throws InterruptedException {
		put(new Part(null, length, null));
	}

	@Override
	public void piece(byte[] bytes) throws InterruptedException {
		put(new Part(bytes, OptionalLong.empty(), null));
	}

	/** Waits until the deadline at most: the caller may have forgotten the download. */
	private void put(Part part) throws InterruptedException {
		if (!this.parts.offer(part, this.deadline.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
			throw new InterruptedException();
		}
	}

	@Override
	public OptionalLong begin() {
		return next().length();
	}

	@Override
	public byte @Nullable [] read() {
		return next().bytes();
	}

	private Part next() {
		Part part = (this.ended != null) ? null : poll();
		FloraException ended = this.ended;
		if (ended != null) {
			throw ended;
		}
		if (part == null) {
			throw end(timedOut());
		}
		if (part.failure() != null) {
			throw end(part.failure());
		}
		return part;
	}

	private @Nullable Part poll() {
		try {
			return this.parts.poll(this.deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw end(new FloraInterruptedException(this.subject + ": interrupted", null));
		}
	}

	/** Ends the exchange, and wakes the caller. */
	private FloraException end(FloraException failure) {
		this.ended = failure;
		this.task.cancel(true);
		this.transfer.abort();
		this.parts.clear();
		this.parts.offer(END);
		return failure;
	}

	/**
	 * The client is closed.
	 */
	void clientClosed() {
		end(closed());
	}

	private FloraTimeoutException timedOut() {
		return new FloraTimeoutException(this.subject + ": the deadline of " + this.deadline.timeout().toMillis()
				+ " ms passed; " + this.timeoutSetting + " allows a longer one", null);
	}

	private FloraConnectionException closed() {
		return ClosedClient.exception(this.subject);
	}

	@Override
	public void close() {
		if (!this.task.isDone()) {
			end(new FloraException(this.subject + " was closed before its end", null));
		}
	}

	/**
	 * A part that is handed over.
	 *
	 * @param bytes a piece; {@code null} at the beginning and at the end
	 * @param length length of the file, at the beginning, if it is known
	 * @param failure reason why there are no more parts; {@code null} if there are, or
	 * all is read
	 */
	private record Part(byte @Nullable [] bytes, OptionalLong length, @Nullable FloraException failure) {

		static Part failed(FloraException failure) {
			return new Part(null, OptionalLong.empty(), failure);
		}

	}

}
