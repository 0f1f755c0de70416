package ai.flora.client.internal.transport;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import ai.flora.client.FloraException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SentKeys}.
 */
class SentKeysTests {

	private final AtomicInteger next = new AtomicInteger();

	private final ApiKey apiKey = new ApiKey(() -> List.of("sk_a", "sk_b", "sk_c").get(this.next.getAndIncrement()));

	private final SentKeys keys = new SentKeys(this.apiKey);

	@Test
	void keysOfTheCallAreMaskedAndTheLatestTwoOfTheClient() {
		this.keys.add("sk_1");
		this.keys.add("sk_2");
		this.apiKey.current();
		this.apiKey.current();
		this.apiKey.current();
		assertThat(this.keys.clean("sk_1 sk_2 sk_a sk_b sk_c", 100)).isEqualTo("****** ****** sk_a ****** ******");
	}

	@Test
	void sourceThatFailsShowsNoEarlierKey() {
		Iterator<String> keys = List.of("sk_a").iterator();
		ApiKey key = new ApiKey(() -> {
			if (!keys.hasNext()) {
				throw new IllegalStateException("sk_a is revoked");
			}
			return keys.next();
		});
		key.current();
		assertThatExceptionOfType(FloraException.class).isThrownBy(key::current)
			.havingCause()
			.withMessage("java.lang.IllegalStateException: ****** is revoked");
	}

	/** Kotlin's suppliers may throw any exception. */
	@Test
	void sourceThatThrowsACheckedExceptionIsNoFailureOfTheNetwork() {
		ApiKey key = new ApiKey(() -> sneaky(new IOException("Vault is sealed")));
		assertThatExceptionOfType(FloraException.class).isThrownBy(key::current)
			.withMessage("The API key of FLORA could not be obtained");
	}

	@SuppressWarnings("unchecked")
	private static <E extends Exception> String sneaky(Exception exception) throws E {
		throw (E) exception;
	}

	@Test
	void keyThatBeginsAnotherLeavesNothingOfTheOther() {
		this.keys.add("sk_1");
		this.keys.add("sk_1234");
		this.keys.add("sk_12");
		assertThat(this.keys.clean("sk_1234", 100)).isEqualTo("******");
	}

	/** As Kotlin's data classes do. Logs and spans show the message all the same. */
	@Test
	void exceptionIsReplacedWhoseMessageAloneQuotesAKey() {
		this.keys.add("sk_1");
		RuntimeException thrown = new IllegalStateException("Bearer sk_1") {
			@Override
			public String toString() {
				return "TokenException(status=401)";
			}
		};
		assertThat(this.keys.replacement(thrown)).isNotNull();
		assertThat(this.keys.replacement(new IllegalStateException("no token", thrown))).isNotNull();
	}

	/** Logback reads the message alone. */
	@Test
	void exceptionIsReplacedWhoseMessageCannotBeTold() {
		RuntimeException thrown = new RuntimeException() {
			@Override
			public String getMessage() {
				throw this;
			}

			@Override
			public String toString() {
				return "TokenException(status=401)";
			}
		};
		assertThat(this.keys.replacement(thrown)).isNotNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"sent\":\"ak_a\\/b+c=&d\"}", "{\"sent\":\"ak_a/b\\u002bc\\u003D\\u0026d\"}",
			"<b>ak_a&#x2F;b&#43;c&#61;&amp;d</b>", "<b>{\"sent\":\"ak_a\\/b+c=&amp;d\"}</b>",
			"ak_a\\/b+c=&d ak_a/b+c=&d" })
	void keyThatAPageHasEscapedIsMaskedWithThePage(String page) {
		this.keys.add("ak_a/b+c=&d");
		assertThat(this.keys.clean(page, 100)).isEqualTo("******");
		assertThat(this.keys.clean(new IOException(page))).hasMessage("******");
	}

	@Test
	void pageWithoutAKeyStaysAsItIs() {
		this.keys.add("ak_a/b+c=&d");
		String page = "<b>a&#x2F;b &amp; c\\/d \\u003d \\ud83d \\u00 \\ &#x; &#99999999999; &</b>";
		assertThat(this.keys.clean(page, 100)).isEqualTo(page);
	}

	@Test
	void exceptionIsReplacedOnlyIfItQuotesAKey() {
		this.keys.add("sk_1");
		IOException harmless = new IOException("Reset", new IOException("by peer"));
		assertThat(this.keys.clean(harmless)).isSameAs(harmless);
		IOException quoting = new IOException("Reset", new IOException("Odd: sk_1"));
		assertThat(this.keys.clean(quoting)).hasNoCause()
			.hasMessage("java.io.IOException: Odd: ******")
			.satisfies((clean) -> assertThat(clean.getStackTrace()).isEqualTo(quoting.getStackTrace()));
	}

	/** A log shows those, too; and what is suppressed may be caused by the exception. */
	@Test
	void exceptionIsReplacedIfOneThatItSuppressesQuotesAKey() {
		this.keys.add("sk_1");
		IllegalStateException thrown = new IllegalStateException("Failed", new IOException("Reset"));
		thrown.addSuppressed(new IllegalArgumentException(thrown));
		assertThat(this.keys.clean(thrown)).isSameAs(thrown);
		thrown.getCause().addSuppressed(new IllegalArgumentException("Odd: sk_1"));
		assertThat(this.keys.clean(thrown)).hasMessage("java.lang.IllegalArgumentException: Odd: ******")
			.hasNoSuppressedExceptions();
	}

	@Test
	void cleanLeavesNoControlCharacter() {
		assertThat(this.keys.clean("a\u0000\u001b[1mb\u0085\u009b1mc\u202ed\u2028e", 100)).isEqualTo("a [1mb 1mc d e");
	}

	@Test
	void cleanDoesNotCutACharacterInHalf() {
		assertThat(this.keys.clean("ab\uD83D\uDE00cd", 3)).isEqualTo("ab");
		assertThat(this.keys.clean("ab\uD83D\uDE00cd", 4)).isEqualTo("ab\uD83D\uDE00");
	}

}
