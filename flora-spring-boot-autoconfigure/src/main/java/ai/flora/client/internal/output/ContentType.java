package ai.flora.client.internal.output;

import java.nio.charset.StandardCharsets;

import ai.flora.client.internal.FileType;
import org.jspecify.annotations.Nullable;

/**
 * The type of an output, by its first bytes.
 *
 * @param mediaType its name in HTTP
 * @param extension the usual end of names of such files
 */
record ContentType(String mediaType, String extension) {

	static final ContentType TEXT = new ContentType("text/plain", "txt");

	static final ContentType UNKNOWN = new ContentType("application/octet-stream", "bin");

	/**
	 * Tells the type of a file.
	 * @param head its first {@link FileType#HEAD} bytes, or all of a shorter file
	 */
	static ContentType of(byte[] head) {
		FileType type = FileType.of(head);
		if (type != null) {
			return new ContentType(type.mediaType(), type.extension());
		}
		ContentType other = other(new String(head, StandardCharsets.ISO_8859_1));
		return (other != null) ? other : UNKNOWN;
	}

	/** Types that runs may make, although FLORA takes no such assets. */
	private static @Nullable ContentType other(String head) {
		if (head.startsWith("ftypM4A", 4)) {
			return new ContentType("audio/mp4", "m4a");
		}
		if (head.startsWith("fLaC")) {
			return new ContentType("audio/flac", "flac");
		}
		if (head.startsWith("PK\u0003\u0004")) {
			return new ContentType("application/zip", "zip");
		}
		if (head.startsWith("glTF")) {
			return new ContentType("model/gltf-binary", "glb");
		}
		return null;
	}

}
