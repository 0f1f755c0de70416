package ai.flora.client.internal.transport;

import java.io.IOException;

import ai.flora.client.FloraServerException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What is logged of a call that is tried again.
 */
@ExtendWith(OutputCaptureExtension.class)
class RetryLogTests {

	private static final String LOGGER = Call.class.getName();

	private final LoggingSystem logging = LoggingSystem.get(getClass().getClassLoader());

	@Test
	void retrieveWhenRetriedLogsOneLinePerRetryAndNothingOfGivingUp(CapturedOutput output) throws IOException {
		this.logging.setLogLevel(LOGGER, LogLevel.DEBUG);
		RawServer server = new RawServer(
				(raw, socket) -> RawServer.send(socket, "HTTP/1.1 503 No\nConnection: close\nContent-Length: 0\n\n"));
		try {
			assertThatExceptionOfType(FloraServerException.class)
				.isThrownBy(() -> Transports.JDK.builder(server.url()).build().generations().retrieve("run_1"))
				.withMessageContaining("after 3 attempts");
		}
		finally {
			this.logging.setLogLevel(LOGGER, null);
			server.close();
		}
		assertThat(output.getAll().lines().filter((line) -> line.contains("transport.Call "))).hasSize(2)
			.allMatch((line) -> line.contains("of FLORA's retrieve failed (503), next one in "));
	}

}
