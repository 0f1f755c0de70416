package ai.flora.client.internal;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What files are by their first bytes. In the table, {@code \xx} is a byte.
 */
class FileTypeTests {

	@ParameterizedTest
	@CsvSource({ "\\ff\\d8\\ff\\e0\\00\\10JFIF, JPEG", "\\ff\\d8\\ff\\e1, JPEG", "\\89PNG\\0d\\0a\\1a\\0a, PNG",
			"GIF87a, GIF", "GIF89a\\01, GIF", "RIFF\\00\\00\\00\\00WEBPVP8, WEBP", "RIFF\\00\\00\\00\\00WAVEfmt, WAV",
			"RF64\\ff\\ff\\ff\\ffWAVEds64, WAV", "RIFF\\00\\00\\00\\00AVI LIST,", "\\00\\00\\00\\1cftypavif, AVIF",
			"\\00\\00\\00\\1cftypmif1\\00\\00\\00\\00mif1avifmiaf, AVIF", "\\00\\00\\00\\18ftypheic, HEIC",
			"\\00\\00\\00\\18ftypmif1\\00\\00\\00\\00mif1heic, HEIC",
			"\\00\\00\\00\\14ftypmif1\\00\\00\\00\\00mif1heic, HEIF",
			"\\00\\00\\00\\20ftypisom\\00\\00\\02\\00isomiso2, MP4", "\\00\\00\\00\\18ftypmp42, MP4",
			"\\00\\00\\00\\1cftypM4V\\20, MP4", "\\00\\00\\00\\1cftypM4A\\20,", "\\00\\00\\00\\1cftyp3gp5,",
			"\\00\\00\\00\\14ftypqt\\20\\20, QUICKTIME", "\\00\\00\\00\\08wide\\00\\00, QUICKTIME",
			"\\00\\00\\10\\00moov\\00\\00, QUICKTIME", "\\1aE\\df\\a3\\9fB\\86\\81\\01B\\82\\84webm, WEBM",
			"\\1aE\\df\\a3\\9fB\\86\\81\\01B\\82\\88matroska,", "ID3\\04\\00, MPEG", "\\ff\\fb\\90\\64, MPEG",
			"\\ff\\f3\\40\\c4, MPEG", "\\ff\\f1\\50\\80,", "\\ff\\fb\\f0\\64,", "\\ff\\fb\\9c\\64,",
			"\\ff\\eb\\90\\64,", "\\ff\\fd\\90\\64, MPEG", "\\ff\\feA\\00,", "\\ff\\fe\\00\\00A\\00,",
			"OggS\\00\\02vorbis, OGG", "OggS\\00\\02\\80theora,", "%PDF-1.7, PDF", "\\ef\\bb\\bf%PDF-1.7, PDF",
			"<svg xmlns=,", "\\ff\\d8,", "BM\\00\\00,", "II*\\00,", "PK\\03\\04,", "hello world,", "ftyp,", "'',",
			"\\00\\00\\00\\18ftyp," })
	void typeIsToldByTheFirstBytes(String head, FileType type) {
		assertThat(FileType.of(bytes(head))).isEqualTo(type);
	}

	@Test
	void typeIsFoundByItsName() {
		for (FileType type : FileType.values()) {
			assertThat(FileType.named(type.mediaType().toUpperCase() + "; x=y")).isEqualTo(type);
			assertThat(FileType.allowed()).contains(type.mediaType());
		}
		assertThat(FileType.named("image/svg+xml")).isNull();
	}

	private static byte[] bytes(String text) {
		StringBuilder chars = new StringBuilder();
		for (int i = 0; i < text.length(); i++) {
			boolean escape = text.charAt(i) == '\\';
			chars.append(escape ? (char) Integer.parseInt(text.substring(i + 1, i + 3), 16) : text.charAt(i));
			i += escape ? 2 : 0;
		}
		return chars.toString().getBytes(StandardCharsets.ISO_8859_1);
	}

}
