package ai.flora.client.internal.technique;

import java.net.URI;

import ai.flora.client.FloraRequestRefusedException;
import ai.flora.client.OutputType;
import ai.flora.client.technique.Technique;
import ai.flora.client.technique.Technique.Slot;
import ai.flora.client.technique.TechniqueRequest;
import ai.flora.client.technique.TechniqueRequest.Input;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Inputs of a technique that was saved anew between its look-up and the start.
 */
class TechniqueInputsTests {

	private static final TechniqueRequest REQUEST = TechniqueRequest.of("tech_1")
		.input("input_1", URI.create("https://media.flora.ai/product.png"))
		.build();

	private static final Technique BEFORE = technique(slot("input_1", "Product"), slot("input_2", "Background"));

	@Test
	void inputIsNotPutIntoAnotherOneThatHasGotItsId() {
		Technique now = technique(slot("input_1", "Background"), slot("input_2", "Product photo"));
		assertThatExceptionOfType(FloraRequestRefusedException.class)
			.isThrownBy(() -> TechniqueInputs.fit(REQUEST, now, BEFORE))
			.withMessageContaining(
					"its input 'input_1' was another one when the technique was read; now it is 'input_1' (Background)");
	}

	@Test
	void inputThatWasOnlyRenamedKeepsItsValue() {
		Technique now = technique(slot("input_1", "Product photo"), slot("input_2", "Background"));
		assertThat(TechniqueInputs.fit(REQUEST, now, BEFORE).request().inputs()).extracting(Input::id)
			.containsExactly("input_1");
	}

	private static Technique technique(Slot... slots) {
		return Technique.builder().techniqueId("tech_1").inputs(slots).build();
	}

	private static Slot slot(String id, String name) {
		return new Slot(id, name, OutputType.IMAGE, null, true, false, false);
	}

}
