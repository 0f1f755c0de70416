package ai.flora.client.internal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * The types of files that FLORA takes, told by the first bytes of a file. What only looks
 * similar, such as sound in an MP4 container, is none of them.
 *
 * @since 0.1.0
 */
public enum FileType {

	JPEG("image/jpeg", "jpg"), PNG("image/png", "png"), WEBP("image/webp", "webp"), GIF("image/gif", "gif"),
	AVIF("image/avif", "avif"), HEIC("image/heic", "heic"), HEIF("image/heif", "heif"), MP4("video/mp4", "mp4"),
	WEBM("video/webm", "webm"), QUICKTIME("video/quicktime", "mov"), MPEG("audio/mpeg", "mp3"), WAV("audio/wav", "wav"),
	OGG("audio/ogg", "ogg"), PDF("application/pdf", "pdf");

	/** Bytes that are enough to recognise a type. */
	public static final int HEAD = 1024;

	/** Names of the first box of QuickTime files that do not begin with their brand. */
	private static final Set<String> QUICKTIME_BOXES = Set.of("moov", "mdat", "wide", "free", "skip", "pnot");

	/** Beginnings of the brands of MP4 videos; sound and e-books have others. */
	private static final List<String> MP4_BRANDS = List.of("isom", "iso", "mp4", "avc", "M4V", "MSNV", "dash", "f4v",
			"mmp4", "hvc1", "av01");

	private final String mediaType;

	private final String extension;

	FileType(String mediaType, String extension) {
		this.mediaType = mediaType;
		this.extension = extension;
	}

	/**
	 * Its name in HTTP.
	 * @return the media type, such as {@code image/jpeg}
	 */
	public String mediaType() {
		return this.mediaType;
	}

	/**
	 * The usual end of names of such files.
	 * @return the extension, without a dot
	 */
	public String extension() {
		return this.extension;
	}

	/**
	 * All that FLORA takes, for messages.
	 * @return the media types
	 */
	public static String allowed() {
		return String.join(", ", Arrays.stream(values()).map(FileType::mediaType).toList());
	}

	/**
	 * The type of a name in HTTP.
	 * @param mediaType the name; parameters do not count
	 * @return the type, or {@code null} if FLORA takes none such
	 */
	public static @Nullable FileType named(String mediaType) {
		String name = mediaType.replaceAll(";.*", "").strip();
		return Arrays.stream(values()).filter((type) -> type.mediaType.equalsIgnoreCase(name)).findFirst().orElse(null);
	}

	/**
	 * Tells what a file is.
	 * @param head its first {@link #HEAD} bytes, or all of a shorter file
	 * @return the type, or {@code null} if it is none that FLORA takes
	 */
	public static @Nullable FileType of(byte[] head) {
		String text = new String(head, StandardCharsets.ISO_8859_1);
		if (text.startsWith("\u00ff\u00d8\u00ff")) {
			return JPEG;
		}
		if (text.startsWith("\u0089PNG\r\n\u001a\n")) {
			return PNG;
		}
		if (text.startsWith("GIF87a") || text.startsWith("GIF89a")) {
			return GIF;
		}
		if (text.startsWith("RIFF") || text.startsWith("RF64")) {
			return text.startsWith("WEBP", 8) ? WEBP : text.startsWith("WAVE", 8) ? WAV : null;
		}
		if (text.startsWith("\u001aE\u00df\u00a3")) {
			return text.contains("webm") ? WEBM : null;
		}
		if (text.startsWith("OggS")) {
			return text.contains("\u0080theora") ? null : OGG;
		}
		if (text.startsWith("ftyp", 4)) {
			return ofBrands(text);
		}
		if (text.length() >= 8 && QUICKTIME_BOXES.contains(text.substring(4, 8))) {
			return QUICKTIME;
		}
		return text.contains("%PDF-") ? PDF : isMpegAudio(head, text) ? MPEG : null;
	}

	/** A file names its own brand, and all those that it can be read as. */
	private static @Nullable FileType ofBrands(String text) {
		String brand = (text.length() >= 12) ? text.substring(8, 12) : "";
		Set<String> brands = brands(text, brand);
		if (brands.contains("avif") || brands.contains("avis")) {
			return AVIF;
		}
		if (brands.stream().anyMatch((each) -> each.matches("he(ic|ix|im|is|vc|vx|vm|vs)"))) {
			return HEIC;
		}
		if (brand.equals("mif1") || brand.equals("msf1")) {
			return HEIF;
		}
		if (brand.equals("qt  ")) {
			return QUICKTIME;
		}
		return MP4_BRANDS.stream().anyMatch(brand::startsWith) ? MP4 : null;
	}

	private static Set<String> brands(String text, String brand) {
		int size = (text.charAt(0) << 24) | (text.charAt(1) << 16) | (text.charAt(2) << 8) | text.charAt(3);
		Set<String> brands = new TreeSet<>(Set.of(brand));
		for (int i = 16; i + 4 <= Math.min(size, text.length()); i += 4) {
			brands.add(text.substring(i, i + 4));
		}
		return brands;
	}

	/**
	 * Tags come before the sound, or it begins with a frame: of a known version, layer,
	 * bit rate and sampling rate. Layer 0 is AAC, which FLORA does not take; layer I is
	 * out of use, and begins as texts in UTF-16 do.
	 */
	private static boolean isMpegAudio(byte[] head, String text) {
		if (text.startsWith("ID3")) {
			return true;
		}
		if (head.length < 4 || (head[0] & 0xff) != 0xff || (head[1] & 0xe0) != 0xe0) {
			return false;
		}
		int version = (head[1] >> 3) & 3;
		int layer = (head[1] >> 1) & 3;
		int bitRate = (head[2] >> 4) & 0xf;
		int samplingRate = (head[2] >> 2) & 3;
		boolean layerTwoOrThree = layer == 1 || layer == 2;
		return version != 1 && layerTwoOrThree && bitRate != 0xf && samplingRate != 3;
	}

}
