package ai.flora.client.internal.output;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import ai.flora.client.FloraConnectionException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraInterruptedException;
import ai.flora.client.FloraTimeoutException;
import ai.flora.client.OutputType;
import ai.flora.client.RunOutput;
import ai.flora.client.TimeLimits;
import ai.flora.client.internal.output.TestOutputs.Settings;
import ai.flora.client.internal.output.TestOutputs.Wire;
import ai.flora.client.internal.transport.RawServer.RequestScript;
import ai.flora.client.output.OutputContent;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Downloads that end by a deadline, an interrupt or a close, and what is kept of them.
 */
@Tag("exhaustive")
class DownloadEndTests extends AbstractDownloadTests {

	@ParameterizedTest
	@EnumSource
	void interruptWakesAtOnce(Wire wire) throws Exception {
		CountDownLatch asked = new CountDownLatch(1);
		RunOutput output = serve(wire, (request, raw, socket) -> {
			send(socket, "200 OK\nContent-Length: 200000", part(0, 70_000));
			asked.countDown();
			raw.hang();
		});
		AtomicReference<Throwable> thrown = new AtomicReference<>();
		AtomicInteger flag = new AtomicInteger();
		Thread thread = new Thread(() -> {
			try {
				this.flora.outputs().save(output, this.directory);
			}
			catch (Throwable ex) {
				thrown.set(ex);
			}
			flag.set(Thread.currentThread().isInterrupted() ? 1 : 2);
		});
		thread.start();
		asked.await();
		thread.interrupt();
		thread.join(10_000);
		assertThat(thrown.get()).isInstanceOf(FloraInterruptedException.class);
		assertThat(flag).hasValue(1);
		assertThat(files()).isEmpty();
		assertThat(this.flora.recorded()).hasSize(1).first().asString().startsWith("image interrupted");
	}

	@ParameterizedTest
	@EnumSource
	void closingTheClientWakesToo(Wire wire) throws Exception {
		CountDownLatch asked = new CountDownLatch(1);
		RunOutput output = serve(wire, (request, raw, socket) -> {
			asked.countDown();
			raw.hang();
		});
		Thread closing = new Thread(() -> {
			try {
				asked.await();
			}
			catch (InterruptedException ex) {
				return;
			}
			this.flora.close();
		});
		closing.start();
		assertThatExceptionOfType(FloraConnectionException.class)
			.isThrownBy(() -> this.flora.outputs().save(output, this.directory))
			.withMessageContaining("closed");
		closing.join();
		assertThatExceptionOfType(FloraConnectionException.class)
			.isThrownBy(() -> this.flora.outputs().save(output, this.directory))
			.withMessageContaining("closed");
		assertThat(files()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void closingAnOutputWakesWhoReadsIt(Wire wire) throws Exception {
		RunOutput output = serve(wire, (request, raw, socket) -> {
			send(socket, "200 OK\nContent-Length: 200000", part(0, 2000));
			raw.hang();
		});
		AtomicReference<Throwable> thrown = new AtomicReference<>();
		OutputContent content = this.flora.outputs().open(output);
		Thread thread = new Thread(() -> {
			try {
				content.stream().readAllBytes();
			}
			catch (Throwable ex) {
				thrown.set(ex);
			}
		});
		thread.start();
		Awaitility.await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
		content.close();
		thread.join(10_000);
		assertThat(thrown.get()).isInstanceOf(FloraException.class).hasMessageContaining("closed");
		assertThat(this.flora.running()).isZero();
	}

	@ParameterizedTest
	@EnumSource
	void closedOutputIsNotRead(Wire wire) throws Exception {
		OutputContent content = serveNothing(wire).open(new RunOutput("output_1", OutputType.TEXT, "A harbour"));
		content.stream().close();
		assertThatIllegalStateException().isThrownBy(() -> content.stream().read());
		assertThat(this.flora.recorded()).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource
	void deadlineCoversASlowReader(Wire wire) throws Exception {
		Opened opened = openInTime(wire, (request, raw, socket) -> {
			send(socket, "200 OK\nContent-Length: 200000", part(0, 1100));
			raw.trickle(socket);
		});
		try (OutputContent content = opened.content()) {
			InputStream in = content.stream();
			assertThatExceptionOfType(FloraTimeoutException.class).isThrownBy(in::readAllBytes)
				.withMessageContaining(opened.timeout().toMillis() + " ms")
				.withMessageContaining("FloraClientBuilder.outputTimeout");
			assertThatExceptionOfType(FloraTimeoutException.class).isThrownBy(in::read);
		}
		assertThat(this.flora.recorded()).hasSize(1).first().asString().startsWith("image timeout ");
	}

	/** An output whose timeout passes after it was opened. */
	private Opened openInTime(Wire wire, RequestScript script) throws Exception {
		return TimeLimits
			.longEnough(Duration.ofMillis(1500), (timeout) -> open(wire, timeout, script), Optional::isPresent)
			.orElseThrow();
	}

	private Optional<Opened> open(Wire wire, Duration timeout, RequestScript script) throws IOException {
		stop();
		RunOutput output = serve(wire, Settings.defaults().timeout(timeout), script);
		try {
			return Optional.of(new Opened(this.flora.outputs().open(output), timeout));
		}
		catch (FloraTimeoutException ex) {
			return Optional.empty();
		}
	}

	private record Opened(OutputContent content, Duration timeout) {
	}

	/** Callers that read a stream to its end often do not close it. */
	@ParameterizedTest
	@EnumSource
	void nothingIsKeptOfWhatWasReadAndNotClosed(Wire wire) throws Exception {
		RunOutput output = serve(wire, (request, raw, socket) -> send(socket, "200 OK\nContent-Length: 200000", FILE));
		OutputContent content = this.flora.outputs().open(output);
		assertThat(this.flora.running()).isOne();
		assertThat(content.stream().readAllBytes()).isEqualTo(FILE);
		Awaitility.await().until(() -> this.flora.running() == 0);
		content.close();
		assertThat(this.flora.recorded()).containsExactly("image success 200000");
	}

	/** A caller may forget an output, and its host may fall silent. */
	@ParameterizedTest
	@EnumSource
	void nothingIsKeptOfWhatWasForgotten(Wire wire) throws Exception {
		CountDownLatch left = new CountDownLatch(1);
		Opened opened = openInTime(wire, (request, raw, socket) -> {
			send(socket, "200 OK\nContent-Length: 200000", part(0, 2000));
			try {
				socket.getInputStream().transferTo(OutputStream.nullOutputStream());
			}
			finally {
				left.countDown();
			}
		});
		OutputContent content = opened.content();
		Awaitility.await().until(() -> this.flora.running() == 0);
		assertThat(left.await(10, TimeUnit.SECONDS)).as("connection is closed").isTrue();
		assertThatExceptionOfType(FloraTimeoutException.class).isThrownBy(() -> content.stream().readAllBytes())
			.withMessageContaining(opened.timeout().toMillis() + " ms");
		content.close();
	}

	@ParameterizedTest
	@EnumSource
	void nothingIsKeptOfWhatNoThreadCanBegin(Wire wire) throws Exception {
		RunOutput output = serve(wire, (request, raw, socket) -> {
		});
		this.flora.close();
		assertThatExceptionOfType(FloraConnectionException.class).isThrownBy(() -> this.flora.outputs().open(output));
		assertThat(this.flora.running()).isZero();
	}

}
