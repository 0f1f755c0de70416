package ai.flora.spring.boot.test;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Responds with the files of runs and assets, whole or in the part that is asked for:
 * players ask for parts, and some play nothing else.
 */
class MediaEndpoint {

	/** A single part: whoever asks for several gets the whole file, as HTTP allows. */
	private static final Pattern PART = Pattern.compile("bytes=(\\d{0,12})-(\\d{0,12})");

	private final FakeRuns runs;

	private final FakeAssets assets;

	MediaEndpoint(FakeRuns runs, FakeAssets assets) {
		this.runs = runs;
		this.assets = assets;
	}

	/** Asks for no key: FLORA's links to media are open to everybody. */
	FakeResponse respond(ReceivedRequest request) {
		String path = request.pathWithoutQuery();
		int dot = path.lastIndexOf('.');
		String id = path.substring(path.lastIndexOf('/') + 1, Math.max(dot, path.lastIndexOf('/') + 1));
		FakeAsset asset = this.assets.find(id);
		if (asset != null) {
			return asset.making().contentType().startsWith("image/")
					? file("image/png", FakeMedia.png(asset.making().name(), ""), request)
					: FakeResponse.of(404, "text/plain", "The fake keeps no files, and shows a picture for images.");
		}
		FakeRun run = this.runs.find(id);
		StartRequest started = (run != null) ? run.request().orElse(null) : null;
		if (started == null) {
			return FakeResponse.of(404, "text/plain", "There is no such output.");
		}
		return switch (path.substring(dot)) {
			case ".png" -> file("image/png", FakeMedia.png(started.prompt(), started.modelId()), request);
			case ".mp4" -> file("video/mp4", FakeMedia.mp4(started.prompt(), started.modelId()), request);
			case ".wav" -> file("audio/wav", FakeMedia.wav(started.prompt()), request);
			default -> FakeResponse.of(404, "text/plain", "There is no such output.");
		};
	}

	private static FakeResponse file(String type, byte[] file, ReceivedRequest request) {
		String tag = "\"" + Integer.toHexString(Arrays.hashCode(file)) + "-" + file.length + "\"";
		Map<String, String> headers = new HashMap<>(Map.of("Accept-Ranges", "bytes", "ETag", tag));
		Matcher part = PART.matcher(request.header("Range").orElse(""));
		Optional<String> same = request.header("If-Range");
		if (!part.matches() || part.group().length() == "bytes=-".length()
				|| (same.isPresent() && !same.get().equals(tag))) {
			return FakeResponse.of(200, type, file).withHeaders(headers);
		}
		boolean last = part.group(1).isEmpty();
		long from = last ? Math.max(0, file.length - Long.parseLong(part.group(2))) : Long.parseLong(part.group(1));
		long to = (last || part.group(2).isEmpty()) ? file.length - 1
				: Math.min(file.length - 1, Long.parseLong(part.group(2)));
		if (from > to) {
			headers.put("Content-Range", "bytes */" + file.length);
			return FakeResponse.of(416, "text/plain", "There is no such part.").withHeaders(headers);
		}
		headers.put("Content-Range", "bytes " + from + "-" + to + "/" + file.length);
		return FakeResponse.of(206, type, Arrays.copyOfRange(file, (int) from, (int) to + 1)).withHeaders(headers);
	}

}
