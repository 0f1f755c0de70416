package ai.flora.client.internal.asset;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.Arrays;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraException;
import ai.flora.client.asset.AssetStage;
import ai.flora.client.asset.AssetUpload;
import ai.flora.client.asset.FloraAssetFailedException;
import ai.flora.client.internal.transport.RawServer;
import ai.flora.client.internal.transport.Transports;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Contents that fail or change while they are read. Resources of object stores throw what
 * they like.
 */
class ContentTests {

	private static final byte[] PNG = { (byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };

	private static final int SMALL = 100_000;

	private static final int LARGE = 4 * 1024 * 1024 + 1;

	private static final RuntimeException DENIED = new IllegalStateException("S3: access denied");

	private final RawServer server = new RawServer(this::answer);

	ContentTests() throws IOException {
	}

	@AfterEach
	void stop() throws IOException {
		this.server.close();
	}

	private void answer(String request, RawServer raw, Socket socket) throws Exception {
		String body = "{\"asset_id\":\"asset_1\",\"status\":\"pending_upload\",\"upload\":{\"url\":\"http://127.0.0.1:"
				+ raw.port() + "/store\"}}";
		RawServer.send(socket, "HTTP/1.1 200 OK\nContent-Type: application/json\nConnection: close\nContent-Length: "
				+ body.length() + "\n\n" + body);
	}

	@ParameterizedTest
	@EnumSource
	void largeContentThatFailsLeavesTheAsset(Transports transport) {
		assertThatExceptionOfType(FloraAssetFailedException.class)
			.isThrownBy(() -> upload(transport, new FailingFile(LARGE)))
			.withMessageContaining("The content cannot be read to its end")
			.withRootCauseInstanceOf(IllegalStateException.class)
			.satisfies((ex) -> assertThat(ex.assetId()).isEqualTo("asset_1"))
			.satisfies((ex) -> assertThat(ex.stage()).isEqualTo(AssetStage.STORE));
	}

	@ParameterizedTest
	@EnumSource
	void smallContentThatFailsIsNotTheNetworksFault(Transports transport) {
		assertThatExceptionOfType(FloraException.class).isThrownBy(() -> upload(transport, new FailingFile(SMALL)))
			.withMessageContaining("the content cannot be read to its end")
			.withRootCauseInstanceOf(IllegalStateException.class);
	}

	@Test
	void contentThatCannotBeOpenedIsNotSent() {
		Resource denied = new ByteArrayResource(PNG) {

			@Override
			public InputStream getInputStream() {
				throw new UnsupportedOperationException("S3: access denied");
			}

		};
		assertThatExceptionOfType(FloraException.class).isThrownBy(() -> upload(Transports.JDK, denied))
			.withMessageContaining("Nothing was sent")
			.withRootCauseInstanceOf(UnsupportedOperationException.class);
		assertThat(this.server.requests()).isEmpty();
	}

	@Test
	void contentThatCannotBeOpenedAgainIsNoted() throws IOException {
		Resource once = new ByteArrayResource(PNG) {

			private boolean opened;

			@Override
			public InputStream getInputStream() throws IOException {
				if (this.opened) {
					throw DENIED;
				}
				this.opened = true;
				return super.getInputStream();
			}

		};
		try (Content content = content(once)) {
			assertThatIOException().isThrownBy(() -> content.writeTo(new ByteArrayOutputStream())).withCause(DENIED);
			assertThat(content.failure()).hasCause(DENIED);
		}
	}

	/** All of it was read. */
	@Test
	void contentThatCannotBeClosedIsWritten() throws IOException {
		Resource unclosable = new ByteArrayResource(PNG) {

			@Override
			public InputStream getInputStream() {
				return new ByteArrayInputStream(getByteArray()) {

					@Override
					public void close() {
						throw DENIED;
					}

				};
			}

		};
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		try (Content content = content(unclosable)) {
			content.writeTo(out);
			assertThat(content.failure()).isNull();
		}
		assertThat(out.toByteArray()).isEqualTo(PNG);
	}

	/** A recording that had just begun, or a file of the system that has no length. */
	@ParameterizedTest
	@ValueSource(ints = { 0, 7 })
	void contentThatIsLongerThanItSaysIsNotSent(int length) {
		Resource longer = new ByteArrayResource(PNG) {

			@Override
			public long contentLength() {
				return length;
			}

		};
		assertThatExceptionOfType(FloraException.class).isThrownBy(() -> upload(Transports.JDK, longer))
			.withMessageContaining("Nothing was sent")
			.havingRootCause()
			.withMessageContaining("goes on after its length of " + length + " bytes");
		assertThat(this.server.requests()).isEmpty();
	}

	/** A recording that goes on: a whole body would become an asset that is cut off. */
	@ParameterizedTest
	@EnumSource(FileLength.class)
	void contentThatGrowsIsNotWrittenAsAWhole(FileLength length) {
		Resource grown = new ByteArrayResource(Arrays.copyOf(PNG, length.value + 1)) {

			@Override
			public long contentLength() {
				return length.value;
			}

		};
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		try (Content content = content(grown)) {
			assertThatIOException().isThrownBy(() -> content.writeTo(out)).withMessageContaining("goes on");
			assertThat(content.failure()).isNotNull();
		}
		assertThat(out.size()).isLessThan(length.value);
	}

	enum FileLength {

		A_PIECE(16 * 1024), MORE(16 * 1024 + 1), PIECES(160 * 1024);

		private final int value;

		FileLength(int value) {
			this.value = value;
		}

	}

	private static Content content(Resource resource) {
		return Content.of(AssetUpload.builder().content(resource).build(), resource);
	}

	private void upload(Transports transport, Resource content) {
		try (FloraClient client = transport.builder(this.server.url()).workspaceId("ws_1").build()) {
			client.assets().upload(content);
		}
	}

	/** Fails in its midst, each time. */
	private static final class FailingFile extends ByteArrayResource {

		FailingFile(int length) {
			super(Arrays.copyOf(PNG, length));
		}

		@Override
		public InputStream getInputStream() throws IOException {
			return new FilterInputStream(super.getInputStream()) {

				private int read;

				@Override
				public int read(byte[] bytes, int offset, int count) throws IOException {
					this.read += count;
					if (this.read > SMALL / 2) {
						throw DENIED;
					}
					return super.read(bytes, offset, count);
				}

			};
		}

	}

}
