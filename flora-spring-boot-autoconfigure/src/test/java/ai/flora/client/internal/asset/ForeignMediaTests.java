package ai.flora.client.internal.asset;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

import ai.flora.client.FloraApiException;
import ai.flora.client.FloraConflictException;
import ai.flora.client.FloraConnectionException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraNotFoundException;
import ai.flora.client.FloraRateLimitException;
import ai.flora.client.FloraTimeoutException;
import ai.flora.client.Page;
import ai.flora.client.RequestOptions;
import ai.flora.client.asset.Asset;
import ai.flora.client.asset.AssetQuery;
import ai.flora.client.asset.AssetStage;
import ai.flora.client.asset.AssetUpload;
import ai.flora.client.asset.FloraAssetFailedException;
import ai.flora.client.asset.FloraAssetsClient;
import ai.flora.client.internal.start.HastyTiming;
import ai.flora.client.internal.time.Deadline;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Inputs that become assets before a start.
 */
@ExtendWith(OutputCaptureExtension.class)
class ForeignMediaTests {

	private static final URI FOREIGN = URI.create("https://example.com/a.png");

	private final HastyTiming timing = new HastyTiming();

	private final Assets assets = new Assets();

	private final ForeignMedia media = new ForeignMedia(this.assets, URI.create("https://app.flora.ai/api/v1"),
			this.timing);

	@Test
	void ownMediaStayAsTheyAre() {
		URI own = URI.create("https://media.flora.ai/a.png");
		assertThat(fetchable(own)).isSameAs(own);
		assertThat(this.assets.imports).isEmpty();
	}

	@Test
	void foreignMediaBecomeAssetsOnceInTenMinutes(CapturedOutput output) throws Exception {
		URI asset = fetchable(FOREIGN);
		assertThat(asset).hasHost("media.flora.ai");
		this.timing.sleep(Duration.ofMinutes(9));
		assertThat(fetchable(FOREIGN)).isEqualTo(asset);
		assertThat(this.assets.imports).hasSize(1);
		this.timing.sleep(Duration.ofMinutes(1));
		assertThat(fetchable(FOREIGN)).isNotEqualTo(asset);
		assertThat(this.assets.imports).hasSize(2);
		assertThat(output.getOut().lines().filter((line) -> line.contains("example.com"))).hasSize(1)
			.allMatch((line) -> line.contains("INFO") && line.contains("withoutImport()"));
	}

	/** A caller would look for a run, and not start again. */
	@Test
	void conflictOfAnImportIsNotOneOfTheStart() {
		this.assets.answer = (upload) -> {
			throw new FloraConflictException("Import: FLORA answered 409.",
					new FloraApiException.Details(409, "idempotency_duplicate", List.of(), null, ""));
		};
		assertThatExceptionOfType(FloraException.class).isThrownBy(() -> fetchable(FOREIGN))
			.satisfies((ex) -> assertThat(ex).isNotInstanceOf(FloraConflictException.class))
			.withMessage("Import: FLORA answered 409. This start is not sent.");
	}

	@Test
	void workspacesHaveAssetsOfTheirOwn() {
		Deadline deadline = Deadline.in(Duration.ofMinutes(1), this.timing);
		this.media.fetchable(FOREIGN, "ws_1", deadline);
		this.media.fetchable(FOREIGN, "ws_2", deadline);
		assertThat(this.assets.imports).extracting(AssetUpload::workspaceId).containsExactly("ws_1", "ws_2");
	}

	@Test
	void onlyTheLatestThousandAreRemembered() {
		fetchable(FOREIGN);
		for (int i = 0; i < 1000; i++) {
			fetchable(URI.create("https://example.com/" + i));
		}
		assertThat(this.assets.imports).hasSize(1001);
		fetchable(URI.create("https://example.com/1"));
		assertThat(this.assets.imports).hasSize(1001);
		fetchable(FOREIGN);
		assertThat(this.assets.imports).hasSize(1002);
	}

	@Test
	void startsWithTheSameInputShareOneImport() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch ready = new CountDownLatch(1);
		this.assets.answer = (upload) -> {
			begun.countDown();
			await(ready);
			return this.assets.ready(upload);
		};
		List<Future<URI>> results = concurrently(List.of(() -> fetchable(FOREIGN)), begun, 5, () -> fetchable(FOREIGN));
		ready.countDown();
		URI asset = results.get(0).get();
		for (Future<URI> result : results) {
			assertThat(result.get()).isEqualTo(asset);
		}
		assertThat(this.assets.imports).hasSize(1);
	}

	@Test
	void importThatFailsForAllFailsForAll() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch ready = new CountDownLatch(1);
		this.assets.answer = (upload) -> {
			begun.countDown();
			await(ready);
			throw new FloraAssetFailedException("Asset asset_1: no", "asset_1", AssetStage.PROCESS, null);
		};
		List<Future<URI>> results = concurrently(List.of(() -> fetchable(FOREIGN)), begun, 1, () -> fetchable(FOREIGN));
		ready.countDown();
		for (Future<URI> result : results) {
			assertThat(result).failsWithin(Duration.ofSeconds(30))
				.withThrowableOfType(ExecutionException.class)
				.withCauseInstanceOf(FloraAssetFailedException.class);
		}
	}

	/** A host that was down once must not spoil its URLs. */
	@Test
	void inputThatFloraCouldNotFetchIsMadeAnAssetAnew() {
		this.assets.answer = (upload) -> {
			throw new FloraAssetFailedException("Asset asset_7: no", "asset_7", AssetStage.PROCESS, null);
		};
		assertThatExceptionOfType(FloraAssetFailedException.class).isThrownBy(() -> fetchable(FOREIGN));
		this.assets.answer = this.assets::ready;
		assertThat(fetchable(FOREIGN)).hasHost("media.flora.ai");
		assertThat(this.assets.imports).extracting(AssetUpload::assetId).containsExactly(null, null);
	}

	@Test
	void assetWhoseEndIsOpenIsGoneOnWithForTenMinutes() throws Exception {
		this.assets.answer = (upload) -> late("asset_7");
		assertThatExceptionOfType(FloraAssetFailedException.class).isThrownBy(() -> fetchable(FOREIGN));
		this.timing.sleep(Duration.ofMinutes(9));
		assertThatExceptionOfType(FloraAssetFailedException.class).isThrownBy(() -> fetchable(FOREIGN));
		this.timing.sleep(Duration.ofMinutes(1));
		this.assets.answer = this.assets::ready;
		assertThat(fetchable(FOREIGN)).hasHost("media.flora.ai");
		assertThat(this.assets.imports).extracting(AssetUpload::assetId).containsExactly(null, "asset_7", null);
	}

	/** A read that is lost before FLORA tells the state of the asset tells nothing. */
	@Test
	void assetIsNotForgottenWithALostRead() {
		this.assets.answer = (upload) -> late("asset_7");
		assertThatExceptionOfType(FloraAssetFailedException.class).isThrownBy(() -> fetchable(FOREIGN));
		this.assets.answer = (upload) -> {
			throw new FloraConnectionException("Asset asset_7: broken", null);
		};
		assertThatExceptionOfType(FloraConnectionException.class).isThrownBy(() -> fetchable(FOREIGN));
		this.assets.answer = this.assets::ready;
		fetchable(FOREIGN);
		assertThat(this.assets.imports).extracting(AssetUpload::assetId).containsExactly(null, "asset_7", "asset_7");
	}

	/** A batch tries the item again, which goes on with the asset. */
	@Test
	void rateLimitOfAnImportIsOneOfTheStart() {
		FloraRateLimitException limit = new FloraRateLimitException("Asset asset_7: too many",
				FloraApiException.Details.of(429, "rate_limited"), Duration.ofSeconds(1));
		this.assets.answer = (upload) -> {
			throw new FloraAssetFailedException("Asset asset_7: no", "asset_7", AssetStage.PROCESS, limit);
		};
		assertThatExceptionOfType(FloraRateLimitException.class).isThrownBy(() -> fetchable(FOREIGN)).isSameAs(limit);
		this.assets.answer = this.assets::ready;
		fetchable(FOREIGN);
		assertThat(this.assets.imports).extracting(AssetUpload::assetId).containsExactly(null, "asset_7");
	}

	@Test
	void assetThatIsGoneIsForgotten() {
		this.assets.answer = (upload) -> late("asset_7");
		assertThatExceptionOfType(FloraAssetFailedException.class).isThrownBy(() -> fetchable(FOREIGN));
		this.assets.answer = (upload) -> {
			throw new FloraNotFoundException("Asset asset_7: gone", FloraApiException.Details.of(404, "not_found"));
		};
		assertThatExceptionOfType(FloraNotFoundException.class).isThrownBy(() -> fetchable(FOREIGN));
		this.assets.answer = this.assets::ready;
		fetchable(FOREIGN);
		assertThat(this.assets.imports).extracting(AssetUpload::assetId).containsExactly(null, "asset_7", null);
	}

	/** The first caller had less time than the second one has. */
	@Test
	void importThatHadTooLittleTimeIsTriedAgainByWhoeverWaited() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch late = new CountDownLatch(1);
		this.assets.answer = (upload) -> {
			begun.countDown();
			await(late);
			this.assets.answer = this.assets::ready;
			throw new FloraTimeoutException("late", null);
		};
		List<Future<URI>> results = concurrently(List.of(() -> fetchable(FOREIGN)), begun, 1, () -> fetchable(FOREIGN));
		late.countDown();
		assertThat(results.get(0)).failsWithin(Duration.ofSeconds(30));
		assertThat(results.get(1).get()).hasHost("media.flora.ai");
	}

	/** A short deadline may also pass once there is an asset. */
	@Test
	void assetThatHadTooLittleTimeIsGoneOnWithByWhoeverWaited() throws Exception {
		FutureTask<URI> second = waitFor(() -> {
			this.assets.answer = this.assets::ready;
			return late("asset_7");
		});
		assertThat(second.get()).hasHost("media.flora.ai");
		assertThat(this.assets.imports).extracting(AssetUpload::assetId).containsExactly(null, "asset_7");
	}

	@Test
	void startThatHasWaitedForARefusalSaysSo() throws Exception {
		FloraException refusal = new FloraException("Import: no", null);
		FutureTask<URI> second = waitFor(() -> {
			throw refusal;
		});
		assertThat(second).failsWithin(Duration.ofSeconds(30))
			.withThrowableOfType(ExecutionException.class)
			.havingCause()
			.withMessage("An input of the run was not imported from example.com. This start is not sent")
			.withCause(refusal);
		assertThat(this.assets.imports).hasSize(1);
	}

	/** A batch tries an item again, whoever has made its import. */
	@Test
	void startThatHasWaitedForARateLimitIsRateLimited() throws Exception {
		FloraApiException.Details details = FloraApiException.Details.of(429, "rate_limited");
		FutureTask<URI> second = waitFor(() -> {
			throw new FloraRateLimitException("Import: too many", details, null);
		});
		assertThat(second).failsWithin(Duration.ofSeconds(30))
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(FloraRateLimitException.class);
	}

	/** A start that waits for another's import, which ends so. */
	private FutureTask<URI> waitFor(Supplier<Asset> end) throws InterruptedException {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch over = new CountDownLatch(1);
		this.assets.answer = (upload) -> {
			begun.countDown();
			await(over);
			return end.get();
		};
		new Thread(new FutureTask<>(() -> fetchable(FOREIGN))).start();
		await(begun);
		FutureTask<URI> second = new FutureTask<>(() -> fetchable(FOREIGN));
		Thread waiting = new Thread(second);
		waiting.start();
		Awaitility.await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
		over.countDown();
		return second;
	}

	@Test
	void timeCountsAgainstTheDeadline() throws Exception {
		Deadline deadline = Deadline.in(Duration.ofSeconds(30), this.timing);
		this.timing.sleep(Duration.ofSeconds(10));
		this.media.fetchable(FOREIGN, null, deadline);
		RequestOptions options = this.assets.imports.get(0).options();
		assertThat(options.timeout()).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(20));
		this.timing.sleep(Duration.ofSeconds(30));
		assertThatExceptionOfType(FloraTimeoutException.class)
			.isThrownBy(() -> this.media.fetchable(URI.create("https://example.com/b.png"), null, deadline))
			.withMessageContaining("This start is not sent");
	}

	@Test
	void assetWithoutAUrlIsNoInput() {
		this.assets.answer = (upload) -> Asset.builder().assetId("asset_1").build();
		assertThatExceptionOfType(FloraException.class).isThrownBy(() -> fetchable(FOREIGN))
			.withMessageContaining("asset_1");
	}

	private static Asset late(String assetId) {
		throw new FloraAssetFailedException("late", assetId, AssetStage.PROCESS,
				new FloraTimeoutException("late", null));
	}

	private URI fetchable(URI url) {
		return this.media.fetchable(url, null, Deadline.in(Duration.ofMinutes(1), this.timing));
	}

	/** The first ones, and once they have begun, the others. */
	private static List<Future<URI>> concurrently(List<Callable<URI>> first, CountDownLatch begun, int others,
			Callable<URI> other) throws InterruptedException {
		ExecutorService threads = Executors.newCachedThreadPool();
		List<Future<URI>> results = new ArrayList<>();
		first.forEach((each) -> results.add(threads.submit(each)));
		await(begun);
		for (int i = 0; i < others; i++) {
			results.add(threads.submit(other));
		}
		threads.shutdown();
		return results;
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Imports only. */
	private static final class Assets implements FloraAssetsClient {

		private final List<AssetUpload> imports = new CopyOnWriteArrayList<>();

		private volatile Function<AssetUpload, Asset> answer = this::ready;

		private Asset ready(AssetUpload upload) {
			return Asset.builder()
				.assetId("asset_" + this.imports.size())
				.url("https://media.flora.ai/" + this.imports.size() + ".png")
				.build();
		}

		@Override
		public Asset upload(AssetUpload upload) {
			this.imports.add(upload);
			return this.answer.apply(upload);
		}

		@Override
		public Asset retrieve(String assetId, RequestOptions options) {
			throw new UnsupportedOperationException();
		}

		@Override
		public Page<Asset> list(AssetQuery query) {
			throw new UnsupportedOperationException();
		}

		@Override
		public Stream<Asset> stream(AssetQuery query) {
			throw new UnsupportedOperationException();
		}

	}

}
