package ai.flora.spring.boot.test;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

import ai.flora.client.FloraClient;
import ai.flora.client.internal.callback.CallbackTokens;
import ai.flora.client.internal.signature.WebhookSigner;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.ArgumentMatchers.isNull;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

/**
 * Deliveries to an application with several clients and without a server.
 */
class TestedApplicationTests {

	private static final byte[] BODY = "{\"id\":\"whd_1\",\"type\":\"run.completed\",\"data\":{\"run_id\":\"run_1\"}}"
		.getBytes(StandardCharsets.UTF_8);

	private final String token = new CallbackTokens(List.of("whsec_1")).newToken();

	private final FloraClient first = client();

	private final FloraClient second = client();

	@Test
	void deliveryIsForTheClientThatHasStartedTheRun() {
		given(this.second.hasStarted(this.token)).willReturn(true);
		assertThat(receive(this.token, "whsec_1")).isEqualTo(200);
		verify(this.second).received(any(), eq(this.token));
		verify(this.first, never()).received(any(), any());
	}

	@Test
	void deliveryToAPathOfNoStartIsForTheFirstClient() {
		assertThat(receive("webhook", "whsec_1")).isEqualTo(200);
		verify(this.first).received(any(), isNull());
	}

	@Test
	void deliveryReachesTheClientOfAChild() {
		given(this.second.hasStarted(this.token)).willReturn(true);
		try (GenericApplicationContext parent = with(null);
				GenericApplicationContext child = with(parent, this.second);
				GenericApplicationContext sibling = with(parent, this.first)) {
			TestedApplication application = new TestedApplication(parent);
			List.of(parent, child, sibling).forEach(application::add);
			assertThat(receive(application, this.token, "whsec_1")).isEqualTo(200);
			verify(this.second).received(any(), eq(this.token));
			application.remove(sibling);
			assertThat(receive(application, "webhook", "whsec_1")).isEqualTo(200);
			verify(this.second).received(any(), isNull());
		}
	}

	@Test
	void deliveryToThePathOfAllIsNotForAChildIfTheApplicationHasAClient() {
		try (GenericApplicationContext parent = with(null, this.first);
				GenericApplicationContext child = with(parent, this.second)) {
			TestedApplication application = new TestedApplication(parent);
			application.add(child);
			assertThat(receive(application, "webhook", "whsec_1")).isEqualTo(200);
			verify(this.first).received(any(), isNull());
			verify(this.second, never()).received(any(), any());
		}
	}

	@Test
	void deliveryReachesOneOfSeveralClientsOfAChild() {
		given(this.second.hasStarted(this.token)).willReturn(true);
		try (GenericApplicationContext parent = with(null);
				GenericApplicationContext child = with(parent, this.first, this.second)) {
			TestedApplication application = new TestedApplication(parent);
			application.add(child);
			assertThat(receive(application, this.token, "whsec_1")).isEqualTo(200);
			verify(this.second).received(any(), eq(this.token));
			verify(this.first, never()).received(any(), any());
		}
	}

	@Test
	void deliveryThatNoneOfSeveralClientsIsChosenForFails() {
		try (GenericApplicationContext context = with(null, this.first, this.second)) {
			TestedApplication application = new TestedApplication(context);
			assertThatExceptionOfType(NoUniqueBeanDefinitionException.class)
				.isThrownBy(() -> receive(application, "webhook", "whsec_1"))
				.withMessageContaining("client0,client1");
			assertThatExceptionOfType(NoUniqueBeanDefinitionException.class)
				.isThrownBy(() -> receive(application, this.token, "whsec_1"));
		}
	}

	@Test
	void deliveryWithAForgedSignatureIsRefused() {
		assertThat(receive(this.token, "whsec_2")).isEqualTo(401);
		verify(this.first, never()).received(any(), any());
	}

	private int receive(String lastSegment, String secret) {
		try (GenericApplicationContext context = new GenericApplicationContext()) {
			context.registerBean("first", FloraClient.class, () -> this.first, (bean) -> bean.setPrimary(true));
			context.registerBean("second", FloraClient.class, () -> this.second);
			context.refresh();
			return receive(new TestedApplication(context), lastSegment, secret);
		}
	}

	private static GenericApplicationContext with(@Nullable GenericApplicationContext parent, FloraClient... clients) {
		GenericApplicationContext context = new GenericApplicationContext();
		context.setParent(parent);
		for (int i = 0; i < clients.length; i++) {
			FloraClient client = clients[i];
			context.registerBean("client" + i, FloraClient.class, () -> client);
		}
		context.refresh();
		return context;
	}

	private static int receive(TestedApplication application, String lastSegment, String secret) {
		return application.receive(URI.create("http://localhost/flora/" + lastSegment), "whsec_1", BODY,
				WebhookSigner.header(secret, Instant.now().getEpochSecond(), BODY));
	}

	private static FloraClient client() {
		FloraClient client = mock(FloraClient.class);
		given(client.received(any(), any())).willReturn(true);
		return client;
	}

}
