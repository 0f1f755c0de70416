package ai.flora.client.asset;

/**
 * How far an upload has come.
 *
 * @since 0.1.0
 */
public enum AssetStage {

	/**
	 * FLORA knows the asset, but has named no place to send the file to.
	 */
	RESERVE,

	/**
	 * The file was being sent to FLORA's storage.
	 */
	STORE,

	/**
	 * The storage has the file, and FLORA was being told so.
	 */
	COMPLETE,

	/**
	 * FLORA was making the asset ready.
	 */
	PROCESS

}
