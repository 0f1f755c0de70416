package ai.flora.spring.boot.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import ai.flora.client.FloraClient;
import org.junit.jupiter.api.Test;

import org.springframework.aop.scope.ScopedProxyFactoryBean;
import org.springframework.beans.factory.support.BeanDefinitionBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.context.support.SimpleThreadScope;
import org.springframework.util.Assert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ClientDrain}: each client is drained, whatever others are or do.
 */
class ClientDrainTests {

	private final List<String> drained = new ArrayList<>();

	@Test
	void clientThatFailsKeepsNoOtherFromBeingDrained() {
		GenericApplicationContext context = new AnnotationConfigApplicationContext();
		context.registerBean("failing", FloraClient.class, () -> client("failing", true));
		context.registerBean("client", FloraClient.class, () -> client("client", false));
		assertThat(drained(context)).containsExactly("failing", "client", "done");
	}

	@Test
	void proxyOfAScopedClientKeepsNoOtherFromBeingDrained() {
		GenericApplicationContext context = new AnnotationConfigApplicationContext();
		context.getBeanFactory().registerScope("thread", new SimpleThreadScope());
		context.registerBean("target", FloraClient.class, () -> client("scoped", false),
				(definition) -> definition.setScope("thread"));
		context.registerBeanDefinition("scoped",
				BeanDefinitionBuilder.rootBeanDefinition(ScopedProxyFactoryBean.class)
					.addPropertyValue("targetBeanName", "target")
					.getBeanDefinition());
		context.registerBean("client", FloraClient.class, () -> client("client", false));
		assertThat(drained(context)).containsExactly("client", "done");
	}

	private List<String> drained(ConfigurableApplicationContext context) {
		try (context) {
			context.refresh();
			new ClientDrain(context).end(() -> this.drained.add("done"));
			return List.copyOf(this.drained);
		}
	}

	private FloraClient client(String name, boolean failing) {
		FloraClient client = mock(FloraClient.class);
		given(client.drain(any())).willAnswer((call) -> {
			this.drained.add(name);
			Assert.state(!failing, "failing");
			return true;
		});
		return client;
	}

}
