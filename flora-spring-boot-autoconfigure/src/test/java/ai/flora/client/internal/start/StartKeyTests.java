package ai.flora.client.internal.start;

import ai.flora.client.internal.RunKind;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StartKey}.
 */
class StartKeyTests {

	@Test
	void textTellsStartsApartAndStaysTheSame() {
		assertThat(text("order-4711", "prj_1")).isEqualTo("GENERATION\nws_1\nprj_1\norder-4711");
		assertThat(text("order-4712", "prj_1")).isNotEqualTo(text("order-4711", "prj_1"));
		assertThat(text("order-4711", "prj_2")).isNotEqualTo(text("order-4711", "prj_1"));
	}

	private static String text(String key, String projectId) {
		return new StartKey(new KindAndProject(RunKind.GENERATION, projectId), "ws_1", key).text();
	}

}
