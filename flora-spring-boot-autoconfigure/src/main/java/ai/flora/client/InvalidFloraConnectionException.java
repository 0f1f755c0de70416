package ai.flora.client;

/**
 * The API key or the base URL of a client cannot be used. Thrown when the client is
 * built, or its builder is configured. The message never shows the value: the key is a
 * secret, and a base URL may hold one.
 *
 * @since 0.1.0
 */
public class InvalidFloraConnectionException extends IllegalArgumentException {

	/** The setting that cannot be used. */
	private final Setting setting;

	/** The reason. */
	private final String problem;

	/** The property or method that made the setting. */
	private final String source;

	/**
	 * Creates an exception.
	 * @param setting the setting that cannot be used
	 * @param problem what is wrong with it, as a sentence that goes on after "it", such
	 * as {@code is blank}; without the value
	 * @param source what the setting was made with, as {@link #source()} says
	 */
	public InvalidFloraConnectionException(Setting setting, String problem, String source) {
		super("The " + setting.text + " of FLORA cannot be used: it " + problem);
		this.setting = setting;
		this.problem = problem;
		this.source = source;
	}

	/**
	 * The setting that cannot be used.
	 * @return the setting
	 */
	public Setting setting() {
		return this.setting;
	}

	/**
	 * The problem with the setting.
	 * @return a sentence that goes on after "it", such as {@code is blank}
	 */
	public String problem() {
		return this.problem;
	}

	/**
	 * The property or method that made the setting, and has to be corrected.
	 * @return the name of a property, such as {@code flora.api-key}, or of a method, such
	 * as {@code FloraClientBuilder.apiKey}
	 */
	public String source() {
		return this.source;
	}

	/**
	 * The settings that a client cannot do without.
	 */
	public enum Setting {

		/**
		 * The API key.
		 */
		API_KEY("API key"),

		/**
		 * The base URL of the API.
		 */
		BASE_URL("base URL");

		private final String text;

		Setting(String text) {
			this.text = text;
		}

	}

}
