package ai.flora.spring.boot.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraConnection;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.webhook.FloraWebhookEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.aop.scope.ScopedProxyFactoryBean;
import org.springframework.beans.factory.support.BeanDefinitionBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.context.support.SimpleThreadScope;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClientDrain}: each client is drained, whatever others are or do.
 */
class ClientDrainTests {

	private final List<String> drained = new ArrayList<>();

	@Test
	void clientThatFailsKeepsNoOtherFromBeingDrained() {
		GenericApplicationContext context = new AnnotationConfigApplicationContext();
		context.registerBean("failing", FloraClient.class, () -> new Client("failing", true));
		context.registerBean("client", FloraClient.class, () -> new Client("client", false));
		assertThat(drained(context)).containsExactly("failing", "client", "done");
	}

	@Test
	void proxyOfAScopedClientKeepsNoOtherFromBeingDrained() {
		GenericApplicationContext context = new AnnotationConfigApplicationContext();
		context.getBeanFactory().registerScope("thread", new SimpleThreadScope());
		context.registerBean("target", FloraClient.class, () -> new Client("scoped", false),
				(definition) -> definition.setScope("thread"));
		context.registerBeanDefinition("scoped",
				BeanDefinitionBuilder.rootBeanDefinition(ScopedProxyFactoryBean.class)
					.addPropertyValue("targetBeanName", "target")
					.getBeanDefinition());
		context.registerBean("client", FloraClient.class, () -> new Client("client", false));
		assertThat(drained(context)).containsExactly("client", "done");
	}

	private List<String> drained(ConfigurableApplicationContext context) {
		try (context) {
			context.refresh();
			new ClientDrain(context.getBeanFactory()).accept(() -> this.drained.add("done"));
			return List.copyOf(this.drained);
		}
	}

	private final class Client implements FloraClient {

		private final String name;

		private final boolean failing;

		Client(String name, boolean failing) {
			this.name = name;
			this.failing = failing;
		}

		@Override
		public boolean drain(Duration timeout) {
			ClientDrainTests.this.drained.add(this.name);
			if (this.failing) {
				throw new IllegalStateException("failing");
			}
			return true;
		}

		@Override
		public boolean received(FloraWebhookEvent event, @Nullable String token) {
			return false;
		}

		@Override
		public FloraGenerationsClient generations() {
			throw new UnsupportedOperationException();
		}

		@Override
		public FloraConnection connection() {
			throw new UnsupportedOperationException();
		}

		@Override
		public void close() {
		}

	}

}
