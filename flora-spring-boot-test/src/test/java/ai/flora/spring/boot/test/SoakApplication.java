package ai.flora.spring.boot.test;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import ai.flora.client.FloraRunEndedEvent;
import ai.flora.client.Run;
import ai.flora.spring.boot.autoconfigure.FloraRestClientCustomizer;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

/**
 * An application with meters that FLORA posts to. All times are a twelfth of the
 * defaults, so that five minutes hold an hour; a {@code Retry-After} cannot be shorter
 * than a second.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class SoakApplication {

	private final Map<String, Run> ends = new ConcurrentHashMap<>();

	private final AtomicInteger publishedTwice = new AtomicInteger();

	static ConfigurableApplicationContext start(FakeFlora fake, String transport, String callTimeout)
			throws IOException {
		try (HeldPort held = new HeldPort()) {
			return SpringApplication.run(SoakApplication.class, "--spring.main.banner-mode=off",
					"--server.address=127.0.0.1", "--server.port=" + held.port(),
					"--spring.http.clients.imperative.factory=" + transport, "--flora.base-url=" + fake.baseUrl(),
					"--flora.api-key=" + fake.apiKey(), "--flora.project-id=prj_soak",
					"--flora.workspace-id=" + KnownIds.WORKSPACE_ID, "--flora.connect-timeout=5s",
					"--flora.read-timeout=5s", "--flora.call-timeout=" + callTimeout,
					"--flora.retry.initial-delay=42ms", "--flora.retry.max-delay=2500ms",
					"--flora.retry.max-retry-after=1s", "--flora.follow.timeout=10m",
					"--flora.follow.min-interval=42ms", "--flora.follow.max-interval=1250ms",
					"--flora.follow.max-requests-per-second=60", "--flora.health.cache-time-to-live=2500ms",
					"--flora.webhook.enabled=true", "--flora.webhook.secrets=" + fake.webhooks().secret(),
					"--flora.webhook.callback-url=http://127.0.0.1:" + held.port() + "/flora/webhook",
					"--flora.webhook.safety-interval=5s");
		}
	}

	@Bean
	SoakAttempts attempts() {
		return new SoakAttempts();
	}

	@Bean
	FloraRestClientCustomizer numbering(SoakAttempts attempts) {
		return (builder) -> builder.requestInterceptor(attempts);
	}

	@EventListener
	void ended(FloraRunEndedEvent event) {
		if (this.ends.put(event.runId(), event.run()) != null) {
			this.publishedTwice.incrementAndGet();
		}
	}

	/** Ends that were published. */
	Map<String, Run> ends() {
		return this.ends;
	}

	int publishedTwice() {
		return this.publishedTwice.get();
	}

}
