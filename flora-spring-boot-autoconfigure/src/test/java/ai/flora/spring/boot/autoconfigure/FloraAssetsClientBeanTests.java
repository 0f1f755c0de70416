package ai.flora.spring.boot.autoconfigure;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.asset.FloraAssetsClient;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Assets as a bean of their own.
 */
class FloraAssetsClientBeanTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(FloraAutoConfiguration.class));

	@Test
	void assetsAreThoseOfTheClient() {
		this.runner.withPropertyValues("flora.api-key=sk_test")
			.run((context) -> assertThat(context.getBean(FloraAssetsClient.class))
				.isSameAs(context.getBean(FloraClient.class).assets()));
	}

	@Test
	void assetsBackOffAlone() {
		FloraAssetsClient own = mock();
		this.runner.withPropertyValues("flora.api-key=sk_test")
			.withBean(FloraAssetsClient.class, () -> own)
			.run((context) -> {
				assertThat(context.getBean(FloraAssetsClient.class)).isSameAs(own);
				assertThat(context).hasSingleBean(FloraGenerationsClient.class).hasSingleBean(FloraClient.class);
			});
	}

	@Test
	void nobodyNeedsAKeyForAssetsThatNobodyUses() {
		FloraGenerationsClient own = mock();
		this.runner.withBean(FloraGenerationsClient.class, () -> own)
			.run((context) -> assertThat(context).hasNotFailed());
	}

}
