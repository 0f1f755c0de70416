package ai.flora.client.faults;

import java.time.Duration;
import java.util.Objects;

import ai.flora.client.FloraRequest;
import ai.flora.client.GenerationQuery;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RequestOptions;
import ai.flora.client.internal.start.RunStarter;
import ai.flora.client.internal.transport.FloraTransport;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The operations that faults happen to.
 */
enum Subject {

	RETRIEVE("retrieve", "GET /api/v1/runs/") {
		@Override
		void call(FloraTransport transport, RunStarter starter, Duration deadline) {
			transport.retrieve("run_1", RequestOptions.defaults());
		}
	},

	LIST("list", "GET /api/v1/generations") {
		@Override
		void call(FloraTransport transport, RunStarter starter, Duration deadline) {
			transport.list(GenerationQuery.all(), RequestOptions.defaults());
		}
	},

	/** With the first start of a client that was not told its workspace. */
	WORKSPACES("workspaces", "GET /api/v1/workspaces") {
		@Override
		void call(FloraTransport transport, RunStarter starter, Duration deadline) {
			starter.start(GenerationRequest.image("A harbour"), RequestOptions.defaults());
		}
	},

	PROBE("probe", "GET /api/v1/workspaces") {
		@Override
		void call(FloraTransport transport, RunStarter starter, Duration deadline) {
			transport.probe(deadline);
		}
	},

	OTHER("other", "GET /api/v1/projects") {
		@Override
		void call(FloraTransport transport, RunStarter starter, Duration deadline) {
			starter.exchange(FloraRequest.get("/projects").build(Found.class));
		}
	},

	/** The fault happens to the looks for a lost run, too. */
	CREATE("create", "POST /api/v1/generate") {
		@Override
		void call(FloraTransport transport, RunStarter starter, Duration deadline) {
			starter.start(GenerationRequest.image("A harbour").toBuilder().workspaceId("ws_1").build(),
					RequestOptions.defaults());
		}
	};

	private final String operation;

	private final String request;

	Subject(String operation, String request) {
		this.operation = operation;
		this.request = request;
	}

	abstract void call(FloraTransport transport, RunStarter starter, Duration deadline);

	/** Its name in observations. */
	String operation() {
		return this.operation;
	}

	boolean isRequest(String request) {
		return request.startsWith(this.request);
	}

	/** A type of an application's, which insists on its id. */
	record Found(@JsonProperty("run_id") String id) {

		Found {
			Objects.requireNonNull(id);
		}

	}

}
