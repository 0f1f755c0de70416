package ai.flora.spring.boot.test;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Random;

import javax.imageio.ImageIO;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;

/**
 * The outputs of runs of {@link FakeFlora}: a picture, a short video, a short melody.
 * Each follows from the prompt and the model, and so is the same at each time.
 */
final class FakeMedia {

	/** Beside this class, with how they were made. */
	private static final List<String> VIDEOS = List.of("dusk", "northern-lights", "ink");

	private static final float RATE = 8000;

	private static final double SECONDS_PER_NOTE = 0.3;

	private static final int NOTES = 8;

	/** Steps above the lowest tone, of which any sound well together. */
	private static final int[] SCALE = { 0, 3, 5, 7, 10, 12, 15 };

	private FakeMedia() {
	}

	/**
	 * A picture.
	 * @param prompt the text, which it shows
	 * @param model the model that would have made it
	 * @return a PNG
	 */
	static byte[] png(String prompt, String model) {
		BufferedImage image = FakePicture.of(prompt, model);
		try (ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
			ImageIO.write(image, "png", bytes);
			return bytes.toByteArray();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A video that browsers play.
	 * @param prompt the text
	 * @param model the model that would have made it
	 * @return an MP4
	 */
	static byte[] mp4(String prompt, String model) {
		String name = "media/" + VIDEOS.get(Math.floorMod(31 * prompt.hashCode() + model.hashCode(), VIDEOS.size()))
				+ ".mp4";
		try (InputStream video = FakeMedia.class.getResourceAsStream(name)) {
			if (video == null) {
				throw new FileNotFoundException(name);
			}
			return video.readAllBytes();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A melody.
	 * @param prompt the text
	 * @return a WAV
	 */
	static byte[] wav(String prompt) {
		Random random = new Random(prompt.hashCode());
		int length = (int) (RATE * SECONDS_PER_NOTE);
		byte[] samples = new byte[NOTES * length];
		for (int note = 0; note < NOTES; note++) {
			double hertz = 262 * Math.pow(2, SCALE[random.nextInt(SCALE.length)] / 12.0);
			for (int i = 0; i < length; i++) {
				double fade = Math.min(1, i / (RATE / 100)) * Math.pow(1 - i / (double) length, 1.5);
				samples[note * length + i] = (byte) (80 * fade * Math.sin(2 * Math.PI * hertz * i / RATE));
			}
		}
		AudioFormat format = new AudioFormat(RATE, 8, 1, true, false);
		try (AudioInputStream melody = new AudioInputStream(new ByteArrayInputStream(samples), format, samples.length);
				ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
			AudioSystem.write(melody, AudioFileFormat.Type.WAVE, bytes);
			return bytes.toByteArray();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
