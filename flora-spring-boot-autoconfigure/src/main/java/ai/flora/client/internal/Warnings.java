package ai.flora.client.internal;

import org.apache.commons.logging.Log;

/**
 * Warns of what code of the application has thrown, where nothing depends on it. Throws
 * nothing: a log fails if memory has run out, or if the exception cannot tell its text.
 *
 * @since 0.1.0
 */
public final class Warnings {

	private Warnings() {
	}

	/**
	 * Logs a warning.
	 * @param logger the log
	 * @param message what has failed, as a part of a sentence
	 * @param thrown what was thrown
	 */
	public static void log(Log logger, String message, Throwable thrown) {
		try {
			logger.warn(message, thrown);
		}
		catch (Throwable ex) {
			logType(logger, message, thrown);
		}
	}

	private static void logType(Log logger, String message, Throwable thrown) {
		try {
			logger.warn(message + " (" + thrown.getClass().getName() + ", which cannot tell its text)");
		}
		catch (Throwable ex) {
			// Memory may have run out.
		}
	}

}
