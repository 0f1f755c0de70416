package ai.flora.client.internal.transport;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

import ai.flora.client.FloraException;
import ai.flora.client.RequestOptions;
import ai.flora.client.internal.operation.Operation;
import ai.flora.client.internal.time.Deadline;
import ai.flora.client.internal.time.VirtualTiming;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link FloraTransport}: what closing it ends.
 */
class FloraTransportTests {

	private static final Operation<String> OPERATION = new Operation<>("test", "Test",
			(client) -> client.get().uri("/x"), (response) -> "");

	private final VirtualTiming timing = new VirtualTiming();

	private final List<Factory> factories = new ArrayList<>();

	@Test
	void closingEndsTheConnectionsAndLaterCalls() {
		FloraTransport transport = transport(Runnable::run);
		transport.prepare();
		transport.close();
		assertThat(this.timing.isClosed()).isTrue();
		assertThat(this.factories).singleElement().matches(Factory::isDestroyed);
		assertThatExceptionOfType(FloraException.class)
			.isThrownBy(() -> transport.call(OPERATION, RequestOptions.defaults()))
			.withMessageContaining("closed");
	}

	@Test
	void connectionsThatAreMadeAfterClosingAreEndedAtOnce() {
		FloraTransport transport = transport(Runnable::run);
		transport.close();
		transport.prepare();
		assertThat(this.factories).singleElement().matches(Factory::isDestroyed);
	}

	@Test
	void connectionsStayOpenUntilThen() {
		transport(Runnable::run).prepare();
		assertThat(this.factories).singleElement().matches((factory) -> !factory.isDestroyed());
	}

	@Test
	@Timeout(30)
	void closingWakesWhoeverWaitsForAResponse() {
		FloraTransport transport = closedOnceItsCallerWaits();
		assertThatExceptionOfType(FloraException.class)
			.isThrownBy(() -> transport.call(OPERATION, RequestOptions.defaults()))
			.withMessageContaining("closed");
	}

	@Test
	@Timeout(30)
	void closingWakesWhoeverWaitsForTheStorage() {
		FloraTransport transport = closedOnceItsCallerWaits();
		StorageTransport.Request request = new StorageTransport.Request(HttpMethod.PUT,
				URI.create("http://localhost/x"), "text/plain", 1, (out) -> out.write('x'));
		assertThatExceptionOfType(FloraException.class)
			.isThrownBy(() -> transport.storage().send(request, Deadline.in(Duration.ofMinutes(1), this.timing)));
		assertThat(this.timing.isClosed()).isTrue();
	}

	private FloraTransport closedOnceItsCallerWaits() {
		Thread caller = Thread.currentThread();
		FloraTransport[] transport = new FloraTransport[1];
		transport[0] = transport((task) -> new Thread(() -> {
			while (caller.getState() != Thread.State.TIMED_WAITING) {
				Thread.onSpinWait();
			}
			transport[0].close();
		}).start());
		return transport[0];
	}

	private FloraTransport transport(Executor executor) {
		return TestTransports.of("http://localhost", this::factory, Duration.ofSeconds(1))
			.executor(executor)
			.build(this.timing);
	}

	private Factory factory() {
		Factory factory = new Factory();
		this.factories.add(factory);
		return factory;
	}

	private static final class Factory implements ClientHttpRequestFactory, DisposableBean {

		private boolean destroyed;

		@Override
		public ClientHttpRequest createRequest(URI uri, HttpMethod httpMethod) {
			throw new AssertionError("Nothing is sent");
		}

		@Override
		public void destroy() {
			this.destroyed = true;
		}

		boolean isDestroyed() {
			return this.destroyed;
		}

	}

}
