package ai.flora.spring.boot.test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraConnectionException;
import ai.flora.client.FloraNotFoundException;
import ai.flora.client.FloraRequestRefusedException;
import ai.flora.client.FloraTimeoutException;
import ai.flora.client.FloraValidationException;
import ai.flora.client.RequestOptions;
import ai.flora.client.asset.Asset;
import ai.flora.client.asset.AssetQuery;
import ai.flora.client.asset.AssetStage;
import ai.flora.client.asset.AssetStatus;
import ai.flora.client.asset.AssetUpload;
import ai.flora.client.asset.FloraAssetFailedException;
import ai.flora.client.asset.FloraAssetsClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.InputStreamResource;
import org.springframework.core.io.Resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Uploads and imports, as they go well, and broken at each stage: one asset that is
 * ready, or one to go on with, and never another one.
 */
@Tag("exhaustive")
class AssetUploadTests {

	private static final int MAX_DIRECT = 4 * 1024 * 1024;

	private static final byte[] PNG = { (byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };

	private static final Resource SMALL = file(PNG, 2000);

	private static final Resource LARGE = file(PNG, MAX_DIRECT + 1);

	private final FakeFlora fake = FakeFlora.start();

	private final AssetTransport transport = new AssetTransport(this.fake);

	private final FloraAssetsClient assets = this.transport.assets();

	@AfterEach
	void stop() {
		this.transport.close();
		this.fake.close();
		this.fake.checkUsed();
	}

	private static Resource file(byte[] head, int length) {
		return new ByteArrayResource(Arrays.copyOf(head, length)) {

			@Override
			public String getFilename() {
				return "harbour.jpg";
			}

		};
	}

	@Test
	void smallFileGoesInOneRequest() {
		Asset asset = this.assets
			.upload(AssetUpload.builder().content(SMALL).projectId("prj_1").folder("inputs").build());
		assertThat(asset.status()).isEqualTo(AssetStatus.READY);
		assertThat(asset.name()).isEqualTo("harbour.jpg");
		assertThat(asset.contentType()).isEqualTo("image/png");
		assertThat(asset.sizeBytes()).isEqualTo(2000);
		assertThat(asset.link()).isPresent();
		assertThat(operations()).containsExactly(FloraOperation.ASSETS_UPLOAD, FloraOperation.ASSETS_RETRIEVE);
		FakeAsset made = only();
		assertThat(made.uploadedVia()).contains("direct");
		assertThat(made.projectId()).contains("prj_1");
		assertThat(made.folder()).contains("inputs");
	}

	@ParameterizedTest
	@ValueSource(ints = { MAX_DIRECT - 1, MAX_DIRECT, MAX_DIRECT + 1 })
	void fileOfUpToFourMegabytesGoesToFlora(int length) {
		Asset asset = this.assets.upload(file(PNG, length));
		assertThat(asset.uploadedVia()).isEqualTo((length <= MAX_DIRECT) ? "direct" : "signed_url");
		assertThat(asset.sizeBytes()).isEqualTo(length);
	}

	@Test
	void largeFileGoesToTheStorageWithoutTheKey() {
		Asset asset = this.assets.upload(AssetUpload.builder().content(LARGE).name("Hafen \"ä\"").build());
		assertThat(asset.status()).isEqualTo(AssetStatus.READY);
		assertThat(asset.name()).isEqualTo("Hafen \"ä\"");
		assertThat(operations()).containsExactly(FloraOperation.ASSETS_UPLOAD, FloraOperation.STORAGE,
				FloraOperation.ASSETS_COMPLETE, FloraOperation.ASSETS_RETRIEVE);
		ReceivedRequest stored = this.fake.requests(FloraOperation.STORAGE).get(0);
		assertThat(stored.header("Authorization")).isEmpty();
		assertThat(stored.header("Host").orElseThrow()).isNotEqualTo(this.fake.baseUrl().getAuthority());
		assertThat(stored.toString() + stored.headers()).doesNotContain(this.fake.apiKey());
		ReceivedRequest completed = this.fake.requests(FloraOperation.ASSETS_COMPLETE).get(0);
		assertThat(completed.body()).isEqualTo("{}");
		assertThat(completed.header("Content-Type")).contains("application/json");
	}

	@Test
	void fileIsUploadedByItsPath(@TempDir Path directory) throws IOException {
		Path file = Files.write(directory.resolve("dusk.png"), Arrays.copyOf(PNG, 100));
		assertThat(this.assets.upload(file).name()).isEqualTo("dusk.png");
		assertThatExceptionOfType(ai.flora.client.FloraException.class)
			.isThrownBy(() -> this.assets.upload(directory.resolve("none.png")))
			.withMessageContaining("cannot be read");
		assertThat(this.fake).received(FloraOperation.ASSETS_UPLOAD, 1);
	}

	@Test
	void urlIsFetchedByFlora() {
		Asset asset = this.assets.importFrom(URI.create("https://example.com/a/dusk.png"));
		assertThat(asset.status()).isEqualTo(AssetStatus.READY);
		assertThat(asset.name()).matches("dusk-[0-9a-f]{8}\\.png");
		assertThat(asset.uploadedVia()).isEqualTo("url");
		assertThatExceptionOfType(FloraValidationException.class)
			.isThrownBy(() -> this.assets.importFrom(URI.create("http://example.com/dusk.png")))
			.withMessageContaining("https");
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://localhost/a.png", "https://127.0.0.1/a.png", "https://10.0.0.1/a.png",
			"https://169.254.169.254/latest/meta-data", "https://files.internal/a.png", "https://minio/a.png",
			"https://[::1]/a.png", "https://[fd00::1]/a.png", "https://[::ffff:192.168.0.1]/a.png" })
	void urlOfAPrivateHostIsRefused(String source) {
		assertThatExceptionOfType(FloraValidationException.class)
			.isThrownBy(() -> this.assets.importFrom(URI.create(source)))
			.withMessageContaining("source");
		assertThat(this.fake.assets()).isEmpty();
	}

	/** Nothing is sent of what FLORA would not take. */
	@Test
	void fileOfAnotherTypeIsRefusedWhateverItsName() {
		assertThatExceptionOfType(FloraRequestRefusedException.class)
			.isThrownBy(() -> this.assets.upload(file("MZ".getBytes(), 100)))
			.withMessageContaining("image/png")
			.withMessageContaining("application/pdf");
		assertThatExceptionOfType(FloraRequestRefusedException.class)
			.isThrownBy(() -> this.assets.upload(new ByteArrayResource(new byte[0])))
			.withMessageContaining("empty");
		assertThat(this.fake).receivedNothing();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 3 })
	void assetIsFoundWhenTheResponseToItsMakingIsLost(int times) {
		List<Consumer<FloraAssetsClient>> ways = List.of((client) -> client.upload(SMALL),
				(client) -> client.upload(LARGE),
				(client) -> client.importFrom(URI.create("https://example.com/a.png")));
		for (Consumer<FloraAssetsClient> way : ways) {
			this.fake.reset();
			this.fake.next(FloraOperation.ASSETS_UPLOAD).times(times).resetAfterwards();
			way.accept(this.assets);
			assertReady();
			assertThat(this.fake.requests(FloraOperation.ASSETS_UPLOAD))
				.extracting((each) -> each.header("Idempotency-Key"))
				.doesNotContain(java.util.Optional.empty())
				.containsOnly(this.fake.requests(FloraOperation.ASSETS_UPLOAD).get(0).header("Idempotency-Key"));
		}
	}

	@Test
	void assetOfAnotherIsNotTaken() {
		this.assets.upload(LARGE);
		this.fake.next(FloraOperation.ASSETS_UPLOAD).times(3).reset();
		assertThatExceptionOfType(FloraConnectionException.class).isThrownBy(() -> this.assets.upload(LARGE));
		assertReady();
	}

	/** The list shows one like it; but what was asked for is another one. */
	@Test
	void assetThatOnlyLooksLikeTheLostOneIsNotTaken() {
		this.fake.next(FloraOperation.ASSETS_UPLOAD).times(3).reset();
		try (AssetTransport other = new AssetTransport(this.fake)) {
			AtomicBoolean once = new AtomicBoolean();
			this.transport.whenSleeping(() -> {
				if (this.fake.requests(FloraOperation.ASSETS_UPLOAD).size() == 3 && once.compareAndSet(false, true)) {
					other.assets().upload(SMALL);
				}
			});
			Asset asset = this.assets.upload(SMALL);
			assertThat(this.fake.assets()).hasSize(2);
			assertThat(this.fake.assets().get(1).assetId()).contains(asset.assetId());
		}
	}

	@Test
	void fileIsSentAgainWhenItsConnectionBreaks() {
		this.fake.next(FloraOperation.STORAGE).reset();
		this.fake.next(FloraOperation.STORAGE).status(503);
		this.assets.upload(LARGE);
		assertReady();
		assertThat(this.fake).received(FloraOperation.STORAGE, 3);
	}

	@Test
	void fileIsSentAgainWhenTheResponseOfTheStorageIsLost() {
		this.fake.next(FloraOperation.STORAGE).resetAfterwards();
		this.assets.upload(LARGE);
		assertReady();
	}

	@Test
	void uploadThatBreaksInTheStorageIsGoneOnWith() {
		this.fake.next(FloraOperation.STORAGE).times(3).reset();
		goOnAfter(AssetStage.STORE, LARGE);
		assertThat(this.fake).received(FloraOperation.STORAGE, 4).received(FloraOperation.ASSETS_RETRY, 1);
	}

	@Test
	void uploadThatBreaksBeforeItsCompletionIsGoneOnWithoutTheFile() {
		this.fake.next(FloraOperation.ASSETS_COMPLETE).times(3).reset();
		goOnAfter(AssetStage.COMPLETE, LARGE);
		assertThat(this.fake).received(FloraOperation.STORAGE, 1);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 3 })
	void responseToCompletionMayBeLost(int times) {
		this.fake.next(FloraOperation.ASSETS_COMPLETE).times(times).resetAfterwards();
		if (times == 1) {
			this.assets.upload(LARGE);
			assertReady();
		}
		else {
			goOnAfter(AssetStage.COMPLETE, LARGE);
		}
		assertThat(this.fake).received(FloraOperation.STORAGE, 1);
	}

	@Test
	void assetThatFailsIsGoneOnWith() {
		for (Resource file : List.of(SMALL, LARGE)) {
			this.fake.reset();
			this.fake.nextAsset().failsWith("The file is\n damaged.");
			FloraAssetFailedException failure = goOnAfter(AssetStage.PROCESS, file);
			assertThat(failure).hasMessageContaining("The file is  damaged.").hasNoCause();
		}
	}

	@Test
	void readFailureAfterwardsIsGoneOnWith() {
		this.fake.next(FloraOperation.ASSETS_RETRIEVE).times(3).status(503);
		goOnAfter(AssetStage.PROCESS, SMALL);
		assertThat(this.fake).received(FloraOperation.ASSETS_UPLOAD, 1);
	}

	private FloraAssetFailedException goOnAfter(AssetStage stage, Resource file) {
		FloraAssetFailedException failure = catchThrowableOfType(FloraAssetFailedException.class,
				() -> this.assets.upload(file));
		assertThat(failure).isNotNull();
		assertThat(failure.stage()).isEqualTo(stage);
		assertThat(only().assetId()).contains(failure.assetId());
		Asset asset = this.assets.upload(AssetUpload.builder().content(file).assetId(failure.assetId()).build());
		assertThat(asset.assetId()).isEqualTo(failure.assetId());
		assertThat(asset.status()).isEqualTo(AssetStatus.READY);
		assertReady();
		return failure;
	}

	@Test
	void assetThatIsReadyAlreadyIsReturned() {
		String id = this.assets.upload(LARGE).assetId();
		Asset asset = this.assets.upload(AssetUpload.builder().content(LARGE).assetId(id).build());
		assertThat(asset.assetId()).isEqualTo(id);
		assertThat(this.fake).received(FloraOperation.STORAGE, 1).received(FloraOperation.ASSETS_UPLOAD, 1);
	}

	@Test
	void placeThatHasLapsedIsReplaced() {
		this.fake.next(FloraOperation.STORAGE).reset();
		this.transport.whenSleeping(() -> this.fake.clock().advance(Duration.ofMinutes(8)));
		this.fake.next(FloraOperation.STORAGE).reset();
		this.assets.upload(LARGE);
		assertReady();
		assertThat(this.fake).received(FloraOperation.ASSETS_RETRY, 1);
	}

	@Test
	void assetIsPolledOnceASecondUntilItIsReady() {
		this.fake.nextAsset().takes(Duration.ofSeconds(30));
		assertThat(this.assets.upload(LARGE).status()).isEqualTo(AssetStatus.READY);
		assertThat(this.transport.slept()).isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void deadlineCountsForTheWaitForTheAsset() {
		this.fake.clock().stop();
		this.fake.nextAsset().takes(Duration.ofDays(1));
		FloraAssetFailedException failure = catchThrowableOfType(FloraAssetFailedException.class,
				() -> this.assets.upload(AssetUpload.builder()
					.content(LARGE)
					.options(RequestOptions.defaults().withTimeout(Duration.ofSeconds(90)))
					.build()));
		assertThat(failure.stage()).isEqualTo(AssetStage.PROCESS);
		assertThat(failure).hasCauseInstanceOf(FloraTimeoutException.class);
		assertThat(this.transport.slept()).isBetween(Duration.ofSeconds(60), Duration.ofSeconds(90));
	}

	/** Call timeout, and a second for each begun MB. */
	@Test
	void deadlineGrowsWithTheFile() {
		this.fake.clock().stop();
		this.fake.nextAsset().takes(Duration.ofDays(1));
		assertThatExceptionOfType(FloraAssetFailedException.class).isThrownBy(() -> this.assets.upload(LARGE))
			.withMessageContaining("125000 ms");
	}

	@Test
	void streamIsSentOnce() {
		this.fake.next(FloraOperation.STORAGE).reset();
		FloraAssetFailedException failure = catchThrowableOfType(FloraAssetFailedException.class,
				() -> this.assets.upload(new OpenFile(MAX_DIRECT + 1)));
		assertThat(failure.stage()).isEqualTo(AssetStage.STORE);
		assertThat(this.fake).received(FloraOperation.STORAGE, 1);
		this.assets
			.upload(AssetUpload.builder().content(new OpenFile(MAX_DIRECT + 1)).assetId(failure.assetId()).build());
		assertReady();
	}

	@Test
	void smallStreamIsSentOnce() {
		this.fake.next(FloraOperation.ASSETS_UPLOAD).status(503);
		assertThatExceptionOfType(ai.flora.client.FloraServerException.class)
			.isThrownBy(() -> this.assets.upload(new OpenFile(2000)));
		assertThat(this.fake).received(FloraOperation.ASSETS_UPLOAD, 1);
	}

	/**
	 * A resource that is open, and knows its length, as an uploaded part of a form does.
	 */
	private static final class OpenFile extends InputStreamResource {

		private final int length;

		OpenFile(int length) {
			super(new ByteArrayInputStream(Arrays.copyOf(PNG, length)));
			this.length = length;
		}

		@Override
		public long contentLength() {
			return this.length;
		}

		@Override
		public @Nullable String getFilename() {
			return "open.png";
		}

	}

	@ParameterizedTest
	@ValueSource(ints = { 2000, MAX_DIRECT + 1 })
	void streamOfUnknownLengthIsCopiedFirst(int length) throws IOException {
		this.fake.next((length > MAX_DIRECT) ? FloraOperation.STORAGE : FloraOperation.ASSETS_UPLOAD).status(503);
		InputStream stream = new ByteArrayInputStream(Arrays.copyOf(PNG, length));
		Asset asset = this.assets.upload(new InputStreamResource(stream) {

			@Override
			public String getFilename() {
				return "stream.png";
			}

		});
		assertThat(asset.name()).isEqualTo("stream.png");
		assertThat(asset.sizeBytes()).isEqualTo(length);
		try (var left = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
			assertThat(left).noneMatch((file) -> file.getFileName().toString().startsWith("flora-upload-"));
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 1 })
	void contentThatIsNotAsLongAsItSaidIsNotSentAgain(int more) {
		Resource changing = new ByteArrayResource(Arrays.copyOf(PNG, MAX_DIRECT + 10)) {

			@Override
			public long contentLength() {
				return MAX_DIRECT + 10 - more;
			}

		};
		FloraAssetFailedException failure = catchThrowableOfType(FloraAssetFailedException.class,
				() -> this.assets.upload(changing));
		assertThat(failure.stage()).isEqualTo(AssetStage.STORE);
		assertThat(failure).rootCause().hasMessageContaining("length");
		assertThat(only().size()).isEmpty();
		assertThat(this.fake).received(FloraOperation.ASSETS_COMPLETE, 0);
	}

	/** The client of the storage is none of the application's. */
	@Test
	void storageSeesNoCredentialsThatACustomizerAdds() {
		try (FloraClient client = this.fake.clientBuilder()
			.customizeFirst((rest) -> rest.defaultHeader("Authorization", "Basic secret")
				.defaultHeader("Cookie", "session=1")
				.requestInterceptor((request, body, execution) -> {
					request.getHeaders().set("Authorization", "Bearer other");
					return execution.execute(request, body);
				}))
			.customize((rest) -> rest.defaultHeader("X-Secret", "1"))
			.build()) {
			assertThat(client.assets().upload(LARGE).status()).isEqualTo(AssetStatus.READY);
		}
		assertThat(this.fake.requests(FloraOperation.STORAGE).get(0).headers()).doesNotContainKeys("authorization",
				"cookie", "x-secret");
	}

	@Test
	void assetsAreListedAndRead() {
		for (int i = 0; i < 5; i++) {
			this.assets.upload(AssetUpload.builder().content(SMALL).name("file " + i).build());
		}
		assertThat(this.assets.list(AssetQuery.all().withLimit(2)).items()).extracting(Asset::name)
			.containsExactly("file 4", "file 3");
		assertThat(this.assets.stream(AssetQuery.all().withLimit(2))).hasSize(5)
			.allMatch((asset) -> asset.createdAt() != null && asset.status() == AssetStatus.READY);
		assertThat(this.assets.list(AssetQuery.all().withText("file 3")).items()).hasSize(1);
		String id = only("file 2");
		assertThat(this.assets.retrieve(id).createdAt()).isNotNull();
		assertThatExceptionOfType(FloraNotFoundException.class).isThrownBy(() -> this.assets.retrieve("asset_none"));
	}

	/** The fake keeps no files: it shows a picture of its own. */
	@Test
	void imageCanBeLookedAt() throws IOException {
		URI link = this.assets.upload(SMALL).link().orElseThrow();
		try (InputStream in = link.toURL().openStream()) {
			assertThat(javax.imageio.ImageIO.read(in)).isNotNull();
		}
	}

	private String only(String name) {
		return this.assets.stream(AssetQuery.all())
			.filter((asset) -> name.equals(asset.name()))
			.findFirst()
			.orElseThrow()
			.assetId();
	}

	/** A faulty response to the making of an asset makes no second one. */
	@ParameterizedTest
	@EnumSource(FaultyResponse.class)
	void faultyResponseLeadsToOneAsset(FaultyResponse response) {
		response.happenTo(this.fake.next(FloraOperation.ASSETS_UPLOAD));
		response.happenTo(this.fake.next(FloraOperation.ASSETS_COMPLETE));
		this.assets.upload(LARGE);
		assertReady();
	}

	enum FaultyResponse {

		HALF {
			@Override
			void happenTo(FakeFault fault) {
				fault.half();
			}
		},

		RATE_LIMITED {
			@Override
			void happenTo(FakeFault fault) {
				fault.rateLimited(Duration.ofSeconds(2));
			}
		},

		UNAVAILABLE {
			@Override
			void happenTo(FakeFault fault) {
				fault.status(503);
			}
		},

		GATEWAY {
			@Override
			void happenTo(FakeFault fault) {
				fault.html(502);
			}
		};

		abstract void happenTo(FakeFault fault);

	}

	private List<FloraOperation> operations() {
		return this.fake.requests().stream().map(ReceivedRequest::operation).toList();
	}

	private FakeAsset only() {
		assertThat(this.fake.assets()).hasSize(1);
		return this.fake.assets().get(0);
	}

	private void assertReady() {
		assertThat(only().isReady(this.fake.clock().now())).isTrue();
	}

}
