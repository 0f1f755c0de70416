package ai.flora.client.internal;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.function.IntSupplier;

import ai.flora.client.Run;
import ai.flora.client.observation.FloraMeterRecorder;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * An application's recorder, of which nothing that it throws passes: meters must not
 * change what a client does. A recorder that was compiled against another version of a
 * library throws errors, too.
 *
 * @since 0.1.0
 */
public final class GuardedMeterRecorder implements FloraMeterRecorder {

	private static final Log logger = LogFactory.getLog(GuardedMeterRecorder.class);

	private final FloraMeterRecorder recorder;

	private GuardedMeterRecorder(FloraMeterRecorder recorder) {
		this.recorder = recorder;
	}

	/**
	 * Guards a recorder.
	 * @param recorder the application's recorder
	 * @return the recorder, which throws nothing
	 */
	public static FloraMeterRecorder of(FloraMeterRecorder recorder) {
		return (recorder instanceof GuardedMeterRecorder) ? recorder : new GuardedMeterRecorder(recorder);
	}

	@Override
	public void retrying(String operation, String reason) {
		guard(() -> this.recorder.retrying(operation, reason));
	}

	@Override
	public void startUnconfirmed(String operation) {
		guard(() -> this.recorder.startUnconfirmed(operation));
	}

	@Override
	public void following(IntSupplier followed) {
		guard(() -> this.recorder.following(followed));
	}

	@Override
	public void closed(IntSupplier followed) {
		guard(() -> this.recorder.closed(followed));
	}

	@Override
	public void ended(String type, Run run, @Nullable String model, @Nullable Duration took) {
		guard(() -> this.recorder.ended(type, run, model, took));
	}

	@Override
	public void charged(String type, Run run, @Nullable String model, BigDecimal cost) {
		guard(() -> this.recorder.charged(type, run, model, cost));
	}

	@Override
	public void noticed(Duration delay, String by) {
		guard(() -> this.recorder.noticed(delay, by));
	}

	@Override
	public void delivered(String event, String outcome, Duration took) {
		guard(() -> this.recorder.delivered(event, outcome, took));
	}

	@Override
	public void downloaded(String type, String outcome, Duration took, long bytes) {
		guard(() -> this.recorder.downloaded(type, outcome, took, bytes));
	}

	private static void guard(Runnable recording) {
		try {
			recording.run();
		}
		catch (Throwable ex) {
			Warnings.log(logger, "A meter was not recorded", ex);
		}
	}

}
