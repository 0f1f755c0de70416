package ai.flora.spring.boot.test;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The assets of a {@link FakeFlora}. Thread-safe.
 */
class FakeAssets {

	private final Map<String, FakeAsset> assets = new LinkedHashMap<>();

	private final Deque<FakeAsset> scripts = new ArrayDeque<>();

	private int number;

	synchronized FakeAsset script() {
		FakeAsset asset = new FakeAsset();
		this.scripts.add(asset);
		return asset;
	}

	/** The asset that is made next: the one that the test has scripted, if it has. */
	synchronized FakeAsset next() {
		FakeAsset scripted = this.scripts.poll();
		return (scripted != null) ? scripted : new FakeAsset();
	}

	synchronized String nextId() {
		return "asset_fake%04d".formatted(++this.number);
	}

	synchronized void add(FakeAsset asset) {
		this.assets.put(asset.making().assetId(), asset);
	}

	synchronized @Nullable FakeAsset find(String assetId) {
		return this.assets.get(assetId);
	}

	/** In the order in which they were made. */
	synchronized List<FakeAsset> all() {
		return new ArrayList<>(this.assets.values());
	}

	/** Says which scripts were not used. */
	synchronized List<String> unused() {
		return this.scripts.isEmpty() ? List.of() : List.of("nextAsset() was called for " + this.scripts.size()
				+ " more than the " + this.assets.size() + " assets that were made");
	}

	synchronized void reset() {
		this.assets.clear();
		this.scripts.clear();
	}

}
