package ai.flora.client.transport;

/**
 * A successful answer is larger than the client is willing to read.
 */
class AnswerTooLargeException extends RuntimeException {

	AnswerTooLargeException(long limit) {
		super("The answer is larger than " + limit + " bytes (flora.max-response-size)");
	}

}
