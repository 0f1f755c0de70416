package ai.flora.client.internal.start;

import ai.flora.client.FloraException;

/**
 * A start was not wanted any more before its call had sent it, or sent it again. That
 * call has started nothing.
 *
 * @since 0.1.0
 */
public class WithdrawnException extends FloraException {

	private static final long serialVersionUID = 1L;

	WithdrawnException() {
		super("Start: it was withdrawn. It is not sent.", null);
	}

}
