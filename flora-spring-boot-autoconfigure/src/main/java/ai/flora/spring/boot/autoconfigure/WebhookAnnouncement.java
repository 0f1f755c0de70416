package ai.flora.spring.boot.autoconfigure;

import java.net.URI;
import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.util.StringUtils;

/**
 * Says, once the application has started, where deliveries are received and where FLORA
 * is asked to post to, and warns if that cannot be the same: FLORA does not tell anybody
 * that its posts lead nowhere.
 */
class WebhookAnnouncement implements ApplicationListener<ContextRefreshedEvent> {

	private static final Log logger = LogFactory.getLog(WebhookAnnouncement.class);

	private final ApplicationContext application;

	private final FloraProperties.Webhook properties;

	private final @Nullable WebhookAddress address;

	private final boolean receiving;

	/**
	 * Creates an announcement.
	 * @param application the application, whose child contexts do not matter
	 * @param properties FLORA's properties
	 * @param address where the application is; {@code null} if it has no web server for
	 * an endpoint
	 * @param receiving whether there is an endpoint
	 */
	WebhookAnnouncement(ApplicationContext application, FloraProperties.Webhook properties,
			@Nullable WebhookAddress address, boolean receiving) {
		this.application = application;
		this.properties = properties;
		this.address = address;
		this.receiving = receiving;
	}

	@Override
	public void onApplicationEvent(ContextRefreshedEvent event) {
		if (event.getApplicationContext() != this.application) {
			return;
		}
		String callbackUrl = this.properties.getCallbackUrl();
		String asked = StringUtils.hasText(callbackUrl) ? "FLORA is asked to post to " + callbackUrl
				: "FLORA is asked to post by those requests only that have a callback URL, since "
						+ "flora.webhook.callback-url is not set";
		if (this.address == null) {
			logger.info("This application has no endpoint for FLORA's deliveries, for it has no web server with Spring "
					+ "MVC or WebFlux. " + asked
					+ ": whoever receives deliveries there hands them to FloraClient.received.");
		}
		else if (!this.receiving) {
			logger
				.warn("This application has no endpoint for FLORA's deliveries, for it has several FloraClient beans, "
						+ "and not exactly one is primary. " + asked + ".");
		}
		else {
			announce(this.address.prefixes().stream().map(this::path).toList(), callbackUrl, asked);
		}
	}

	private void announce(List<String> paths, @Nullable String callbackUrl, String asked) {
		String port = this.application.getEnvironment().getProperty("local.server.port");
		String received = "FLORA's deliveries are received at " + String.join(" and ", paths)
				+ ((port != null) ? " on port " + port : "") + ". " + asked + ".";
		String posted = StringUtils.hasText(callbackUrl) ? pathOf(callbackUrl) : null;
		if (posted == null || paths.contains(posted)) {
			logger.info(received);
		}
		else {
			logger.warn(received + " The paths differ, so that deliveries will not arrive, unless a proxy in between "
					+ "changes the path. Correct flora.webhook.callback-url, or flora.webhook.path; the context path, "
					+ "servlet path or base path of the application is part of the URL.");
		}
	}

	private String path(String prefix) {
		return prefix + StringUtils.trimTrailingCharacter(this.properties.getPath(), '/');
	}

	/**
	 * The path of a URL; {@code null} if the text is no URL, which is checked elsewhere.
	 */
	private static @Nullable String pathOf(String url) {
		try {
			String path = URI.create(url).getPath();
			return (path != null) ? StringUtils.trimTrailingCharacter(path, '/') : null;
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

}
