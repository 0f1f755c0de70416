package ai.flora.client.model;

import java.io.Serializable;

import org.jspecify.annotations.Nullable;

/**
 * A part of a request that its model does not do. FLORA would not tell: it runs with the
 * rest of the request, and bills that.
 * <p>
 * The constructor is not part of the contract. Tests begin with {@link #of}.
 *
 * @param model the model; {@code null} if the request names none
 * @param parameter the parameter, or {@code images}, {@code videos} or {@code model}
 * @param given what was given, in words; values are cut to 60 characters
 * @param allowed what is allowed, in words
 * @param certain whether the request is certainly wrong, so that a start is refused; that
 * of a bare prompt only if the catalogue was read before, since it reads none. Otherwise
 * the catalogue may be incomplete, and the log has a warning
 * @since 0.1.0
 */
public record RequestProblem(@Nullable String model, String parameter, String given, String allowed,
		boolean certain) implements Serializable {

	/**
	 * Makes a problem, as a test needs one.
	 * @param model the model; {@code null} for none
	 * @param parameter the parameter
	 * @param given what was given, in words
	 * @param allowed what is allowed, in words
	 * @return a problem that refuses a start
	 */
	public static RequestProblem of(@Nullable String model, String parameter, String given, String allowed) {
		return new RequestProblem(model, parameter, given, allowed, true);
	}

	/**
	 * The problem as a sentence.
	 * @return the sentence, without a full stop
	 */
	public String message() {
		return ((this.model != null) ? "Model " + this.model : "No model") + ", " + this.parameter + ": given is "
				+ this.given + ", allowed is " + this.allowed;
	}

}
