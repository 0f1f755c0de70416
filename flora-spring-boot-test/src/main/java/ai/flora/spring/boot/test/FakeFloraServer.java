package ai.flora.spring.boot.test;

import java.net.BindException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;

/**
 * Starts a {@link FakeFlora} on its own, for clients in other languages:
 *
 * <pre>java -jar flora-spring-boot-test-…-server.jar 8089 sk_fake --webhook-secret whsec_1</pre>
 *
 * Runs take real time. It posts webhooks to loopback only.
 *
 * @since 0.1.0
 */
public final class FakeFloraServer {

	private static final String USAGE = """
			Usage: FakeFloraServer [<port>, 0 for any] [<API key>] [options]
			  --host <address>           where to listen; 127.0.0.1 unless said otherwise
			  --webhook-secret <secret>  what webhooks are signed with""";

	private FakeFloraServer() {
	}

	/**
	 * Runs until the process is ended. With wrong arguments, it says on the error stream
	 * how it is used, and exits with status 2; with status 1, if it cannot listen.
	 * @param args port, 0 for any that is free; API key; and options
	 */
	public static void main(String[] args) {
		FakeFloraSettings settings = settings(List.of(args));
		if (settings == null) {
			System.err.println(USAGE);
			System.exit(2);
			return;
		}
		try {
			FakeFlora fake = FakeFlora.start(settings);
			System.out.println("FakeFlora serves " + fake.baseUrl());
			System.out.println("API key " + fake.apiKey() + ", webhook secret " + fake.webhooks().secret());
			Runtime.getRuntime().addShutdownHook(new Thread(fake::close));
		}
		catch (RuntimeException ex) {
			System.err.println(problem(settings, ex));
			System.exit(1);
		}
	}

	/** Says in a sentence what to do. */
	static String problem(FakeFloraSettings settings, RuntimeException failure) {
		String address = settings.host() + ":" + settings.port();
		Throwable cause = NestedExceptionUtils.getMostSpecificCause(failure);
		if (cause instanceof BindException && String.valueOf(cause.getMessage()).contains("in use")) {
			return "FakeFlora cannot listen at " + address
					+ ": the port is in use; end the other program, or take another port, or 0 for any that is free.";
		}
		return "FakeFlora cannot listen at " + address + ": " + cause.getMessage() + ".";
	}

	/** Reads the arguments; {@code null} if they are wrong. */
	static @Nullable FakeFloraSettings settings(List<String> args) {
		Deque<String> left = new ArrayDeque<>(args);
		FakeFloraSettings settings = FakeFloraSettings.defaults().inRealTime();
		boolean anyPort = false;
		boolean anyKey = false;
		while (!left.isEmpty()) {
			String argument = left.poll();
			boolean option = argument.startsWith("--");
			int equals = argument.indexOf('=');
			String name = (option && equals > 0) ? argument.substring(0, equals) : argument;
			String value = !option ? argument : (equals > 0) ? argument.substring(equals + 1) : left.poll();
			if (value == null || value.isBlank()) {
				return null;
			}
			if (name.equals("--host")) {
				settings = settings.withAddress(value, settings.port());
			}
			else if (name.equals("--webhook-secret")) {
				settings = settings.withWebhookSecret(value);
			}
			else if (!option && !anyPort && value.matches("[0-9]{1,5}") && Integer.parseInt(value) <= 65_535) {
				settings = settings.withAddress(settings.host(), Integer.parseInt(value));
				anyPort = true;
			}
			else if (!option && anyPort && !anyKey) {
				settings = settings.withApiKey(value);
				anyKey = true;
			}
			else {
				return null;
			}
		}
		return settings;
	}

}
