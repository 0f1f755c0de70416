package ai.flora.spring.boot.test;

import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * The {@link FakeFlora} of a test {@link WithFakeFlora}.
 */
@Configuration(proxyBeanMethods = false)
@Import(FakeFloraConnection.class)
class TestFakeFloraConfiguration {

	/** Has the value of {@link WithFakeFlora#realTime()}. */
	static final String REAL_TIME = "flora.fake.real-time";

	@Bean
	FakeFlora fakeFlora(ApplicationContext context) {
		FakeFloraSettings settings = FakeFloraSettings.defaults().withAnyKey().of(new TestedApplication(context));
		boolean realTime = context.getEnvironment().getProperty(REAL_TIME, Boolean.class, false);
		return FakeFlora.start(realTime ? settings.inRealTime() : settings);
	}

}
