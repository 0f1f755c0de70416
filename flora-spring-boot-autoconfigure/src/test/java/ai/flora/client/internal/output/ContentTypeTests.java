package ai.flora.client.internal.output;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ContentTypeTests {

	@ParameterizedTest
	@CsvSource({ "\u00ff\u00d8\u00ff\u00e0, image/jpeg, jpg", "GIF89a, image/gif, gif",
			"RIFF1234WEBP, image/webp, webp", "RIFF1234WAVE, audio/wav, wav", "1234ftypisom, video/mp4, mp4",
			"1234ftypqt  x, video/quicktime, mov", "1234ftypM4A x, audio/mp4, m4a", "fLaC1, audio/flac, flac",
			"ID31, audio/mpeg, mp3", "OggS1, audio/ogg, ogg", "%PDF-1.7, application/pdf, pdf",
			"PK\u0003\u00041, application/zip, zip", "glTF1, model/gltf-binary, glb" })
	void firstBytesTellTypeAndExtension(String head, String mediaType, String extension) {
		ContentType type = ContentType.of(head.getBytes(StandardCharsets.ISO_8859_1));
		assertThat(type).isEqualTo(new ContentType(mediaType, extension));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "G", "GIF8", "12ftypM4A ", "xfLaC", "PK", "xglTF", "<html>", "{}" })
	void whatTheyDoNotTellIsUnknown(String head) {
		assertThat(ContentType.of(head.getBytes(StandardCharsets.ISO_8859_1))).isEqualTo(ContentType.UNKNOWN);
	}

	@Test
	void unknownFilesHaveAnExtensionThatNothingOpens() {
		assertThat(ContentType.UNKNOWN).isEqualTo(new ContentType("application/octet-stream", "bin"));
	}

}
