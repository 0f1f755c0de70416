package ai.flora.client.asset;

/**
 * The stages of an upload.
 *
 * @since 0.1.0
 */
public enum AssetStage {

	/**
	 * FLORA knows the asset, but has named no storage for the file.
	 */
	RESERVE,

	/**
	 * The file is being sent to FLORA's storage.
	 */
	STORE,

	/**
	 * The storage has the file, and the client is telling FLORA so.
	 */
	COMPLETE,

	/**
	 * FLORA is making the asset ready.
	 */
	PROCESS

}
