package ai.flora.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

import ai.flora.client.FloraException;
import ai.flora.client.FloraRequestRefusedException;
import ai.flora.client.Run;
import ai.flora.client.RunOutput;
import ai.flora.client.output.FloraOutputs;
import ai.flora.client.output.OutputContent;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Downloads of what the gallery's runs have made: by the run and the number of the
 * output, for a URL of the caller's would make this application open whatever anybody
 * likes.
 */
@RestController
class OutputController {

	private static final Map<String, String> EXTENSIONS = Map.ofEntries(Map.entry("image/png", "png"),
			Map.entry("image/jpeg", "jpg"), Map.entry("image/webp", "webp"), Map.entry("image/gif", "gif"),
			Map.entry("image/avif", "avif"), Map.entry("image/svg+xml", "svg"), Map.entry("video/mp4", "mp4"),
			Map.entry("video/webm", "webm"), Map.entry("video/quicktime", "mov"), Map.entry("audio/mpeg", "mp3"),
			Map.entry("audio/wav", "wav"), Map.entry("audio/ogg", "ogg"), Map.entry("audio/flac", "flac"),
			Map.entry("audio/mp4", "m4a"), Map.entry("application/pdf", "pdf"), Map.entry("text/plain", "txt"));

	private final Gallery gallery;

	private final FloraOutputs outputs;

	OutputController(Gallery gallery, FloraOutputs outputs) {
		this.gallery = gallery;
		this.outputs = outputs;
	}

	/**
	 * Sends an output. Its media type comes from its content, and nosniff holds a browser
	 * to that. Its length is not sent: an output that breaks off in the middle must not
	 * pass for the whole.
	 */
	@GetMapping("/api/gallery/{id}/outputs/{number}")
	void download(@PathVariable String id, @PathVariable int number, HttpServletResponse response) throws IOException {
		GalleryRun run = this.gallery.find(id).orElseThrow(OutputController::unknown);
		RunOutput output = output(run, number);
		try (OutputContent content = open(output)) {
			response.setContentType(content.mediaType());
			response.setHeader(HttpHeaders.CONTENT_DISPOSITION,
					ContentDisposition.attachment()
						.filename(fileName(run, output, number, content))
						.build()
						.toString());
			response.setHeader("X-Content-Type-Options", "nosniff");
			response.flushBuffer();
			send(content, response);
		}
	}

	private OutputContent open(RunOutput output) {
		try {
			return this.outputs.open(output);
		}
		catch (FloraRequestRefusedException ex) {
			throw new ResponseStatusException(HttpStatus.BAD_GATEWAY,
					"What FLORA has sent leads where nothing is downloaded from.", ex);
		}
	}

	private static RunOutput output(GalleryRun run, int number) {
		Run seen = run.run();
		List<RunOutput> outputs = (seen != null) ? seen.outputs() : List.of();
		if (number < 0 || number >= outputs.size()) {
			throw unknown();
		}
		return outputs.get(number);
	}

	private static ResponseStatusException unknown() {
		return new ResponseStatusException(HttpStatus.NOT_FOUND, "The gallery does not show this.");
	}

	/** It is on its way: only a connection that breaks tells that the rest is missing. */
	private static void send(OutputContent content, HttpServletResponse response) {
		try {
			content.stream().transferTo(response.getOutputStream());
		}
		catch (IOException | FloraException ex) {
			// Not as its cause: Spring would take a reset connection to the storage for a
			// visitor who has left, and end the response well.
			IOException broken = new IOException("The download broke off");
			broken.addSuppressed(ex);
			throw new UncheckedIOException(broken);
		}
	}

	private static String fileName(GalleryRun run, RunOutput output, int number, OutputContent content) {
		String outputId = (output.outputId() != null) ? output.outputId() : Integer.toString(number + 1);
		return word(String.valueOf(run.runId())) + "-" + word(outputId) + "." + extension(content.mediaType());
	}

	/** Ids are FLORA's, file names are the visitor's. */
	private static String word(String id) {
		String word = id.replaceAll("[^A-Za-z0-9_-]", "_");
		return word.substring(0, Math.min(word.length(), 80));
	}

	private static String extension(String mediaType) {
		MimeType type = MimeTypeUtils.parseMimeType(mediaType);
		return EXTENSIONS.getOrDefault(type.getType() + "/" + type.getSubtype(), "bin");
	}

}
