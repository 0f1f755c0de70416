package ai.flora.client.internal.output;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import ai.flora.client.FloraResponseException;
import ai.flora.client.RunOutput;
import ai.flora.client.internal.output.TestOutputs.Wire;
import ai.flora.client.internal.transport.Transports;
import ai.flora.client.output.SavedOutput;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Downloads over both HTTP clients: the request, the file, and responses other than a
 * file.
 */
class DownloadTests extends AbstractDownloadTests {

	@ParameterizedTest
	@EnumSource
	void outputIsSavedUnderWhatItIs(Wire wire) throws Exception {
		RunOutput output = serve(wire, (request, raw, socket) -> send(socket,
				"200 OK\nContent-Type: image/png\nContent-Length: 200000", FILE));
		SavedOutput saved = this.flora.outputs().save(output, this.directory);
		Path file = this.directory.resolve("output_1.jpg");
		assertThat(files()).containsExactly(file);
		assertThat(file).hasBinaryContent(FILE);
		assertThat(saved).isEqualTo(new SavedOutput("output_1", file.toUri(), FILE.length,
				HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(FILE)), "image/jpeg"));
		assertThat(this.flora.recorded()).containsExactly("image success 200000");
	}

	@ParameterizedTest
	@EnumSource
	void hostIsToldNothing(Wire wire) throws Exception {
		AtomicInteger count = new AtomicInteger();
		RunOutput output = serve(wire, (request, raw, socket) -> {
			if (count.getAndIncrement() == 0) {
				send(socket, "302 Found\nSet-Cookie: a=b\nLocation: /other\nContent-Length: 0", new byte[0]);
			}
			else {
				send(socket, "200 OK\nContent-Length: 3", part(0, 3));
			}
		});
		this.flora.outputs().save(output, this.directory);
		assertThat(this.server.requests()).hasSize(2).allSatisfy((request) -> {
			assertThat(request).doesNotContainIgnoringCase("authorization", "cookie", "referer", "origin")
				.doesNotContain(Transports.KEY);
			assertThat(request.lines().filter((line) -> line.toLowerCase().startsWith("user-agent:"))).singleElement()
				.asString()
				.containsIgnoringCase("user-agent: flora-spring-boot/");
			assertThat(request).containsIgnoringCase("accept-encoding: identity");
		});
		assertThat(this.server.requests().get(1)).startsWith("GET /other HTTP/1.1");
	}

	static Stream<Arguments> paths() {
		return Stream.of(Wire.values())
			.flatMap((wire) -> Stream
				.of("/a//b.png", "//a.png", "///a.png", "/", "/?a=b", "/a%2Fb%2e.png", "/a;b=c,d'(e)~.png",
						"/a.png?X-Signature=a%2Fb%3D&x=c+d%20e/f?g", "/a+b@c:d.png", "/%E2%82%AC.png?tr=orig,w-1:h-2")
				.map((path) -> Arguments.of(wire, path)));
	}

	/** Some hosts sign each letter of it. */
	@ParameterizedTest
	@MethodSource("paths")
	void urlIsSentAsItIs(Wire wire, String path) throws Exception {
		serve(wire, (request, raw, socket) -> send(socket, "200 OK\nContent-Length: 3", part(0, 3)));
		this.flora.outputs()
			.save(TestOutputs.image("http://127.0.0.1:" + this.server.port() + path + "#part"), this.directory);
		assertThat(this.server.requests()).singleElement().asString().startsWith("GET " + path + " HTTP/1.1\r\n");
	}

	static Stream<Arguments> statuses() {
		return Stream.of(Wire.values())
			.flatMap((wire) -> Stream.of(201, 204, 206, 300, 304, 400, 401, 403, 404, 407, 410, 416, 429, 500, 503, 599)
				.map((status) -> Arguments.of(wire, status)));
	}

	@ParameterizedTest
	@MethodSource
	void statuses(Wire wire, int status) throws Exception {
		RunOutput output = serve(wire,
				(request, raw, socket) -> send(socket,
						status + " Status" + ((status == 204) ? "" : "\nContent-Length: 6")
								+ "\nWWW-Authenticate: Basic realm=\"a\"\nProxy-Authenticate: Basic realm=\"a\"",
						((status == 204) ? "" : "secret").getBytes(StandardCharsets.UTF_8)));
		assertThatExceptionOfType(FloraResponseException.class)
			.isThrownBy(() -> this.flora.outputs().save(output, this.directory))
			.withMessageContaining("127.0.0.1 answered " + status)
			.satisfies((ex) -> assertThat(ex.getMessage().contains("retrieve the run again"))
				.isEqualTo(List.of(403, 404, 410).contains(status)))
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("secret", "media"));
		assertThat(files()).isEmpty();
		assertThat(this.flora.recorded()).containsExactly("image invalid_response 0");
	}

}
