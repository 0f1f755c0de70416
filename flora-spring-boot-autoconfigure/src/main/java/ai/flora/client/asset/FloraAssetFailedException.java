package ai.flora.client.asset;

import ai.flora.client.FloraException;
import org.jspecify.annotations.Nullable;

/**
 * An upload or import has not led to an asset that is ready, but FLORA knows the asset. A
 * second try can go on with it, and leaves no unfinished asset behind.
 *
 * <pre>{@code
 * assets.upload(AssetUpload.builder().content(file).assetId(failure.assetId()).build());
 * }</pre>
 *
 * @since 0.1.0
 */
public class FloraAssetFailedException extends FloraException {

	/** Identifier of the asset. */
	private final String assetId;

	/** The stage that has failed. */
	private final AssetStage stage;

	/**
	 * Creates an exception.
	 * @param message what happened; without the key or a response body
	 * @param assetId identifier of the asset
	 * @param stage the stage that has failed
	 * @param cause the cause, such as a {@link ai.flora.client.FloraTimeoutException};
	 * {@code null} if FLORA says that the asset has failed
	 */
	public FloraAssetFailedException(String message, String assetId, AssetStage stage, @Nullable Throwable cause) {
		super(message, cause);
		this.assetId = assetId;
		this.stage = stage;
	}

	/**
	 * The asset to go on with.
	 * @return its id
	 * @see AssetUpload.Builder#assetId(String)
	 */
	public String assetId() {
		return this.assetId;
	}

	/**
	 * The stage of the upload that has failed.
	 * @return the stage
	 */
	public AssetStage stage() {
		return this.stage;
	}

}
