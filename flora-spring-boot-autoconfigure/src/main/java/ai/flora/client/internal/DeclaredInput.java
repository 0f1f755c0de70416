package ai.flora.client.internal;

import java.net.URI;
import java.util.List;
import java.util.function.Predicate;

import ai.flora.client.FloraRequestRefusedException;

/**
 * An input as a technique or an action declares it.
 *
 * @param owner the technique or action, the beginning of messages
 * @param name its name in messages, with quotes
 * @param takes what it takes in messages, such as {@code a text}
 * @param takesSeveral whether it takes several values
 * @since 0.1.0
 */
public record DeclaredInput(String owner, String name, String takes, boolean takesSeveral) {

	/**
	 * Refuses values that do not fit.
	 * @param values the values that were given
	 * @param empty whether they are nothing but blank texts, or none at all
	 * @param fits tells whether a value fits
	 * @throws FloraRequestRefusedException if they do not fit
	 */
	public void check(List<Object> values, boolean empty, Predicate<Object> fits) {
		if (values.size() != 1 && !this.takesSeveral) {
			throw refused("takes one value, and " + values.size() + " were given");
		}
		if (empty) {
			throw refused("is empty: it takes " + this.takes + ", and is not optional");
		}
		for (Object value : values) {
			if (!fits.test(value)) {
				throw refused("takes " + this.takes + ", and " + ((value instanceof URI) ? "a link" : "a text")
						+ " was given");
			}
		}
	}

	/**
	 * Makes the exception for a request that lacks the input.
	 * @return a new exception
	 */
	public FloraRequestRefusedException missing() {
		return refused("is missing: it takes " + this.takes + ", and is not optional");
	}

	/**
	 * Makes the exception for a request that does not fit the input.
	 * @param problem what is wrong, as the rest of a sentence
	 * @return a new exception
	 */
	public FloraRequestRefusedException refused(String problem) {
		return refused(this.owner, "input " + this.name + " " + problem);
	}

	/**
	 * Makes the exception for a request that does not fit what it names.
	 * @param owner the technique or action
	 * @param problem what is wrong, as a sentence
	 * @return a new exception
	 */
	public static FloraRequestRefusedException refused(String owner, String problem) {
		return new FloraRequestRefusedException(owner + ": " + problem + ". " + UnsentStart.SENTENCE + ".");
	}

	/**
	 * Tells whether a value is a link.
	 * @param value a text or a link
	 * @return whether it is a link, or a text that is a web address
	 */
	public static boolean isLink(Object value) {
		String text = value.toString();
		return value instanceof URI || text.startsWith("https://") || text.startsWith("http://");
	}

}
