package ai.flora.client.internal;

import reactor.core.scheduler.Schedulers;

import org.springframework.util.ClassUtils;

/**
 * Refuses to block where that would stop everybody else: on the event loops of an
 * application that Reactor runs, such as one with WebFlux. A few calls that wait there
 * for FLORA are enough for the application to respond no more. Only Reactor knows whether
 * a thread may block, if it is there.
 *
 * @since 0.1.0
 */
public final class BlockingCalls {

	private static final boolean REACTOR = ClassUtils.isPresent("reactor.core.scheduler.Schedulers",
			BlockingCalls.class.getClassLoader());

	private BlockingCalls() {
	}

	/**
	 * Checks that the calling thread may wait for FLORA's response.
	 * @param call the call as it is written, such as {@code flora.retrieve(…)}
	 * @throws IllegalStateException if it must not; its message has the line to write
	 * instead
	 */
	public static void checkCall(String call) {
		if (isForbidden()) {
			throw blocks(call, "Nothing was sent. Write " + elsewhere(call) + " instead.");
		}
	}

	/**
	 * Checks that the calling thread may wait for FLORA's response to a start, or to what
	 * may start a run. Reactor interrupts a call whose subscriber has gone, such as a
	 * browser that disconnects, although FLORA may be charging for it.
	 * @param call the call as it is written, such as {@code flora.submit(…)}
	 * @throws IllegalStateException if it must not; its message has the line to write
	 * instead, which is not interrupted
	 */
	public static void checkStart(String call) {
		if (isForbidden()) {
			throw blocks(call, "Nothing was sent. Write " + elsewhere(call)
					+ ".cache() instead: without cache(), the call for a client that disconnects is interrupted, "
					+ "although FLORA may charge for it.");
		}
	}

	/**
	 * Checks that the calling thread may wait for the end of a run.
	 * @throws IllegalStateException if it must not; its message has the line to write
	 * instead
	 */
	public static void checkAwait() {
		if (isForbidden()) {
			throw blocks("handle.await()",
					"The run is followed on. Write Mono.fromFuture(handle.completion()) instead.");
		}
	}

	/**
	 * Checks that the calling thread may wait for items of a batch.
	 * @param call the call as it is written, such as {@code batch.await()}
	 * @throws IllegalStateException if it must not; its message has the line to write
	 * instead
	 */
	public static void checkBatch(String call) {
		if (isForbidden()) {
			throw blocks(call, "The batch goes on. Write " + elsewhere(call) + " instead.");
		}
	}

	private static boolean isForbidden() {
		return REACTOR && Schedulers.isInNonBlockingThread();
	}

	private static String elsewhere(String call) {
		return "Mono.fromCallable(() -> " + call + ").subscribeOn(Schedulers.boundedElastic())";
	}

	private static IllegalStateException blocks(String call, String advice) {
		return new IllegalStateException(call + " blocks, and thread " + Thread.currentThread().getName()
				+ " must not block: all others whom it serves would wait, too. " + advice);
	}

}
