package ai.flora.spring.boot.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import ai.flora.client.FloraClient;
import ai.flora.client.internal.Durations;
import ai.flora.client.internal.Warnings;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.env.Environment;

/**
 * Drains the clients of an application that ends: while its web server still serves, so
 * that FLORA hears that it has to deliver again.
 */
class ClientDrain extends ClosingStep {

	private static final Log logger = LogFactory.getLog(ClientDrain.class);

	private static final String PHASE_TIMEOUT = "spring.lifecycle.timeout-per-shutdown-phase";

	/** Spring Boot's default. */
	private static final Duration DEFAULT_PHASE_TIMEOUT = Duration.ofSeconds(30);

	/** The most time that is left for other beans of the phase. */
	private static final Duration LONGEST_MARGIN = Duration.ofSeconds(1);

	private final ConfigurableListableBeanFactory beans;

	private final Environment environment;

	/**
	 * Creates a step before the web server stops, and before it ends what is going on.
	 * @param context the application
	 */
	ClientDrain(ConfigurableApplicationContext context) {
		super(context, SmartLifecycle.DEFAULT_PHASE);
		this.beans = context.getBeanFactory();
		this.environment = context.getEnvironment();
	}

	@Override
	void end(Runnable callback) {
		List<FloraClient> undrained = clients().filter((client) -> !drain(client, Duration.ZERO)).toList();
		if (undrained.isEmpty()) {
			callback.run();
			return;
		}
		// Side by side, since each client may need all the time of the phase.
		Duration timeout = timeout();
		CompletableFuture
			.allOf(undrained.stream()
				.map((client) -> CompletableFuture.runAsync(() -> drain(client, timeout), ClientDrain::start))
				.toArray(CompletableFuture[]::new))
			.whenComplete((none, ex) -> callback.run());
	}

	private static void start(Runnable task) {
		Thread thread = new Thread(task, "flora-drain");
		thread.setDaemon(true);
		thread.start();
	}

	private Duration timeout() {
		Duration phase = Binder.get(this.environment).bind(PHASE_TIMEOUT, Duration.class).orElse(DEFAULT_PHASE_TIMEOUT);
		Duration margin = phase.dividedBy(10);
		return phase.minus(Durations.min(margin, LONGEST_MARGIN));
	}

	/** A client that cannot be drained must not keep others from being drained. */
	private static boolean drain(FloraClient client, Duration timeout) {
		try {
			return client.drain(timeout);
		}
		catch (Throwable ex) {
			// The phase waits until all are drained.
			Warnings.log(logger, "A FLORA client was not drained", ex);
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

	/** The application closes no bean whose destroy method is the empty name. */
	private boolean endsWithTheApplication(String name) {
		if (!this.beans.containsBeanDefinition(name)) {
			return false;
		}
		BeanDefinition definition = this.beans.getMergedBeanDefinition(name);
		return !"".equals(definition.getDestroyMethodName());
	}

}
