package ai.flora.spring.boot.test;

/**
 * Starts a {@link FakeFlora} on its own, for clients in other languages:
 *
 * <pre>java -cp … ai.flora.spring.boot.test.FakeFloraServer 8089 sk_fake</pre>
 *
 * @since 0.1.0
 */
public final class FakeFloraServer {

	private FakeFloraServer() {
	}

	/**
	 * Runs until the process is ended. With other arguments, it says on the error stream
	 * how it is used, and exits with status 2.
	 * @param args port, 0 for any that is free, and API key
	 */
	public static void main(String[] args) {
		if (args.length != 2 || !args[0].matches("[0-9]{1,5}") || args[1].isBlank()) {
			System.err.println("Usage: FakeFloraServer <port, 0 for any> <API key>");
			System.exit(2);
		}
		FakeFlora fake = FakeFlora.start(args[1], Integer.parseInt(args[0]));
		System.out.println("FakeFlora serves " + fake.baseUrl());
		Runtime.getRuntime().addShutdownHook(new Thread(fake::close));
	}

}
