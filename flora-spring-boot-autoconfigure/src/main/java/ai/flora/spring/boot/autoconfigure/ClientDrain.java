package ai.flora.spring.boot.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import ai.flora.client.FloraClient;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Drains the clients of an application that ends: while its web server still serves, so
 * that FLORA hears that it has to deliver again.
 */
class ClientDrain extends ClosingStep {

	private static final Log logger = LogFactory.getLog(ClientDrain.class);

	/** Spring waits for {@code spring.lifecycle.timeout-per-shutdown-phase}. */
	private static final Duration LONGER_THAN_ANY_PHASE = Duration.ofDays(1);

	private final ConfigurableListableBeanFactory beans;

	/**
	 * Creates a step before the web server stops, and before it ends what is going on.
	 * @param context the application
	 */
	ClientDrain(ConfigurableApplicationContext context) {
		super(context, SmartLifecycle.DEFAULT_PHASE);
		this.beans = context.getBeanFactory();
	}

	@Override
	void end(Runnable callback) {
		List<FloraClient> undrained = clients().filter((client) -> !drain(client, Duration.ZERO)).toList();
		if (undrained.isEmpty()) {
			callback.run();
			return;
		}
		Thread thread = new Thread(() -> {
			try {
				undrained.forEach((client) -> drain(client, LONGER_THAN_ANY_PHASE));
			}
			finally {
				callback.run();
			}
		}, "flora-drain");
		thread.setDaemon(true);
		thread.start();
	}

	/** A client that cannot be drained keeps no other from it. */
	private static boolean drain(FloraClient client, Duration timeout) {
		try {
			return client.drain(timeout);
		}
		catch (RuntimeException ex) {
			logger.warn("A FLORA client was not drained", ex);
			return true;
		}
	}

	/**
	 * Clients that exist, and that end with the application. A factory, such as that of a
	 * proxy, is none.
	 */
	private Stream<FloraClient> clients() {
		return Stream.of(this.beans.getBeanNamesForType(FloraClient.class, false, false))
			.filter(this::endsWithTheApplication)
			.map(this.beans::getSingleton)
			.filter(FloraClient.class::isInstance)
			.map(FloraClient.class::cast);
	}

	/** A bean whose destroy method is the empty name belongs to somebody else. */
	private boolean endsWithTheApplication(String name) {
		if (!this.beans.containsBeanDefinition(name)) {
			return false;
		}
		BeanDefinition definition = this.beans.getMergedBeanDefinition(name);
		return !"".equals(definition.getDestroyMethodName());
	}

}
