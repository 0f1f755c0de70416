package ai.flora.spring.boot.autoconfigure;

import java.net.URI;

import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;

/**
 * Address and key of FLORA. A bean of this type replaces {@code flora.base-url} and
 * {@code flora.api-key}. Thread-safe. What cannot be used at start fails the start of the
 * application with an analysis.
 *
 * @since 0.1.0
 */
public interface FloraConnectionDetails extends ConnectionDetails {

	/**
	 * Base URL of the API, asked for at the start: absolute, without user information,
	 * query or fragment; https, or http to a loopback address, or to any where
	 * {@code flora.allow-insecure-base-url} is set.
	 * @return the base URL, never {@code null}
	 */
	URI getBaseUrl();

	/**
	 * API key, asked for at the start and at each attempt of a call, so that it may
	 * rotate, and by actuator endpoints that mask it. Has to answer fast, from any
	 * thread. Where it throws after the start, the call fails with a
	 * {@link ai.flora.client.FloraException}.
	 * @return the key, without {@code Bearer}, never {@code null}
	 */
	String getApiKey();

}
