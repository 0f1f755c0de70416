package ai.flora.sample;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * The gallery: what this application has started, and whether it waits for that.
 */
@RestController
@RequestMapping("/api/gallery")
class GalleryController {

	private final Gallery gallery;

	private final GalleryFollower follower;

	private final GalleryStreams streams;

	GalleryController(Gallery gallery, GalleryFollower follower, GalleryStreams streams) {
		this.gallery = gallery;
		this.follower = follower;
		this.streams = streams;
	}

	@GetMapping
	Gallery.Changes all() {
		return this.gallery.since(-1);
	}

	/**
	 * Everything first, then each change.
	 */
	@GetMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	SseEmitter events() {
		return this.streams.open();
	}

	@PutMapping("/{id}/following")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void follow(@PathVariable String id) {
		this.follower.followAgain(find(id));
	}

	@DeleteMapping("/{id}/following")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void stop(@PathVariable String id) {
		this.follower.stop(find(id));
	}

	private GalleryRun find(String id) {
		return this.gallery.find(id)
			.orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "The gallery does not show this."));
	}

}
