package ai.flora.client.internal;

import java.io.IOException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Causes}.
 */
class CausesTests {

	@Test
	void listsAnExceptionAndItsCausesFromTheOutermostOn() {
		Exception root = new IOException("Root");
		Exception middle = new IllegalStateException("Middle", root);
		Exception outer = new RuntimeException("Outer", middle);
		assertThat(Causes.chain(outer)).containsExactly(outer, middle, root);
		assertThat(Causes.any(outer, IOException.class::isInstance)).isTrue();
		assertThat(Causes.any(middle, (cause) -> cause == outer)).isFalse();
	}

	@Test
	void listsNothingWithoutAnException() {
		assertThat(Causes.chain(null)).isEmpty();
		assertThat(Causes.any(null, (cause) -> true)).isFalse();
	}

	@Test
	void tellsTheMessageOrElseTheClass() {
		assertThat(Causes.message(new IOException("Root"))).isEqualTo("Root");
		assertThat(Causes.message(new IOException())).isEqualTo("java.io.IOException");
		assertThat(Causes.message(new IOException() {
			@Override
			public String getMessage() {
				throw new IllegalStateException("The session is closed");
			}
		})).startsWith(CausesTests.class.getName());
	}

	@Test
	void listsEachOfCausesThatFormACircleOnce() {
		Exception first = new IOException("First");
		Exception second = new IllegalStateException("Second", first);
		first.initCause(second);
		assertThat(Causes.chain(first)).containsExactly(first, second);
		assertThat(Causes.any(first, (cause) -> false)).isFalse();
	}

}
