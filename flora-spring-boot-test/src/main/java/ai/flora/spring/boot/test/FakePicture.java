package ai.flora.spring.boot.test;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.Polygon;
import java.awt.RadialGradientPaint;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * A landscape of the prompt's and the model's own, with the prompt at its foot: always
 * the same one for the same prompt and model.
 */
final class FakePicture {

	private static final Log logger = LogFactory.getLog(FakePicture.class);

	private static final int SIZE = 640;

	private static final int MARGIN = 24;

	private static final int MAX_LINES = 2;

	private final BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);

	private final Graphics2D graphics = this.image.createGraphics();

	private final Random random;

	/** Of the sky, from green over blue to red; everything else is a neighbour of it. */
	private final float hue;

	private final boolean night;

	/** Of the sun or the moon. */
	private Color light = Color.WHITE;

	private float lightAt;

	private FakePicture(String prompt, String model) {
		this.random = new Random(31L * prompt.hashCode() + model.hashCode());
		this.hue = 0.5f + 0.45f * this.random.nextFloat();
		this.night = this.random.nextInt(3) == 0;
		this.graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
		this.graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
	}

	/**
	 * Paints it.
	 * @param prompt the text
	 * @param model the model that would have painted it
	 * @return the picture, 640 by 640
	 */
	static BufferedImage of(String prompt, String model) {
		FakePicture picture = new FakePicture(prompt, model);
		int motif = picture.random.nextInt(3);
		int horizon = 300 + picture.random.nextInt(80);
		picture.sky(horizon);
		switch (motif) {
			case 0 -> picture.sea(horizon);
			case 1 -> picture.hills(horizon);
			default -> picture.peaks(horizon);
		}
		picture.foot();
		try {
			picture.write(prompt);
		}
		catch (RuntimeException | Error ex) {
			// A JVM without any font still has a picture to show.
			logger.warn("The fake picture shows no text, for this machine has no fonts (" + ex + ")");
		}
		picture.graphics.dispose();
		return picture.image;
	}

	private void sky(int horizon) {
		Color top = colour(0, 0.62f, this.night ? 0.2f : 0.5f);
		Color bottom = colour(0.14f, 0.5f, this.night ? 0.5f : 0.98f);
		this.graphics.setPaint(new GradientPaint(0, 0, top, 0, horizon, bottom));
		this.graphics.fillRect(0, 0, SIZE, SIZE);
		for (int i = 0; this.night && i < 130; i++) {
			this.graphics.setColor(new Color(255, 255, 255, 60 + this.random.nextInt(160)));
			double size = 1 + 1.6 * this.random.nextDouble();
			this.graphics
				.fill(new Ellipse2D.Double(this.random.nextInt(SIZE), this.random.nextInt(horizon), size, size));
		}
		float x = 130 + this.random.nextInt(380);
		float y = horizon - 40 - this.random.nextInt(130);
		float radius = 30 + this.random.nextInt(26);
		Color light = this.night ? new Color(244, 244, 232) : colour(0.16f, 0.18f, 1);
		this.graphics.setPaint(new RadialGradientPaint(x, y, radius * 5, new float[] { 0, 1 },
				new Color[] { alpha(light, this.night ? 70 : 150), alpha(light, 0) }));
		this.graphics.fillRect(0, 0, SIZE, SIZE);
		this.graphics.setColor(light);
		this.graphics.fill(new Ellipse2D.Float(x - radius, y - radius, 2 * radius, 2 * radius));
		this.lightAt = x;
		this.light = light;
	}

	private void sea(int horizon) {
		this.graphics.setPaint(new GradientPaint(0, horizon, colour(0.06f, 0.55f, this.night ? 0.3f : 0.62f), 0, SIZE,
				colour(-0.04f, 0.75f, this.night ? 0.1f : 0.24f)));
		this.graphics.fillRect(0, horizon, SIZE, SIZE - horizon);
		for (int y = horizon + 3; y < SIZE; y += 3 + (y - horizon) / 16) {
			double depth = (y - horizon) / (double) (SIZE - horizon);
			this.graphics
				.setStroke(new BasicStroke((float) (1.5 + 5 * depth), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
			for (int i = 0; i < 5; i++) {
				double width = (14 + 80 * depth) * this.random.nextDouble();
				double x = this.lightAt + (18 + 110 * depth) * this.random.nextGaussian() * 0.6;
				this.graphics.setColor(alpha(this.light, 50 + this.random.nextInt(120)));
				this.graphics.draw(new Line2D.Double(x - width / 2, y, x + width / 2, y));
			}
		}
	}

	private void hills(int horizon) {
		int layers = 5;
		for (int layer = 0; layer < layers; layer++) {
			double near = layer / (double) (layers - 1);
			Polygon hill = new Polygon();
			hill.addPoint(0, SIZE);
			double base = horizon + 6 + (SIZE - horizon - 70) * near;
			double phase = this.random.nextDouble() * 7;
			double length = 90 + 90 * this.random.nextDouble();
			for (int x = 0; x <= SIZE; x += 4) {
				double height = 26 * Math.sin(x / length + phase) + 11 * Math.sin(x / (length / 2.7) + 2 * phase);
				hill.addPoint(x, (int) (base + height * (0.7 + near * 0.6)));
			}
			hill.addPoint(SIZE, SIZE);
			this.graphics.setColor(distant(near));
			this.graphics.fill(hill);
		}
	}

	private void peaks(int horizon) {
		int layers = 4;
		for (int layer = 0; layer < layers; layer++) {
			double near = layer / (double) (layers - 1);
			Polygon ridge = new Polygon();
			ridge.addPoint(-10, SIZE);
			double base = horizon + 30 + (SIZE - horizon - 60) * near;
			int x = -10;
			boolean up = this.random.nextBoolean();
			while (x < SIZE + 60) {
				double rise = (up ? -1 : 0.25) * (40 + 90 * this.random.nextDouble()) * (1.15 - 0.7 * near);
				ridge.addPoint(x, (int) (base + rise));
				x += 26 + this.random.nextInt(58);
				up = !up;
			}
			ridge.addPoint(x, SIZE);
			this.graphics.setColor(distant(near));
			this.graphics.fill(ridge);
		}
	}

	/** Far hills are as light as the sky, and near ones dark. */
	private Color distant(double near) {
		float brightness = (float) ((this.night ? 0.42 : 0.8) * (1 - 0.82 * near));
		return colour((float) (0.1 - 0.12 * near), (float) (0.36 + 0.3 * near), brightness);
	}

	private Color colour(float away, float saturation, float brightness) {
		return Color.getHSBColor(this.hue + away, saturation, brightness);
	}

	private static Color alpha(Color color, int alpha) {
		return new Color(color.getRed(), color.getGreen(), color.getBlue(), alpha);
	}

	private void foot() {
		this.graphics
			.setPaint(new GradientPaint(0, SIZE - 130, new Color(0, 0, 0, 0), 0, SIZE - 30, new Color(0, 0, 0, 150)));
		this.graphics.fill(new Rectangle2D.Float(0, SIZE - 130, SIZE, 130));
	}

	private void write(String prompt) {
		this.graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
		this.graphics.setColor(Color.WHITE);
		this.graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 18));
		FontMetrics metrics = this.graphics.getFontMetrics();
		List<String> lines = wrap(prompt, metrics);
		int y = SIZE - 34 - (lines.size() - 1) * metrics.getHeight();
		for (String line : lines) {
			this.graphics.drawString(line, MARGIN, y);
			y += metrics.getHeight();
		}
		this.graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
		this.graphics.setColor(new Color(255, 255, 255, 190));
		this.graphics.drawString("made by FakeFlora", MARGIN, SIZE - 14);
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

}
