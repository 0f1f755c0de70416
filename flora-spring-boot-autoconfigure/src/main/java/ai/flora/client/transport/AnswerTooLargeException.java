package ai.flora.client.transport;

/**
 * A successful answer is larger than the client is willing to read.
 */
class AnswerTooLargeException extends RuntimeException {

	AnswerTooLargeException() {
		super("The answer is larger than flora.max-response-size allows");
	}

}
