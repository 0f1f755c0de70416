package ai.flora.spring.boot.test;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

import javax.imageio.ImageIO;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * The outputs of runs of {@link FakeFlora}: a picture that shows the prompt, and a short
 * tone.
 */
final class FakeMedia {

	private static final Log logger = LogFactory.getLog(FakeMedia.class);

	private static final int SIZE = 640;

	private static final int MARGIN = 48;

	private static final int MAX_LINES = 12;

	private static final float RATE = 8000;

	private static final double SECONDS = 1.2;

	private FakeMedia() {
	}

	/**
	 * A picture in colours of the prompt's own, with its text.
	 * @param prompt the text
	 * @return a PNG
	 */
	static byte[] png(String prompt) {
		BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
		Graphics2D graphics = image.createGraphics();
		float hue = (prompt.hashCode() & 0xffff) / 65536f;
		graphics.setPaint(new GradientPaint(0, 0, Color.getHSBColor(hue, 0.55f, 0.55f), SIZE, SIZE,
				Color.getHSBColor(hue + 0.15f, 0.7f, 0.25f)));
		graphics.fillRect(0, 0, SIZE, SIZE);
		try {
			write(graphics, prompt);
		}
		catch (RuntimeException | Error ex) {
			// A JVM without any font still has a picture to show.
			logger.warn("The fake picture shows no text, for this machine has no fonts (" + ex + ")");
		}
		graphics.dispose();
		return png(image);
	}

	private static void write(Graphics2D graphics, String prompt) {
		graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
		graphics.setColor(Color.WHITE);
		graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 34));
		FontMetrics metrics = graphics.getFontMetrics();
		List<String> lines = wrap(prompt, metrics);
		int y = (SIZE - lines.size() * metrics.getHeight()) / 2 + metrics.getAscent();
		for (String line : lines) {
			graphics.drawString(line, MARGIN, y);
			y += metrics.getHeight();
		}
		graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 16));
		graphics.drawString("made by FakeFlora", MARGIN, SIZE - 24);
	}

	private static List<String> wrap(String text, FontMetrics metrics) {
		List<String> lines = new ArrayList<>();
		StringBuilder line = new StringBuilder();
		for (String word : text.strip().split("\\s+")) {
			if (!line.isEmpty() && metrics.stringWidth(line + " " + word) > SIZE - 2 * MARGIN) {
				lines.add(line.toString());
				line.setLength(0);
			}
			line.append(line.isEmpty() ? "" : " ").append(word);
		}
		lines.add(line.toString());
		return (lines.size() > MAX_LINES) ? lines.subList(0, MAX_LINES) : lines;
	}

	private static byte[] png(BufferedImage image) {
		try (ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
			ImageIO.write(image, "png", bytes);
			return bytes.toByteArray();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A tone of a height of the prompt's own.
	 * @param prompt the text
	 * @return a WAV
	 */
	static byte[] wav(String prompt) {
		double hertz = 220 * Math.pow(2, Math.floorMod(prompt.hashCode(), 24) / 12.0);
		byte[] samples = new byte[(int) (RATE * SECONDS)];
		for (int i = 0; i < samples.length; i++) {
			double fade = Math.min(1, Math.min(i, samples.length - i) / (RATE / 20));
			samples[i] = (byte) (60 * fade * Math.sin(2 * Math.PI * hertz * i / RATE));
		}
		AudioFormat format = new AudioFormat(RATE, 8, 1, true, false);
		try (AudioInputStream tone = new AudioInputStream(new ByteArrayInputStream(samples), format, samples.length);
				ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
			AudioSystem.write(tone, AudioFileFormat.Type.WAVE, bytes);
			return bytes.toByteArray();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
