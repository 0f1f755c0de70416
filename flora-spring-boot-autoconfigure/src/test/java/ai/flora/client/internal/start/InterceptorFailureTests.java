package ai.flora.client.internal.start;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import javax.net.ssl.SSLException;

import ai.flora.client.FloraAuthenticationException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.FloraTimeoutException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RequestOptions;
import ai.flora.client.internal.start.VirtualFlora.Reply;
import ai.flora.client.internal.start.order.ClientDefaults;
import ai.flora.client.internal.time.VirtualTiming;
import ai.flora.client.internal.transport.Call;
import ai.flora.client.internal.transport.FloraTransport;
import ai.flora.client.internal.transport.TestTransports;
import ai.flora.client.internal.transport.Transports;
import ai.flora.client.observation.FloraRequestObservationContext;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Interceptors and initializers of an application that fail in odd ways.
 */
class InterceptorFailureTests {

	private static final GenerationRequest REQUEST = GenerationRequest.image("A harbour");

	private static final RequestOptions ONCE = RequestOptions.defaults().withMaxAttempts(1);

	private final VirtualTiming time = new VirtualTiming();

	private final VirtualFlora flora = new VirtualFlora(this.time);

	/** An exception of the application's own that is a FloraException. */
	@Test
	void refusalCountsThoughAnInterceptorThrowsAFloraExceptionOfItsOwn() {
		this.flora.answer(List.of(Reply.UNAUTHORIZED, Reply.NOT_CONNECTED));
		RunStarter starter = starter((request, body, execution) -> {
			execution.execute(request, body).close();
			try {
				return execution.execute(request, body);
			}
			catch (IOException ex) {
				throw new FloraException("Mine", ex);
			}
		});
		assertThat(catchThrowable(() -> starter.start(REQUEST, RequestOptions.defaults())))
			.isInstanceOf(FloraAuthenticationException.class);
	}

	/** Such as that of a nested call of another client, for a token. */
	@Test
	void floraExceptionBelowOneThatQuotesTheKeyIsNotTriedAgain() {
		AtomicInteger executed = new AtomicInteger();
		FloraTransport transport = transport((builder) -> builder.requestInterceptor((request, body, execution) -> {
			executed.incrementAndGet();
			execution.execute(request, body).close();
			throw new IllegalStateException("After Bearer " + Transports.KEY,
					new FloraTimeoutException("Other client", new ConnectException("x")));
		}));
		Throwable thrown = catchThrowable(
				() -> transport.workspaces("Test", RequestOptions.defaults().withMaxAttempts(3)));
		assertThat(thrown).isInstanceOf(FloraException.class);
		assertThat(executed).hasValue(1);
	}

	/** Before anything is sent, after a page of an earlier call. */
	@Test
	void startWhoseInterceptorFailsByANestedCallIsNotTriedAgain() {
		AtomicInteger posts = new AtomicInteger();
		FloraTransport transport = transport((builder) -> builder.requestInterceptor((request, body, execution) -> {
			if (request.getMethod().equals(HttpMethod.POST)) {
				posts.incrementAndGet();
				throw new IllegalStateException("After Bearer " + Transports.KEY,
						new FloraTimeoutException("Other client", new ConnectException("x")));
			}
			return execution.execute(request, body);
		}));
		catchThrowable(() -> transport.workspaces("Test", ONCE));
		RunStarter starter = TestStarters.of(transport, new ClientDefaults("ws_1", "prj_1"), null);
		Throwable thrown = catchThrowable(() -> starter.start(REQUEST, RequestOptions.defaults()));
		assertThat(posts).hasValue(1);
		assertThat(thrown).isInstanceOf(FloraException.class);
	}

	/** What is no interceptor's: an initializer of the application's. */
	@Test
	void keyThatAnInitializerQuotesIsInNoException() {
		AtomicInteger posts = new AtomicInteger();
		FloraTransport transport = transport((builder) -> builder.requestInitializer((request) -> {
			if (request.getMethod().equals(HttpMethod.POST) && posts.incrementAndGet() > 1) {
				throw new IllegalStateException("Odd " + Transports.KEY);
			}
		}));
		this.flora.answer(List.of(Reply.LOST_AFTER));
		RunStarter starter = TestStarters.of(transport, new ClientDefaults("ws_1", "prj_1"), null);
		Throwable thrown = catchThrowable(() -> starter.start(REQUEST, RequestOptions.defaults()));
		assertThat(trace(thrown)).doesNotContain(Transports.KEY);
	}

	@Test
	void keyThatAnInitializerQuotesIsInNoExceptionOfAFreeCall() {
		AtomicInteger calls = new AtomicInteger();
		FloraTransport transport = transport((builder) -> builder.requestInitializer((request) -> {
			if (calls.incrementAndGet() > 1) {
				throw new IllegalStateException("Odd " + Transports.KEY);
			}
		}));
		catchThrowable(() -> transport.workspaces("Test", ONCE));
		Throwable thrown = catchThrowable(() -> transport.workspaces("Test", ONCE));
		assertThat(trace(thrown)).doesNotContain(Transports.KEY);
	}

	/** Such as one that has FLORA improve the prompt, or says who pays. */
	@ParameterizedTest
	@ValueSource(strings = { "GET", "POST" })
	void doubtOfAStartThatAnInterceptorHasMadeIsNotThatOfTheCall(String method) {
		RunStarter nested = TestStarters.of(transports().build(this.time), new ClientDefaults("ws_1", "prj_1"), null);
		AtomicReference<FloraStartUnconfirmedException> nestedDoubt = new AtomicReference<>();
		FloraTransport transport = transport((builder) -> builder.requestInterceptor((request, body, execution) -> {
			if (request.getMethod().name().equals(method)) {
				nestedDoubt.set(catchThrowableOfType(FloraStartUnconfirmedException.class,
						() -> nested.start(GenerationRequest.text("A prompt"), ONCE)));
				throw nestedDoubt.get();
			}
			return execution.execute(request, body);
		}));
		RunStarter starter = TestStarters.of(transport,
				new ClientDefaults(method.equals("GET") ? null : "ws_1", "prj_1"), null);
		this.flora.answer(List.of(Reply.LOST_BEFORE));
		Throwable thrown = catchThrowable(() -> starter.start(REQUEST, RequestOptions.defaults()));
		assertThat(thrown).isInstanceOf(FloraException.class)
			.isNotInstanceOf(FloraStartUnconfirmedException.class)
			.hasCause(nestedDoubt.get());
		assertThat(this.flora.posts).hasSize(1);
	}

	@Test
	void exceptionWithoutTextPassesAsItIs() {
		RuntimeException silent = new RuntimeException() {
			@Override
			@SuppressWarnings("NullAway")
			public String toString() {
				return null;
			}
		};
		FloraTransport transport = transport((builder) -> builder.requestInterceptor((request, body, execution) -> {
			execution.execute(request, body).close();
			throw silent;
		}));
		assertThat(catchThrowable(() -> transport.workspaces("Test", ONCE))).isSameAs(silent);
	}

	/** Logs show the causes, too. */
	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void chargedRunIsFoundThoughAnExceptionHasNoTextThatCanBeRead(boolean below) {
		RuntimeException unreadable = new RuntimeException() {
			@Override
			public String toString() {
				throw this;
			}
		};
		RuntimeException thrown = below ? new IllegalStateException("no token", unreadable) : unreadable;
		RunStarter starter = starter((request, body, execution) -> {
			if (request.getMethod().equals(HttpMethod.GET)) {
				return execution.execute(request, body);
			}
			execution.execute(request, body).close();
			throw thrown;
		});
		String run = runOf(starter);
		assertThat(this.flora.charged()).containsExactly(run);
	}

	/** One that is caught, and made the cause of its own cause. */
	@ParameterizedTest
	@ValueSource(strings = { "Odd", "Odd " + Transports.KEY })
	@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
	void chargedRunIsFoundThoughTheCausesOfAnExceptionFormACircle(String text) {
		RuntimeException cause = new IllegalStateException("Below");
		RuntimeException thrown = new IllegalStateException(text, cause);
		cause.initCause(thrown);
		RunStarter starter = starter((request, body, execution) -> {
			if (request.getMethod().equals(HttpMethod.GET)) {
				return execution.execute(request, body);
			}
			execution.execute(request, body).close();
			throw thrown;
		});
		String run = runOf(starter);
		assertThat(this.flora.charged()).containsExactly(run);
	}

	@Test
	@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
	void reasonIsToldThoughTheCausesOfAnExceptionFormACircle() {
		IOException cause = new IOException("No such certificate");
		SSLException thrown = new SSLException("Odd", cause);
		cause.initCause(thrown);
		FloraTransport transport = transport((builder) -> builder.requestInterceptor((request, body, execution) -> {
			throw thrown;
		}));
		assertThat(catchThrowable(() -> transport.workspaces("Test", ONCE)))
			.hasMessageContaining("(No such certificate)");
	}

	@Test
	void chargedRunIsReturnedThoughAHandlerOfObservationsThrowsWhatHasNoText() {
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(new ObservationHandler<>() {
			@Override
			public void onStop(Observation.Context context) {
				throw new Unreadable();
			}

			@Override
			public boolean supportsContext(Observation.Context context) {
				return context instanceof FloraRequestObservationContext;
			}
		});
		RunStarter starter = TestStarters.of(transports().observations(registry).build(this.time),
				new ClientDefaults("ws_1", "prj_1"), null);
		String run = runOf(starter);
		assertThat(this.flora.charged()).containsExactly(run);
	}

	/** Such as one on a disk that is full. */
	@Test
	void chargedRunIsFoundThoughTheExceptionOfAnInterceptorCannotBeLogged() {
		RunStarter starter = starter((request, body, execution) -> {
			if (request.getMethod().equals(HttpMethod.GET)) {
				return execution.execute(request, body);
			}
			execution.execute(request, body).close();
			throw new IllegalStateException("no token");
		});
		this.flora.answer(List.of(Reply.GATEWAY_AFTER));
		Logger logger = (Logger) LoggerFactory.getLogger(Call.class);
		Appender<ILoggingEvent> full = new FullAppender();
		full.start();
		logger.addAppender(full);
		try {
			String run = runOf(starter);
			assertThat(this.flora.charged()).containsExactly(run);
		}
		finally {
			logger.detachAppender(full);
		}
	}

	/** Surefire leaves out all further tests if it cannot print what one has thrown. */
	private static String runOf(RunStarter starter) {
		try {
			return starter.start(REQUEST, RequestOptions.defaults()).run().runId();
		}
		catch (RuntimeException ex) {
			throw new AssertionError("The start ended in a " + ex.getClass().getName());
		}
	}

	private static String trace(Throwable thrown) {
		StringWriter text = new StringWriter();
		thrown.printStackTrace(new PrintWriter(text));
		return text.toString();
	}

	private RunStarter starter(ClientHttpRequestInterceptor interceptor) {
		return TestStarters.of(transport((builder) -> builder.requestInterceptor(interceptor)),
				new ClientDefaults("ws_1", "prj_1"), null);
	}

	private FloraTransport transport(Consumer<RestClient.Builder> customizer) {
		return transports().customize(customizer).build(this.time);
	}

	private TestTransports transports() {
		return TestTransports.of("https://app.flora.ai/api/v1", () -> this.flora, Duration.ofSeconds(2))
			.callTimeout(Duration.ofMinutes(2));
	}

	private static final class FullAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {

		@Override
		public void doAppend(ILoggingEvent event) {
			throw new IllegalStateException("No space left on device");
		}

		@Override
		protected void append(ILoggingEvent event) {
		}

	}

	/** Such as one that looks for its text, which is missing. */
	private static final class Unreadable extends RuntimeException {

		private static final long serialVersionUID = 1L;

		@Override
		public String getMessage() {
			throw this;
		}

	}

}
