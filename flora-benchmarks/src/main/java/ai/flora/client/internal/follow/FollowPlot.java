package ai.flora.client.internal.follow;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import ai.flora.client.internal.follow.FollowSimulation.Case;
import ai.flora.client.internal.follow.FollowSimulation.Panel;

/**
 * Draws delay against polls, both logarithmic, as SVG.
 */
final class FollowPlot {

	private static final String[] COLOURS = { "#0072b2", "#008f68", "#d08700", "#d1440c", "#8e3a9d" };

	private static final String GREY = "#57606a";

	private static final int WIDTH = 960;

	private static final int HEIGHT = 610;

	private static final int TOP = 84;

	private static final int FIRST_LEFT = 82;

	private static final int PANEL_HEIGHT = 400;

	private static final int PANEL_WIDTH = 410;

	private static final double LEAST_POLLS = 0.008;

	private static final double MOST_POLLS = 200;

	private static final double LEAST_DELAY = 0.2;

	private static final double MOST_DELAY = 2000;

	private final List<Panel> panels;

	private final StringBuilder svg = new StringBuilder();

	private int left;

	FollowPlot(List<Panel> panels) {
		this.panels = panels;
	}

	String draw() {
		add("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
				+ " font-family=\"sans-serif\" font-size=\"13\" fill=\"#1f2328\">", WIDTH, HEIGHT, WIDTH, HEIGHT);
		add("<title>Delay against polls, for 1 to 10,000 runs</title>");
		add("<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", WIDTH, HEIGHT);
		text(WIDTH / 2.0, 30, "middle", "font-size=\"18\" font-weight=\"bold\"",
				"How soon the end of a run is known, and how many polls that takes");
		for (int i = 0; i < this.panels.size(); i++) {
			this.left = FIRST_LEFT + i * (PANEL_WIDTH + 40);
			draw(this.panels.get(i));
		}
		add("<text transform=\"translate(22 %d) rotate(-90)\" text-anchor=\"middle\">%s</text>", TOP + PANEL_HEIGHT / 2,
				"mean delay from a run\u2019s end to its notice");
		legend();
		add("</svg>");
		return this.svg.toString();
	}

	private void draw(Panel panel) {
		text(this.left + PANEL_WIDTH / 2.0, TOP - 14, "middle", "font-size=\"15\" font-weight=\"bold\"", panel.title());
		axes();
		for (int i = 0; i < panel.cases().size(); i++) {
			curve(panel.cases().get(i), COLOURS[i]);
		}
		for (int i = 0; i < panel.cases().size(); i++) {
			Case each = panel.cases().get(i);
			cross(x(each.loopUnderCeiling().polls()), y(each.loopUnderCeiling().delay()), COLOURS[i]);
			circle(x(each.estimated().polls()), y(each.estimated().delay()), COLOURS[i], "#ffffff");
			circle(x(each.learnt().polls()), y(each.learnt().delay()), COLOURS[i], COLOURS[i]);
		}
		Case most = panel.cases().get(panel.cases().size() - 1);
		square(x(most.loop().polls()), y(most.loop().delay()));
	}

	private void axes() {
		for (double polls = 0.01; polls < MOST_POLLS; polls *= 10) {
			add("<path d=\"M%.1f %dv%d\" stroke=\"#d8dee4\"/>", x(polls), TOP, PANEL_HEIGHT);
			text(x(polls), TOP + PANEL_HEIGHT + 18, "middle", "", number(polls));
		}
		for (double delay = 1; delay < MOST_DELAY; delay *= 10) {
			add("<path d=\"M%d %.1fh%d\" stroke=\"#d8dee4\"/>", this.left, y(delay), PANEL_WIDTH);
			if (this.left == FIRST_LEFT) {
				text(this.left - 7, y(delay) + 4.5, "end", "", number(delay) + " s");
			}
		}
		add("<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"none\" stroke=\"#8c959f\"/>", this.left, TOP,
				PANEL_WIDTH, PANEL_HEIGHT);
		text(this.left + PANEL_WIDTH / 2.0, TOP + PANEL_HEIGHT + 40, "middle", "", "polls (requests) per run");
	}

	private void curve(Case each, String colour) {
		List<Followed> points = each.optimum().points();
		String path = points.stream()
			.filter((point) -> point.delay() < MOST_DELAY)
			.map((point) -> String.format(Locale.ROOT, "%.1f %.1f", x(point.polls()), y(point.delay())))
			.collect(Collectors.joining("L"));
		add("<path d=\"M%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>", path, colour);
		Followed last = points.get(points.size() - 1);
		// Others end where there is room below them.
		boolean crowded = each.runs() > ProjectRuns.MAX_PAGE_SIZE * 2;
		text(x(last.polls()) - (crowded ? 8 : 0), y(last.delay()) + (crowded ? 13 : 18), crowded ? "end" : "middle",
				"font-weight=\"bold\" fill=\"" + colour + "\"", number(each.runs()));
	}

	private void legend() {
		int y = HEIGHT - 48;
		add("<path d=\"M82 %dh30\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>", y, GREY);
		String numbers = "";
		List<Case> cases = this.panels.get(0).cases();
		for (int i = 0; i < cases.size(); i++) {
			numbers += String.format(Locale.ROOT, "%s<tspan fill=\"%s\" font-weight=\"bold\">%s</tspan>",
					(i == 0) ? "" : (i < cases.size() - 1) ? ", " : " and ", COLOURS[i], number(cases.get(i).runs()));
		}
		text(122, y + 4.5, "start", "", "the optimum, for " + numbers + " runs");
		circle(97, y + 26, GREY, GREY);
		text(122, y + 30.5, "start", "", "this client, 50 runs of the model learnt");
		circle(417, y + 26, GREY, "#ffffff");
		text(432, y + 30.5, "start", "", "with only an estimate");
		cross(617, y + 26, GREY);
		text(632, y + 30.5, "start", "", "each run every 2 s, at most 5 requests a second");
		square(617, y);
		text(632, y + 4.5, "start", "", "each run every 2 s, without a ceiling");
	}

	private void circle(double x, double y, String stroke, String fill) {
		add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"5\" stroke=\"%s\" stroke-width=\"2\" fill=\"%s\"/>", x, y, stroke,
				fill);
	}

	private void cross(double x, double y, String colour) {
		add("<path d=\"M%.1f %.1fl10 10m0 -10l-10 10\" stroke=\"%s\" stroke-width=\"2.5\"/>", x - 5, y - 5, colour);
	}

	private void square(double x, double y) {
		add("<rect x=\"%.1f\" y=\"%.1f\" width=\"15\" height=\"15\" fill=\"none\" stroke=\"#1f2328\""
				+ " stroke-width=\"1.5\"/>", x - 7.5, y - 7.5);
	}

	private void text(double x, double y, String anchor, String attributes, String text) {
		add("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" %s>%s</text>", x, y, anchor, attributes, text);
	}

	private void add(String format, Object... arguments) {
		this.svg.append(String.format(Locale.ROOT, format, arguments)).append('\n');
	}

	private static String number(double value) {
		return (value < 0.999) ? String.format(Locale.ROOT, "%.2g", value).replaceAll("0+$", "")
				: String.format(Locale.ROOT, "%,.0f", value);
	}

	private double x(double polls) {
		return this.left + PANEL_WIDTH * Math.log(polls / LEAST_POLLS) / Math.log(MOST_POLLS / LEAST_POLLS);
	}

	private double y(double delay) {
		return TOP + PANEL_HEIGHT * Math.log(MOST_DELAY / delay) / Math.log(MOST_DELAY / LEAST_DELAY);
	}

}
