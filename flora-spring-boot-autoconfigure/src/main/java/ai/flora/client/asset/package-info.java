/**
 * Assets: files that FLORA keeps, to be used by runs.
 * <p>
 * {@code FloraAssetsClient} uploads the file of an {@code AssetUpload}, and returns an
 * {@code Asset} that is ready. {@code FloraAssetFailedException} tells the stage in which
 * an upload has failed.
 *
 * @see <a href="https://developer.flora.ai/api/">FLORA: Getting Started</a>
 */
@NullMarked
package ai.flora.client.asset;

import org.jspecify.annotations.NullMarked;
