package ai.flora.client.fuzz;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import ai.flora.client.FloraApiException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraRunFailedException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.Generation;
import ai.flora.client.Run;
import ai.flora.client.StartedRun;
import ai.flora.client.action.Action;
import ai.flora.client.asset.Asset;
import ai.flora.client.asset.FloraAssetFailedException;
import ai.flora.client.output.SavedOutput;
import ai.flora.client.project.Project;
import ai.flora.client.technique.Technique;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Looks at what a call returned or threw as closely as an application might.
 */
public final class Inspection {

	private static final int LONGEST_MESSAGE = 4000;

	private static final Pattern EARLY = Pattern.compile("_at\":[0-9]{1,11}[^0-9]");

	/** Methods that refuse what they cannot give. */
	private static final Set<String> REFUSING = Set.of("inputLink");

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private Inspection() {
	}

	/**
	 * Asks a value all that it can tell.
	 */
	public static void value(@Nullable Object value) throws Exception {
		assertThat(value).isNotNull();
		look(value);
		String json = MAPPER.writeValueAsString(value);
		boolean readable = value instanceof Run || value instanceof Generation || value instanceof StartedRun
				|| value instanceof Asset || value instanceof Project || value instanceof Technique
				|| value instanceof Action || value instanceof SavedOutput;
		// Milliseconds of the first years would be taken for seconds.
		if (readable && !EARLY.matcher(json).find()) {
			assertThat(MAPPER.writeValueAsString(MAPPER.readValue(json, value.getClass()))).isEqualTo(json);
		}
	}

	private static void look(@Nullable Object value) throws Exception {
		if (value instanceof Optional<?> optional) {
			look(optional.orElse(null));
		}
		else if (value instanceof Collection<?> items) {
			for (Object item : items) {
				look(item);
			}
		}
		else if (value != null && value.getClass().isRecord()) {
			for (Method method : value.getClass().getMethods()) {
				boolean getter = method.getParameterCount() == 0 && !Modifier.isStatic(method.getModifiers());
				if (getter && method.getDeclaringClass() == value.getClass()) {
					look(told(value, method));
				}
			}
			assertThat(value.equals(value)).isTrue();
			assertThat(value.hashCode()).isEqualTo(value.hashCode());
		}
		else if (value != null) {
			assertThat(value.toString()).isNotNull();
		}
	}

	private static @Nullable Object told(Object value, Method method) throws Exception {
		try {
			return method.invoke(value);
		}
		catch (InvocationTargetException ex) {
			if (!REFUSING.contains(method.getName())) {
				throw ex;
			}
			assertThat(ex.getCause()).isExactlyInstanceOf(IllegalArgumentException.class);
			sentence(ex.getCause().getMessage(), LONGEST_MESSAGE);
			return null;
		}
	}

	/**
	 * Checks that an exception is one of those documented, and fit to be logged.
	 * @return its name
	 */
	public static String exception(Throwable thrown) throws Throwable {
		if (!(thrown instanceof FloraException)) {
			throw thrown;
		}
		boolean quotesRuns = thrown instanceof FloraRunFailedException
				|| thrown instanceof FloraStartUnconfirmedException || thrown instanceof FloraAssetFailedException;
		sentence(quotesRuns ? thrown.getMessage().replace(HostileJson.KEY, "") : thrown.getMessage(), LONGEST_MESSAGE);
		for (Throwable cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
			assertThat(String.valueOf(cause.getMessage())).doesNotContain(HostileJson.KEY);
		}
		if (thrown instanceof FloraApiException refusal) {
			assertThat(refusal.status()).isBetween(100, 999);
			sentence(String.valueOf(refusal.errorCode()), 100);
			sentence(String.valueOf(refusal.requestId()), 100);
			sentence(String.valueOf(refusal.bodyExcerpt()), 500);
			refusal.fieldErrors().forEach((field) -> sentence(field.field() + field.message(), 400));
		}
		return thrown.getClass().getSimpleName();
	}

	private static void sentence(@Nullable String text, int longest) {
		assertThat(text).isNotNull();
		assertThat(text.length()).as("length of %.300s", text).isLessThanOrEqualTo(longest);
		assertThat(text).doesNotContain(HostileJson.KEY);
		assertThat(text.codePoints().filter(Character::isISOControl).boxed().toList())
			.as("control characters of %s", text)
			.isEqualTo(List.of());
	}

}
