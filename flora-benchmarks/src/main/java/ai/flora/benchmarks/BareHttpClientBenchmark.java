package ai.flora.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import ai.flora.client.Run;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import tools.jackson.databind.json.JsonMapper;

/**
 * The code that one would write without Spring: the JDK's client and Jackson, and no
 * error handling.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class BareHttpClientBenchmark {

	private final HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

	private final JsonMapper mapper = JsonMapper.builder().build();

	@Benchmark
	@OperationsPerInvocation(RetrieveBenchmark.CALLS)
	public void bareHttpClient() {
		RetrieveBenchmark.repeat(this::read);
	}

	private Run read() {
		HttpRequest request = HttpRequest.newBuilder(URI.create(CannedServer.url() + "/runs/run_abc123"))
			.timeout(Duration.ofSeconds(60))
			.header("Authorization", "Bearer " + CannedServer.KEY)
			.build();
		try {
			return this.mapper.readValue(this.client.send(request, BodyHandlers.ofByteArray()).body(), Run.class);
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
