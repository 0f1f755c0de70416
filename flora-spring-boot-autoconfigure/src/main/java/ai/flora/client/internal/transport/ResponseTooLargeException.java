package ai.flora.client.internal.transport;

/**
 * A successful answer is larger than the client is willing to read.
 */
class ResponseTooLargeException extends RuntimeException {

	ResponseTooLargeException() {
		super("The answer is larger than flora.max-response-size allows");
	}

}
