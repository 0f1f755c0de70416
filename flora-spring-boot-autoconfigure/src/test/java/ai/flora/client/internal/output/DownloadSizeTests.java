package ai.flora.client.internal.output;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import ai.flora.client.FloraConnectionException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraResponseException;
import ai.flora.client.FloraResponseTooLargeException;
import ai.flora.client.OutputType;
import ai.flora.client.RunOutput;
import ai.flora.client.internal.output.TestOutputs.Settings;
import ai.flora.client.internal.output.TestOutputs.Wire;
import ai.flora.client.internal.transport.RawServer;
import ai.flora.client.output.OutputContent;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Sizes and types of downloads.
 */
class DownloadSizeTests extends AbstractDownloadTests {

	@ParameterizedTest
	@EnumSource
	void tooLargeIsNotRead(Wire wire) throws Exception {
		AtomicReference<String> head = new AtomicReference<>();
		Settings settings = Settings.defaults().maxSize(100_000);
		RunOutput output = serve(wire, settings, (request, raw, socket) -> {
			RawServer.send(socket, "HTTP/1.1 200 OK\n" + head.get() + "\n\n");
			OutputStream out = socket.getOutputStream();
			while (true) {
				out.write((head.get().contains("chunked")) ? ("1000\r\n" + "x".repeat(0x1000) + "\r\n").getBytes()
						: "x".repeat(0x1000).getBytes());
			}
		});
		for (String each : new String[] { "Content-Length: 100001", "Content-Length: 9223372036854775807",
				"Content-Length: 99999999999999999999", "Transfer-Encoding: chunked" }) {
			head.set(each);
			assertThatExceptionOfType(FloraException.class).as(each)
				.isThrownBy(() -> this.flora.outputs().save(output, this.directory))
				.matches((ex) -> ex instanceof FloraResponseException || ex instanceof FloraConnectionException);
		}
		head.set("Content-Length: 100001");
		assertThatExceptionOfType(FloraResponseTooLargeException.class)
			.isThrownBy(() -> this.flora.outputs().save(output, this.directory))
			.withMessageContaining("100000 bytes that FloraClientBuilder.outputMaxSize allows");
		head.set("Transfer-Encoding: chunked");
		assertThatExceptionOfType(FloraResponseTooLargeException.class)
			.isThrownBy(() -> this.flora.outputs().save(output, this.directory));
		assertThat(files()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void largestFileIsRead(Wire wire) throws Exception {
		AtomicInteger count = new AtomicInteger();
		RunOutput output = serve(wire, Settings.defaults().maxSize(200_000), (request, raw, socket) -> {
			if (count.getAndIncrement() == 0) {
				send(socket, "200 OK\nContent-Length: 200000", FILE);
			}
			else {
				send(socket, "200 OK\nTransfer-Encoding: chunked", new byte[0]);
				RawServer.send(socket, "30d40\n");
				socket.getOutputStream().write(FILE);
				RawServer.send(socket, (count.get() == 2) ? "\n0\n\n" : "\n1\nx\n0\n\n");
			}
		});
		assertThat(this.flora.outputs().save(output, this.directory).size()).isEqualTo(200_000);
		assertThat(this.flora.outputs().save(output, this.directory).size()).isEqualTo(200_000);
		assertThatExceptionOfType(FloraResponseTooLargeException.class)
			.isThrownBy(() -> this.flora.outputs().save(output, this.directory));
	}

	@ParameterizedTest
	@EnumSource
	void textsAreBoundedToo(Wire wire) {
		this.flora = TestOutputs.onLoopback(wire, Settings.defaults().maxSize(3));
		assertThatExceptionOfType(FloraResponseTooLargeException.class)
			.isThrownBy(() -> this.flora.outputs().save(new RunOutput("t", OutputType.TEXT, "four"), this.directory));
		assertThat(this.flora.recorded()).containsExactly("text invalid_response 0");
	}

	@ParameterizedTest
	@EnumSource
	void bodyThatDoesNotTellItsEndIsRefused(Wire wire) throws Exception {
		RunOutput output = serve(wire, (request, raw, socket) -> send(socket, "200 OK", FILE));
		assertThatExceptionOfType(FloraResponseException.class)
			.isThrownBy(() -> this.flora.outputs().save(output, this.directory))
			.withMessageContaining("how long it is");
		assertThat(files()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void compressedBodyIsRefused(Wire wire) throws Exception {
		RunOutput output = serve(wire, (request, raw, socket) -> send(socket,
				"200 OK\nContent-Encoding: gzip\nContent-Length: 3", part(0, 3)));
		assertThatExceptionOfType(FloraResponseException.class)
			.isThrownBy(() -> this.flora.outputs().save(output, this.directory))
			.withMessageContaining("compressed");
		assertThat(files()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void typeIsToldByBytesThatComeOneByOne(Wire wire) throws Exception {
		byte[] webm = "\u001aE\u00df\u00a3 B\u0082\u0084webm and so on".getBytes(StandardCharsets.ISO_8859_1);
		RunOutput output = serve(wire, (request, raw, socket) -> {
			socket.setTcpNoDelay(true);
			send(socket, "200 OK\nContent-Length: " + webm.length, new byte[0]);
			for (byte each : webm) {
				socket.getOutputStream().write(each);
				Thread.sleep(2);
			}
		});
		try (OutputContent content = this.flora.outputs().open(output)) {
			assertThat(content.mediaType()).isEqualTo("video/webm");
			InputStream in = content.stream();
			assertThat(in.read(new byte[4], 2, 0)).isZero();
			assertThat(in.read()).isEqualTo(0x1a);
			assertThat(in.readNBytes(2)).containsExactly('E', 0xdf);
			assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> in.read(new byte[4], 2, 3));
			assertThat(in.readAllBytes()).hasSize(webm.length - 3);
		}
		assertThat(this.flora.recorded()).containsExactly("image success " + webm.length);
	}

	@ParameterizedTest
	@EnumSource
	void openOutputTellsItsTypeAndLength(Wire wire) throws Exception {
		RunOutput output = serve(wire, (request, raw, socket) -> send(socket, "200 OK\nContent-Length: 200000", FILE));
		OutputContent content = this.flora.outputs().open(output);
		assertThat(content.mediaType()).isEqualTo("image/jpeg");
		assertThat(content.length()).hasValue(200_000);
		assertThat(content.stream()).isSameAs(content.stream());
		assertThat(content.stream().readAllBytes()).isEqualTo(FILE);
		assertThat(content.stream().read()).isEqualTo(-1);
		content.close();
		content.close();
		this.flora.outputs().open(output).close();
		assertThat(this.flora.recorded()).hasSize(2)
			.contains("image success 200000")
			.anyMatch((recorded) -> recorded.startsWith("image abandoned"));
	}

}
