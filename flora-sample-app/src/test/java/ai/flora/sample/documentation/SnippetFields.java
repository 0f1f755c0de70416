package ai.flora.sample.documentation;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RunHandle;
import ai.flora.client.assembly.FloraClientBuilder;
import ai.flora.spring.boot.test.FakeFlora;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Fields that the pages' snippets use without showing them. Members and statements are
 * compiled as part of a subclass.
 */
public abstract class SnippetFields {

	protected final Log log = LogFactory.getLog(getClass());

	protected FakeFlora fake;

	protected FloraClient client;

	protected FloraGenerationsClient flora;

	protected GenerationRequest request = GenerationRequest.image("A harbour");

	protected RunHandle handle;

	protected String runId = "run_1";

	protected String key;

	protected String otherKey;

	protected MeterRegistry meterRegistry;

	/**
	 * A builder for a client of the fake: no snippet reaches the real FLORA.
	 */
	protected FloraClientBuilder builder() {
		return new FloraClientBuilder().baseUrl(this.fake.baseUrl());
	}

	/** Runs a snippet of statements. */
	protected void run() throws Exception {
		throw new UnsupportedOperationException("Not a snippet of statements");
	}

}
