/**
 * Uploads and imports, to be read in this order: {@code DefaultFloraAssetsClient} calls
 * {@code AssetCalls}, which opens the {@code Content} and sets the deadline. An
 * {@code UploadCall} has an {@code AssetCreation} make the asset by one of the
 * {@code AssetOperations}, whose responses are {@code AssetTicket}s;
 * {@code UnconfirmedAssets} finds an asset whose response was lost. {@code StorageUpload}
 * sends a large file to the storage, which never gets the key, as a {@code MultipartBody}
 * where FLORA names a form. A call that goes on with an asset joins the same course
 * later. {@code ForeignMedia} has FLORA fetch inputs of runs that it would not fetch by
 * itself.
 */
@NullMarked
package ai.flora.client.internal.asset;

import org.jspecify.annotations.NullMarked;
