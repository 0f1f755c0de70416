package ai.flora.client.internal.asset;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * An asset whose making was not confirmed, as far as it is known.
 *
 * @param way FLORA's name for the way that its file takes
 * @param fields fields of the request that made it
 * @param length length of its file; {@code null} if FLORA fetches it
 * @param begun when the call began, on the monotonic clock
 */
record UnconfirmedAsset(String way, Map<String, String> fields, @Nullable Long length, long begun) {

	@Nullable String field(String name) {
		return this.fields.get(name);
	}

}
