package ai.flora.client.asset;

import java.net.URI;
import java.nio.file.Path;
import java.util.stream.Stream;

import ai.flora.client.Page;
import ai.flora.client.RequestOptions;

import org.springframework.core.io.Resource;

/**
 * Files that FLORA keeps for runs. Thread-safe.
 *
 * <pre>{@code
 * Asset harbour = assets.upload(Path.of("harbour.png"));
 * }</pre>
 * <p>
 * A file of up to 4 MB (4,194,304 bytes) goes to FLORA in one request, a larger one to
 * the storage that FLORA names, which never gets the key; nothing larger than 4 MB is
 * held in memory. FLORA takes images (JPEG, PNG, WebP, GIF, AVIF, HEIC, HEIF), videos
 * (MP4, WebM, QuickTime), audio (MPEG, WAV, Ogg) and PDF. What a file is, its first bytes
 * tell, and not its name.
 * <p>
 * An upload ends with an asset that is ready, within a deadline that counts for
 * everything: {@link RequestOptions#withTimeout}, or else the client's call timeout plus
 * a second for each begun MB of the file, which makes 19 minutes for 1 GB. A storage that
 * takes no byte for as long as the transport's read timeout is given up before.
 *
 * @since 0.1.0
 */
public interface FloraAssetsClient {

	/**
	 * Uploads a file.
	 * @param content the file; a resource that {@link Resource#isOpen() is open} is read
	 * once, so that a failed attempt to send it is not repeated. Where the length is not
	 * known before, it is written to a temporary file first
	 * @return the asset, which is ready
	 * @throws ai.flora.client.FloraRequestRefusedException if it is of a type that FLORA
	 * does not take, or empty; nothing was sent
	 * @throws FloraAssetFailedException if FLORA knows the asset, but it is not ready
	 * @throws ai.flora.client.FloraException if the file cannot be read, or FLORA does
	 * not take it
	 * @throws IllegalArgumentException if the workspace is neither given nor known
	 */
	default Asset upload(Resource content) {
		return upload(AssetUpload.builder().content(content).build());
	}

	/**
	 * Uploads a file.
	 * @param file the file
	 * @return the asset, which is ready
	 * @throws ai.flora.client.FloraException as {@link #upload(Resource)}
	 * @throws IllegalArgumentException if the workspace is neither given nor known
	 */
	default Asset upload(Path file) {
		return upload(AssetUpload.builder().content(file).build());
	}

	/**
	 * Uploads or imports what is described, or goes on with it.
	 * @param upload the description
	 * @return the asset, which is ready
	 * @throws ai.flora.client.FloraException as {@link #upload(Resource)}
	 * @throws IllegalArgumentException if the workspace is neither given nor known
	 */
	Asset upload(AssetUpload upload);

	/**
	 * Lets FLORA fetch a file, of up to 50 MB.
	 * @param source a public https URL
	 * @return the asset, which is ready
	 * @throws ai.flora.client.FloraException as {@link #upload(Resource)}
	 * @throws IllegalArgumentException if it is no absolute URL, or the workspace is
	 * neither given nor known
	 */
	default Asset importFrom(URI source) {
		return importFrom(source, RequestOptions.defaults());
	}

	/**
	 * Lets FLORA fetch a file, of up to 50 MB.
	 * @param source a public https URL
	 * @param options deadline, attempts and headers of this call
	 * @return the asset, which is ready
	 * @throws ai.flora.client.FloraException as {@link #upload(Resource)}
	 * @throws IllegalArgumentException if it is no absolute URL, or the workspace is
	 * neither given nor known
	 */
	default Asset importFrom(URI source, RequestOptions options) {
		return upload(AssetUpload.builder().source(source).options(options).build());
	}

	/**
	 * Reads an asset.
	 * @param assetId its id
	 * @return the asset, whatever its state
	 * @throws ai.flora.client.FloraException if there is no asset to return
	 * @throws IllegalArgumentException if the id cannot be one
	 */
	default Asset retrieve(String assetId) {
		return retrieve(assetId, RequestOptions.defaults());
	}

	/**
	 * Reads an asset.
	 * @param assetId its id
	 * @param options deadline, attempts and headers of this call
	 * @return the asset, whatever its state
	 * @throws ai.flora.client.FloraException if there is no asset to return
	 * @throws IllegalArgumentException if the id cannot be one
	 */
	Asset retrieve(String assetId, RequestOptions options);

	/**
	 * Lists assets.
	 * @param query which, from where, and how many
	 * @return a page
	 * @throws ai.flora.client.FloraException if there is no page to return
	 */
	Page<Asset> list(AssetQuery query);

	/**
	 * Lists assets over all pages, each fetched when the stream gets to it. What
	 * {@link #list} throws comes out of the stream.
	 * @param query which, from where, and how many in a page
	 * @return the stream, to be read once
	 */
	Stream<Asset> stream(AssetQuery query);

}
