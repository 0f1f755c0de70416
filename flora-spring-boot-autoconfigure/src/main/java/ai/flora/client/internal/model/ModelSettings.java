package ai.flora.client.internal.model;

import java.time.Duration;

import ai.flora.client.internal.Durations;
import ai.flora.client.model.ModelCheck;

import org.springframework.util.Assert;

/**
 * Settings by which models are read, checked and priced.
 *
 * @param check treatment of a start that its model would not do
 * @param cacheTimeToLive time for which the catalogue is used before it is read again
 * @param quotes {@code true} to ask FLORA for quotes
 * @since 0.1.0
 */
public record ModelSettings(ModelCheck check, Duration cacheTimeToLive, boolean quotes) {

	/**
	 * Checks the settings.
	 * @throws IllegalArgumentException if the time is negative
	 */
	public ModelSettings {
		Assert.isTrue(!cacheTimeToLive.isNegative(), "'cacheTimeToLive' must not be negative");
		cacheTimeToLive = Durations.bounded(cacheTimeToLive);
	}

}
