package ai.flora.client.internal.transport;

import java.io.IOException;
import java.io.UncheckedIOException;

import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.PropertiesLoaderUtils;

/**
 * The name of the client in requests. The version comes from a file that the build fills
 * in, since there is no manifest in development.
 *
 * @since 0.1.0
 */
public final class UserAgent {

	/** Value of the header. */
	public static final String VALUE = "flora-spring-boot/" + version();

	private UserAgent() {
	}

	private static String version() {
		try {
			return PropertiesLoaderUtils.loadProperties(new ClassPathResource("version.properties", UserAgent.class))
				.getProperty("version");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
