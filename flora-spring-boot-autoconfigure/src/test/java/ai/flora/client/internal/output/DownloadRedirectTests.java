package ai.flora.client.internal.output;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import ai.flora.client.FloraException;
import ai.flora.client.FloraRequestRefusedException;
import ai.flora.client.FloraResponseException;
import ai.flora.client.RunOutput;
import ai.flora.client.internal.output.TestOutputs.Wire;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Redirects of downloads.
 */
class DownloadRedirectTests extends AbstractDownloadTests {

	@ParameterizedTest
	@EnumSource
	void threeRedirectsAreFollowed(Wire wire) throws Exception {
		AtomicInteger count = new AtomicInteger();
		RunOutput output = serve(wire, (request, raw, socket) -> {
			int next = count.incrementAndGet();
			if (next % 5 == 4) {
				send(socket, "200 OK\nContent-Length: 3", part(0, 3));
			}
			else {
				send(socket, (300 + List.of(1, 2, 7, 8, 3).get(next % 5)) + " Moved\nLocation: next" + next
						+ ".png\nContent-Length: 99999999", part(0, 10));
			}
		});
		assertThat(this.flora.outputs().save(output, this.directory).size()).isEqualTo(3);
		assertThat(this.server.requests()).hasSize(4).last().asString().startsWith("GET /media/next3.png ");
		count.set(4);
		assertThatExceptionOfType(FloraResponseException.class)
			.isThrownBy(() -> this.flora.outputs()
				.save(TestOutputs.image("http://127.0.0.1:" + this.server.port() + "/"), this.directory))
			.withMessageContaining("more than 3 times");
	}

	@ParameterizedTest
	@EnumSource
	void redirectToNowhereIsAnError(Wire wire) throws Exception {
		AtomicReference<String> location = new AtomicReference<>();
		RunOutput output = serve(wire, (request, raw, socket) -> send(socket,
				"302 Found" + location.get() + "\nContent-Length: 0", new byte[0]));
		for (String each : new String[] { "", "\nLocation: ", "\nLocation: file:///etc/passwd",
				"\nLocation: ftp://127.0.0.1/", "\nLocation: data:,x", "\nLocation: http://" }) {
			location.set(each);
			assertThatExceptionOfType(FloraException.class).as(each)
				.isThrownBy(() -> this.flora.outputs().open(output))
				.matches((ex) -> ex instanceof FloraResponseException || ex instanceof FloraRequestRefusedException);
		}
	}

	static Stream<Arguments> relativeLocations() {
		return Stream.of(Wire.values())
			.flatMap((wire) -> Stream.of(Arguments.of(wire, "?tr=orig", "/media/a.png?tr=orig"),
					Arguments.of(wire, "b.png?x=y", "/media/b.png?x=y"), Arguments.of(wire, "/b.png", "/b.png"),
					Arguments.of(wire, "../b.png#top", "/b.png"),
					Arguments.of(wire, "//127.0.0.1:PORT/b.png", "/b.png"),
					Arguments.of(wire, "b c|d.png", "/media/b%20c%7Cd.png"),
					Arguments.of(wire, "http://127.0.0.1:PORT/b c.png", "/b%20c.png")));
	}

	@ParameterizedTest
	@MethodSource("relativeLocations")
	void redirectIsReadAsBrowsersReadIt(Wire wire, String location, String path) throws Exception {
		RunOutput output = serve(wire, (request, raw, socket) -> {
			if (raw.requests().size() == 1) {
				send(socket, "302 Found\nLocation: " + location.replace("PORT", String.valueOf(raw.port()))
						+ "\nContent-Length: 0", new byte[0]);
			}
			else {
				send(socket, "200 OK\nContent-Length: 3", part(0, 3));
			}
		});
		assertThat(this.flora.outputs().save(output, this.directory).size()).isEqualTo(3);
		assertThat(this.server.requests()).hasSize(2).last().asString().startsWith("GET " + path + " ");
	}

}
