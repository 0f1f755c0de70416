package ai.flora.spring.boot.autoconfigure;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import ai.flora.client.FloraClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.BeanUtils;
import org.springframework.aop.scope.ScopedProxyFactoryBean;
import org.springframework.beans.factory.support.BeanDefinitionBuilder;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.context.support.SimpleThreadScope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ClientDrain}: each client is drained, whatever others are or do.
 */
class ClientDrainTests {

	private final List<String> drained = new ArrayList<>();

	/** A client in another language than Java may throw checked exceptions, too. */
	@ParameterizedTest
	@ValueSource(classes = { IllegalStateException.class, IOException.class, StackOverflowError.class })
	void clientThatFailsKeepsNoOtherFromBeingDrained(Class<? extends Throwable> failure) {
		GenericApplicationContext context = new AnnotationConfigApplicationContext();
		context.registerBean("failing", FloraClient.class, () -> client("failing", failure));
		context.registerBean("client", FloraClient.class, () -> client("client", null));
		assertThat(drained(context)).containsExactly("failing", "client", "done");
	}

	@Test
	void proxyOfAScopedClientKeepsNoOtherFromBeingDrained() {
		GenericApplicationContext context = new AnnotationConfigApplicationContext();
		context.getBeanFactory().registerScope("thread", new SimpleThreadScope());
		context.registerBean("target", FloraClient.class, () -> client("scoped", null),
				(definition) -> definition.setScope("thread"));
		context.registerBeanDefinition("scoped",
				BeanDefinitionBuilder.rootBeanDefinition(ScopedProxyFactoryBean.class)
					.addPropertyValue("targetBeanName", "target")
					.getBeanDefinition());
		context.registerBean("client", FloraClient.class, () -> client("client", null));
		assertThat(drained(context)).containsExactly("client", "done");
	}

	/** A client tells what it can before its time is over. */
	@ParameterizedTest
	@CsvSource({ "'', 29s", "60s, 59s", "5s, 4500ms", "0s, 0s" })
	void clientsAreDrainedTogetherWithinThePhase(String phase, String within) throws Exception {
		GenericApplicationContext context = new AnnotationConfigApplicationContext();
		if (!phase.isEmpty()) {
			TestPropertyValues.of("spring.lifecycle.timeout-per-shutdown-phase=" + phase).applyTo(context);
		}
		CountDownLatch together = new CountDownLatch(2);
		List<Duration> timeouts = new CopyOnWriteArrayList<>();
		for (String name : List.of("first", "second")) {
			FloraClient client = mock(FloraClient.class);
			AtomicBoolean asked = new AtomicBoolean();
			given(client.drain(any())).willAnswer((call) -> {
				if (asked.compareAndSet(false, true)) {
					return false;
				}
				timeouts.add(call.getArgument(0));
				together.countDown();
				return together.await(30, TimeUnit.SECONDS);
			});
			context.registerBean(name, FloraClient.class, () -> client);
		}
		CompletableFuture<Void> done = new CompletableFuture<>();
		try (context) {
			context.refresh();
			new ClientDrain(context).end(() -> done.complete(null));
			done.get(40, TimeUnit.SECONDS);
		}
		Duration expected = DurationStyle.detectAndParse(within);
		assertThat(timeouts).containsExactly(expected, expected);
		assertThat(together.getCount()).isZero();
	}

	private List<String> drained(ConfigurableApplicationContext context) {
		try (context) {
			context.refresh();
			new ClientDrain(context).end(() -> this.drained.add("done"));
			return List.copyOf(this.drained);
		}
	}

	private FloraClient client(String name, @Nullable Class<? extends Throwable> failure) {
		FloraClient client = mock(FloraClient.class);
		given(client.drain(any())).willAnswer((call) -> {
			this.drained.add(name);
			if (failure != null) {
				throw BeanUtils.instantiateClass(failure);
			}
			return true;
		});
		return client;
	}

}
