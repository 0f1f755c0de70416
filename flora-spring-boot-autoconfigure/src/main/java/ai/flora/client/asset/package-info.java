/**
 * Assets: files that FLORA keeps, to be used by runs.
 * <p>
 * {@code FloraAssetsClient} uploads what an {@code AssetUpload} describes and returns an
 * {@code Asset} that is ready; {@code FloraAssetFailedException} tells how far an upload
 * has come that has not ended well.
 *
 * @see <a href="https://developer.flora.ai/api/">FLORA: Getting Started</a>
 */
@NullMarked
package ai.flora.client.asset;

import org.jspecify.annotations.NullMarked;
