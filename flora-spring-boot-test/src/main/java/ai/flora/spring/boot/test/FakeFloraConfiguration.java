package ai.flora.spring.boot.test;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Starts a {@link FakeFlora} with an application, and connects the application to it: for
 * development, in a main class of the test tree. Runs take real time, and the client asks
 * for them as often as it asks FLORA. Tests have {@link WithFakeFlora}. No property is
 * needed but {@code flora.project-id} or {@code flora.project-name}, and that for starts
 * only. The application's own {@code FloraConnectionDetails} are replaced, and not made;
 * a {@code FloraClient} bean that leads to FLORA itself fails, also one of a parent
 * context, or of an auto-configured child. If a parent context has a {@link FakeFlora},
 * it is that one.
 *
 * @since 0.1.0
 */
@Configuration(proxyBeanMethods = false)
@Import(FakeFloraConnection.class)
public class FakeFloraConfiguration {

	@Bean
	@Conditional(NoFakeOfAncestor.class)
	FakeFlora fakeFlora(ApplicationContext context) {
		return FakeFlora
			.start(FakeFloraSettings.defaults().withAnyKey().inRealTime().withIds(ids(context.getEnvironment())));
	}

	/** The application's own workspace and project exist. */
	private static Set<String> ids(Environment environment) {
		return Stream.of("flora.workspace-id", "flora.project-id")
			.map(environment::getProperty)
			.filter(StringUtils::hasText)
			.map(String::strip)
			.collect(Collectors.toSet());
	}

}
