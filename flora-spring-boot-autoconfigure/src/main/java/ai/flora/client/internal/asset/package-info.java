/**
 * Uploads and imports, to be read in this order: {@code DefaultFloraAssetsClient} has the
 * {@code Content}, which knows its length and {@code FileType}, and the deadline. An
 * {@code UploadCall} makes the asset by one of the {@code AssetOperations}, whose answers
 * are {@code AssetTicket}s; {@code LostAssets} finds one whose answer was lost.
 * {@code StorageUpload} sends a large file, as a {@code MultipartBody}, to the storage,
 * which never gets the key. Whoever goes on with an asset enters the same course later.
 * {@code ForeignMedia} has FLORA fetch inputs of runs that it would not fetch by itself.
 */
@NullMarked
package ai.flora.client.internal.asset;

import org.jspecify.annotations.NullMarked;
