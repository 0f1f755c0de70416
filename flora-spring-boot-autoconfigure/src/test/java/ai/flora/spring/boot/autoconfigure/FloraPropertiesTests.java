package ai.flora.spring.boot.autoconfigure;

import ai.flora.client.FollowSettings;
import ai.flora.client.RetrySettings;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FloraProperties}.
 */
class FloraPropertiesTests {

	private final FloraProperties properties = new FloraProperties();

	@Test
	void defaultsAreThoseOfTheClient() {
		assertThat(this.properties.getFollow().toSettings()).isEqualTo(FollowSettings.defaults());
		assertThat(this.properties.getRetry().toSettings()).isEqualTo(RetrySettings.defaults());
	}

}
