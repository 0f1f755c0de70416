package ai.flora.sample;

import ai.flora.client.asset.Asset;
import ai.flora.client.asset.AssetUpload;
import ai.flora.client.asset.FloraAssetFailedException;
import ai.flora.client.asset.FloraAssetsClient;

import org.springframework.core.io.ByteArrayResource;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * Uploads pictures, for models that begin with one. A browser sends a file as it is, and
 * a form of another site cannot do that.
 */
@RestController
class PictureController {

	static final String PATH = "/api/pictures";

	private final FloraAssetsClient assets;

	PictureController(FloraAssetsClient assets) {
		this.assets = assets;
	}

	@PostMapping(path = PATH, consumes = "image/*")
	Uploaded upload(@RequestBody byte[] picture) {
		Asset asset = this.assets
			.upload(AssetUpload.builder().content(new ByteArrayResource(picture)).name("picture").build());
		return new Uploaded(asset.assetId());
	}

	@ExceptionHandler
	ProblemDetail failed(FloraAssetFailedException ex) {
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatus.BAD_GATEWAY, ex.getMessage());
		problem.setTitle("FLORA did not take this picture");
		return problem;
	}

	/**
	 * The picture that was uploaded.
	 *
	 * @param assetId identifier of the asset, for a start
	 */
	record Uploaded(String assetId) {
	}

}
