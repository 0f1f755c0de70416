package ai.flora.spring.boot.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Leaves Boot's auto-configurations of Spring Security out of the applications of all
 * tests but those with the property {@code test.security}: they would be locked.
 */
class SecurityIfAsked implements AutoConfigurationImportFilter, EnvironmentAware {

	private boolean asked;

	@Override
	public void setEnvironment(Environment environment) {
		this.asked = environment.getProperty("test.security", Boolean.class, false);
	}

	@Override
	public boolean[] match(@Nullable String[] candidates, AutoConfigurationMetadata metadata) {
		boolean[] matches = new boolean[candidates.length];
		for (int i = 0; i < candidates.length; i++) {
			String candidate = candidates[i];
			matches[i] = this.asked || candidate == null || !candidate.startsWith("org.springframework.boot.security.");
		}
		return matches;
	}

}
