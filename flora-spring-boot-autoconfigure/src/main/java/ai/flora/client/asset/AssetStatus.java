package ai.flora.client.asset;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * The states of an asset.
 *
 * @since 0.1.0
 */
public enum AssetStatus {

	/**
	 * FLORA has no file yet, or has not examined it.
	 */
	PENDING_UPLOAD,

	/**
	 * The asset can be used.
	 */
	READY,

	/**
	 * FLORA cannot use the file; see {@link Asset#failureMessage()}.
	 */
	FAILED,

	/**
	 * A state that this version does not know, or none. It is no end: read the asset
	 * again later.
	 */
	UNKNOWN;

	/**
	 * FLORA's name for the state.
	 * @return the name, such as {@code pending_upload}
	 */
	@JsonValue
	public String wireName() {
		return name().toLowerCase(Locale.ROOT);
	}

	@JsonCreator(mode = JsonCreator.Mode.DELEGATING)
	static AssetStatus fromWire(@Nullable String name) {
		for (AssetStatus status : values()) {
			if (status.wireName().equalsIgnoreCase(name)) {
				return status;
			}
		}
		return UNKNOWN;
	}

}
