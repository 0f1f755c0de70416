package ai.flora.spring.boot.test;

import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The settings of a {@link FakeFlora}.
 *
 * @param apiKey the key that it accepts
 * @param anyKey whether it accepts all other keys, too
 * @param webhookSecret the secret that its deliveries are signed with
 * @param host address that it listens at
 * @param port port that it listens at; 0 for any that is free
 * @param realTime whether its clock keeps to real time until told otherwise
 * @param ids identifiers of workspaces and projects that it has besides its own
 * @param application the application that it is a bean of; {@code null} for none
 */
record FakeFloraSettings(String apiKey, boolean anyKey, String webhookSecret, String host, int port, boolean realTime,
		Set<String> ids, @Nullable TestedApplication application) {

	static final String LOOPBACK = "127.0.0.1";

	/** Shaped like no real key, so that nobody takes it for one. */
	private static final String API_KEY = "sk_fake_0123456789abcdef";

	static final String WEBHOOK_SECRET = "whsec_fake_0123456789abcdef";

	static FakeFloraSettings defaults() {
		return new FakeFloraSettings(API_KEY, false, WEBHOOK_SECRET, LOOPBACK, 0, false, Set.of(), null);
	}

	FakeFloraSettings withApiKey(String apiKey) {
		return new FakeFloraSettings(apiKey, this.anyKey, this.webhookSecret, this.host, this.port, this.realTime,
				this.ids, this.application);
	}

	FakeFloraSettings withAnyKey() {
		return new FakeFloraSettings(this.apiKey, true, this.webhookSecret, this.host, this.port, this.realTime,
				this.ids, this.application);
	}

	FakeFloraSettings withWebhookSecret(String secret) {
		return new FakeFloraSettings(this.apiKey, this.anyKey, secret, this.host, this.port, this.realTime, this.ids,
				this.application);
	}

	FakeFloraSettings withAddress(String host, int port) {
		return new FakeFloraSettings(this.apiKey, this.anyKey, this.webhookSecret, host, port, this.realTime, this.ids,
				this.application);
	}

	FakeFloraSettings inRealTime() {
		return new FakeFloraSettings(this.apiKey, this.anyKey, this.webhookSecret, this.host, this.port, true, this.ids,
				this.application);
	}

	FakeFloraSettings withIds(Set<String> ids) {
		return new FakeFloraSettings(this.apiKey, this.anyKey, this.webhookSecret, this.host, this.port, this.realTime,
				ids, this.application);
	}

	FakeFloraSettings withApplication(TestedApplication application) {
		return new FakeFloraSettings(this.apiKey, this.anyKey, this.webhookSecret, this.host, this.port, this.realTime,
				this.ids, application);
	}

}
