package ai.flora.spring.boot.autoconfigure;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.context.annotation.Import;

/**
 * Auto-configuration of the FLORA client. Never conditional on the key: conditions are
 * evaluated when an application is built ahead of time, where there is none. A key or
 * base URL that cannot be used fails the start of the application with an analysis: the
 * client is lazy, but {@code floraGenerationsClient} asks for it.
 * <p>
 * The client and all its other parts are lazy, since an application may replace
 * {@code floraGenerationsClient} and all other parts that it uses: then no client is
 * made, and no key is needed.
 * <p>
 * The client comes before its parts, which depend on there being one.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = RestClientAutoConfiguration.class)
@ConditionalOnFloraProperty(name = "flora.enabled", matchIfMissing = true)
@EnableConfigurationProperties(FloraProperties.class)
@Import({ FloraClientConfiguration.class, FloraClientPartsConfiguration.class })
public final class FloraAutoConfiguration {

}
