package ai.flora.client.internal.output;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import ai.flora.client.RunOutput;
import ai.flora.client.internal.output.TestOutputs.Settings;
import ai.flora.client.internal.output.TestOutputs.Wire;
import ai.flora.client.internal.transport.RawServer;
import ai.flora.client.output.FloraOutputs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests of downloads over both HTTP clients, each from a server that behaves as the test
 * says.
 */
abstract class AbstractDownloadTests {

	static final byte[] FILE = file();

	@TempDir
	Path directory;

	RawServer server;

	TestOutputs flora;

	private static byte[] file() {
		byte[] file = new byte[200_000];
		new Random(1).nextBytes(file);
		file[0] = (byte) 0xff;
		file[1] = (byte) 0xd8;
		file[2] = (byte) 0xff;
		return file;
	}

	@AfterEach
	void stop() throws IOException {
		if (this.flora != null) {
			this.flora.close();
		}
		if (this.server != null) {
			this.server.close();
		}
	}

	RunOutput serve(Wire wire, RawServer.RequestScript script) throws IOException {
		return serve(wire, Settings.defaults(), script);
	}

	RunOutput serve(Wire wire, Settings settings, RawServer.RequestScript script) throws IOException {
		this.server = new RawServer(script);
		this.flora = TestOutputs.onLoopback(wire, settings);
		return TestOutputs.image("http://127.0.0.1:" + this.server.port() + "/media/a.png?signature=secret");
	}

	FloraOutputs serveNothing(Wire wire) {
		this.flora = TestOutputs.onLoopback(wire);
		return this.flora.outputs();
	}

	static void send(Socket socket, String head, byte[] body) throws IOException {
		RawServer.send(socket, "HTTP/1.1 " + head + "\nConnection: close\n\n");
		socket.getOutputStream().write(body);
	}

	static byte[] part(int from, int to) {
		return Arrays.copyOfRange(FILE, from, to);
	}

	/**
	 * The rest that was asked for, up to some byte: the JDK's client may lose a piece.
	 */
	static void sendRest(Socket socket, String request, int to) throws IOException {
		int from = Integer.parseInt(request.replaceAll("(?is).*\r\nrange: bytes=(\\d+)-\r\n.*", "$1"));
		send(socket, "206 Partial\nETag: \"one\"\nContent-Range: bytes " + from + "-199999/200000\nContent-Length: "
				+ (200_000 - from), part(from, Math.max(from, to)));
	}

	List<Path> files() throws IOException {
		try (Stream<Path> files = Files.list(this.directory)) {
			return files.toList();
		}
	}

}
