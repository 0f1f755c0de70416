package ai.flora.spring.boot.test;

import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/**
 * Makes the {@link FakeFlora} of a test {@link WithFakeFlora}. The
 * {@link FakeFloraContextCustomizerFactory} adds this class to the test's context.
 */
@Configuration(proxyBeanMethods = false)
@Import(FakeFloraConnection.class)
class TestFakeFloraConfiguration {

	/** Has the value of {@link WithFakeFlora#realTime()}. */
	static final String REAL_TIME = "flora.fake.real-time";

	@Bean
	@Conditional(NoFakeOfAncestor.class)
	TestedApplication testedApplication(ApplicationContext context) {
		return new TestedApplication(context);
	}

	@Bean
	@Conditional(NoFakeOfAncestor.class)
	FakeFlora fakeFlora(TestedApplication application, Environment environment) {
		FakeFloraSettings settings = FakeFloraSettings.defaults().withAnyKey().withApplication(application);
		boolean realTime = environment.getProperty(REAL_TIME, Boolean.class, false);
		return FakeFlora.start(realTime ? settings.inRealTime() : settings);
	}

}
