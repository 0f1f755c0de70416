package ai.flora.client;

import ai.flora.client.internal.text.QuotedText;

/**
 * FLORA was asked for a quote, and has started the run instead, because it does not know
 * quotes. The run goes on and is charged, and the client follows it. The client asks for
 * no more quotes.
 *
 * @since 0.1.0
 */
public class FloraQuoteStartedRunException extends FloraException {

	/** The run that was started. */
	private final StartedRun run;

	/**
	 * Creates an exception.
	 * @param run the run that was started
	 */
	public FloraQuoteStartedRunException(StartedRun run) {
		super("FLORA was asked for a quote only, and has started run " + QuotedText.of(run.runId(), 60)
				+ ", which is charged. Follow it by its id, and do not start it again; set flora.pricing.quote to "
				+ "false (FloraClientBuilder.quotes). This client asks for no more quotes.", null);
		this.run = run;
	}

	/**
	 * The run that was started.
	 * @return the run
	 */
	public StartedRun run() {
		return this.run;
	}

}
