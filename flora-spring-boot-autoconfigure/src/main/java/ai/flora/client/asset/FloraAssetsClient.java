package ai.flora.client.asset;

import java.net.URI;
import java.nio.file.Path;
import java.util.stream.Stream;

import ai.flora.client.Page;
import ai.flora.client.RequestOptions;

import org.springframework.core.io.Resource;

/**
 * The client of FLORA's assets: files that FLORA keeps for runs. Thread-safe.
 *
 * <pre>{@code
 * Asset harbour = assets.upload(Path.of("harbour.png"));
 * }</pre>
 * <p>
 * FLORA takes images (JPEG, PNG, WebP, GIF, AVIF, HEIC, HEIF), videos (MP4, WebM,
 * QuickTime), audio (MPEG, WAV, Ogg) and PDF. The first bytes of a file tell its type,
 * not its name.
 * <p>
 * A file of up to 4 MB (4,194,304 bytes) goes to FLORA in one request. A larger file goes
 * to the storage that FLORA names, which never gets the key, and is never in memory as a
 * whole.
 * <p>
 * An upload returns an asset that is ready. One deadline counts for all of it:
 * {@link RequestOptions#withTimeout}, or by default the client's call timeout plus one
 * second for each begun MB, which is 19 minutes for 1 GB. The client gives up earlier if
 * the storage takes no byte for the HTTP client's read timeout.
 *
 * @since 0.1.0
 */
public interface FloraAssetsClient {

	/**
	 * Uploads a file.
	 * @param content the file. A resource that {@link Resource#isOpen() is open} is read
	 * once, so a failed attempt to send it is not repeated. Content of unknown length is
	 * first written to a temporary file
	 * @return the asset, which is ready
	 * @throws ai.flora.client.FloraRequestRefusedException if the file is empty, or of a
	 * type that FLORA does not take; nothing was sent
	 * @throws FloraAssetFailedException if FLORA knows the asset, but it is not ready
	 * @throws ai.flora.client.FloraConflictException if FLORA has made the asset, but the
	 * response with its id was lost, and it is not listed yet
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
	 * @throws ai.flora.client.FloraException for the reasons of {@link #upload(Resource)}
	 * @throws IllegalArgumentException if the workspace is neither given nor known
	 */
	default Asset upload(Path file) {
		return upload(AssetUpload.builder().content(file).build());
	}

	/**
	 * Uploads or imports a file, or goes on with an unfinished asset.
	 * @param upload the file and its options
	 * @return the asset, which is ready
	 * @throws ai.flora.client.FloraException for the reasons of {@link #upload(Resource)}
	 * @throws IllegalArgumentException if the workspace is neither given nor known
	 */
	Asset upload(AssetUpload upload);

	/**
	 * Lets FLORA fetch a file of up to 50 MB.
	 * @param source a public https URL
	 * @return the asset, which is ready
	 * @throws ai.flora.client.FloraException for the reasons of {@link #upload(Resource)}
	 * @throws IllegalArgumentException if the URL is not absolute, or the workspace is
	 * neither given nor known
	 */
	default Asset importFrom(URI source) {
		return importFrom(source, RequestOptions.defaults());
	}

	/**
	 * Lets FLORA fetch a file of up to 50 MB.
	 * @param source a public https URL
	 * @param options deadline, attempts and headers of this call
	 * @return the asset, which is ready
	 * @throws ai.flora.client.FloraException for the reasons of {@link #upload(Resource)}
	 * @throws IllegalArgumentException if the URL is not absolute, or the workspace is
	 * neither given nor known
	 */
	default Asset importFrom(URI source, RequestOptions options) {
		return upload(AssetUpload.builder().source(source).options(options).build());
	}

	/**
	 * Reads an asset.
	 * @param assetId its id
	 * @return the asset, whatever its state
	 * @throws ai.flora.client.FloraException if there is no such asset, or it cannot be
	 * read
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
	 * @throws ai.flora.client.FloraException if there is no such asset, or it cannot be
	 * read
	 * @throws IllegalArgumentException if the id cannot be one
	 */
	Asset retrieve(String assetId, RequestOptions options);

	/**
	 * Lists one page of assets.
	 * @param query which assets, from where, and how many
	 * @return the page
	 * @throws ai.flora.client.FloraException if FLORA refuses the call, does not respond,
	 * or its response cannot be read
	 */
	Page<Asset> list(AssetQuery query);

	/**
	 * Lists all assets. Pages are read as the stream is.
	 * @param query which assets, from where, and how many in a page
	 * @return the assets; reading them throws what {@link #list} throws
	 */
	Stream<Asset> stream(AssetQuery query);

}
