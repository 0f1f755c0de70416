package ai.flora.client.faults;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;

import ai.flora.client.FloraException;
import ai.flora.client.FloraRequest;
import ai.flora.client.GenerationQuery;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RequestOptions;
import ai.flora.client.action.ActionRequest;
import ai.flora.client.asset.AssetQuery;
import ai.flora.client.asset.FloraAssetsClient;
import ai.flora.client.internal.RunKind;
import ai.flora.client.internal.RunPlace;
import ai.flora.client.internal.action.ActionOperations;
import ai.flora.client.internal.action.ActionOrder;
import ai.flora.client.internal.asset.AssetCalls;
import ai.flora.client.internal.asset.DefaultFloraAssetsClient;
import ai.flora.client.internal.asset.TestAssetOperations;
import ai.flora.client.internal.model.DefaultFloraModelsClient;
import ai.flora.client.internal.model.ModelSettings;
import ai.flora.client.internal.model.Models;
import ai.flora.client.internal.project.DefaultFloraProjectsClient;
import ai.flora.client.internal.project.ProjectCalls;
import ai.flora.client.internal.run.TestRuns;
import ai.flora.client.internal.start.RunStarter;
import ai.flora.client.internal.technique.TechniqueOperations;
import ai.flora.client.internal.technique.TechniqueOrder;
import ai.flora.client.internal.transport.FloraTransport;
import ai.flora.client.internal.workspace.OwnWorkspace;
import ai.flora.client.model.ModelCheck;
import ai.flora.client.project.FloraProjectsClient;
import ai.flora.client.project.ProjectQuery;
import ai.flora.client.technique.TechniqueQuery;
import ai.flora.client.technique.TechniqueRequest;
import com.fasterxml.jackson.annotation.JsonProperty;

import org.springframework.core.io.ByteArrayResource;

/**
 * The operations that faults happen to.
 */
enum Subject {

	RETRIEVE("retrieve", "GET /api/v1/runs/") {
		@Override
		void call(FloraTransport transport, RunStarter starter, Duration deadline) {
			TestRuns.of(transport).retrieve("run_1", RunPlace.USUAL, RequestOptions.defaults());
		}
	},

	LIST("list", "GET /api/v1/generations") {
		@Override
		void call(FloraTransport transport, RunStarter starter, Duration deadline) {
			TestRuns.of(transport).list(RunKind.GENERATION, GenerationQuery.all(), RequestOptions.defaults());
		}
	},

	MODELS("models.list", "GET /api/v1/models") {
		@Override
		void call(FloraTransport transport, RunStarter starter, Duration deadline) {
			ModelSettings settings = new ModelSettings(ModelCheck.FAIL, Duration.ofMinutes(10), false);
			new DefaultFloraModelsClient(() -> new Models(transport, settings, (request) -> null)).list();
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
			starter.otherStarts().exchange(FloraRequest.get("/projects").build(Found.class));
		}
	},

	ASSETS_LIST("assets.list", "GET /api/v1/assets") {
		@Override
		void call(FloraTransport transport, RunStarter starter, Duration deadline) {
			assets(transport).list(AssetQuery.all());
		}
	},

	ASSETS_RETRIEVE("assets.retrieve", "GET /api/v1/assets/asset_1") {
		@Override
		void call(FloraTransport transport, RunStarter starter, Duration deadline) {
			assets(transport).retrieve("asset_1");
		}
	},

	/** What may have been made in vain is looked for in the list, which is well. */
	ASSETS_UPLOAD("assets.upload", "POST /api/v1/assets") {
		@Override
		void call(FloraTransport transport, RunStarter starter, Duration deadline) {
			assets(transport).upload(new ByteArrayResource("GIF89a".getBytes(StandardCharsets.US_ASCII)));
		}
	},

	ASSETS_IMPORT("assets.importFrom", "POST /api/v1/assets") {
		@Override
		void call(FloraTransport transport, RunStarter starter, Duration deadline) {
			assets(transport).importFrom(URI.create("https://example.com/a.png"));
		}
	},

	ASSETS_COMPLETE("assets.complete", "POST /api/v1/assets/asset_1/complete") {
		@Override
		void call(FloraTransport transport, RunStarter starter, Duration deadline) {
			TestAssetOperations.complete(transport);
		}
	},

	ASSETS_RETRY("assets.retry", "POST /api/v1/assets/asset_1/retry") {
		@Override
		void call(FloraTransport transport, RunStarter starter, Duration deadline) {
			TestAssetOperations.retry(transport);
		}
	},

	PROJECTS_LIST("projects.list", "GET /api/v1/projects") {
		@Override
		void call(FloraTransport transport, RunStarter starter, Duration deadline) {
			projects(transport).list(ProjectQuery.all());
		}
	},

	PROJECTS_RETRIEVE("projects.retrieve", "GET /api/v1/projects/") {
		@Override
		void call(FloraTransport transport, RunStarter starter, Duration deadline) {
			projects(transport).retrieve("prj_1");
		}
	},

	/** The fault happens to the look for what was made, too. */
	PROJECTS_CREATE("projects.create", "POST /api/v1/projects") {
		@Override
		void call(FloraTransport transport, RunStarter starter, Duration deadline) {
			projects(transport).create("Harbours");
		}
	},

	TECHNIQUES_LIST("techniques.list", "GET /api/v1/techniques") {
		@Override
		void call(FloraTransport transport, RunStarter starter, Duration deadline) {
			transport.call(TechniqueOperations.list(TechniqueQuery.all()), RequestOptions.defaults());
		}
	},

	TECHNIQUES_RETRIEVE("techniques.retrieve", "GET /api/v1/techniques/") {
		@Override
		void call(FloraTransport transport, RunStarter starter, Duration deadline) {
			transport.call(TechniqueOperations.retrieve("tech_1"), RequestOptions.defaults());
		}
	},

	ACTIONS_LIST("actions.list", "GET /api/v1/actions") {
		@Override
		void call(FloraTransport transport, RunStarter starter, Duration deadline) {
			transport.call(ActionOperations.list(), RequestOptions.defaults());
		}
	},

	ACTIONS_RETRIEVE("actions.retrieve", "GET /api/v1/actions/") {
		@Override
		void call(FloraTransport transport, RunStarter starter, Duration deadline) {
			transport.call(ActionOperations.retrieve("stitch-videos"), RequestOptions.defaults());
		}
	},

	/** The fault happens to the looks for a lost run, too. */
	TECHNIQUES_CREATE("techniques.create", "POST /api/v1/runs/technique") {
		@Override
		void call(FloraTransport transport, RunStarter starter, Duration deadline) {
			starter.start(new TechniqueOrder(TechniqueRequest.of("tech_1").workspaceId("ws_1").build()),
					RequestOptions.defaults());
		}
	},

	ACTIONS_CREATE("actions.create", "POST /api/v1/runs/action") {
		@Override
		void call(FloraTransport transport, RunStarter starter, Duration deadline) {
			starter.start(new ActionOrder(ActionRequest.of("stitch-videos").workspaceId("ws_1").build()),
					RequestOptions.defaults());
		}
	},

	/** Sent once, whatever happens: FLORA may take it for a start. */
	MODELS_ESTIMATE("models.estimate", "POST /api/v1/generate") {
		@Override
		void call(FloraTransport transport, RunStarter starter, Duration deadline) {
			starter.otherStarts().quote(GenerationRequest.image("A harbour").toBuilder().workspaceId("ws_1").build());
		}
	},

	/** The fault happens to the looks for a lost run, too. */
	CREATE("create", "POST /api/v1/generate") {
		@Override
		void call(FloraTransport transport, RunStarter starter, Duration deadline) {
			starter.start(HARBOUR, RequestOptions.defaults());
		}
	},

	/** Of one item. What it comes to follows from what its start does. */
	BATCH("create", "POST /api/v1/generate") {
		@Override
		void call(FloraTransport transport, RunStarter starter, Duration deadline) {
			throw new UnsupportedOperationException();
		}

		@Override
		void call(Wiring client, Duration deadline) {
			FloraException reason = client.batch(HARBOUR).await().get(0).reason();
			if (reason != null) {
				throw reason;
			}
		}

		@Override
		public String toString() {
			return "batch";
		}
	};

	private static final GenerationRequest HARBOUR = GenerationRequest.image("A harbour")
		.toBuilder()
		.workspaceId("ws_1")
		.build();

	private final String operation;

	private final String request;

	Subject(String operation, String request) {
		this.operation = operation;
		this.request = request;
	}

	private static FloraAssetsClient assets(FloraTransport transport) {
		AssetCalls calls = new AssetCalls(transport, new OwnWorkspace(transport, "ws_1"));
		return new DefaultFloraAssetsClient(() -> calls);
	}

	private static FloraProjectsClient projects(FloraTransport transport) {
		ProjectCalls calls = new ProjectCalls(transport, new OwnWorkspace(transport, "ws_1"));
		return new DefaultFloraProjectsClient(() -> calls);
	}

	/** Whether it starts a run, or may be taken for a start. */
	boolean isStart() {
		return this == CREATE || this == BATCH || this == TECHNIQUES_CREATE || this == ACTIONS_CREATE || isQuote();
	}

	/** Whether it asks for a quote, without which the caller does well, too. */
	boolean isQuote() {
		return this == MODELS_ESTIMATE;
	}

	abstract void call(FloraTransport transport, RunStarter starter, Duration deadline);

	void call(Wiring client, Duration deadline) {
		call(client.transport(), client.starter(), deadline);
	}

	/** Its name in observations. */
	String operation() {
		return this.operation;
	}

	/** Whether it makes other requests, too, to which no fault happens. */
	boolean makesOthers() {
		return this == WORKSPACES || this == ASSETS_UPLOAD || this == ASSETS_IMPORT;
	}

	boolean isRequest(String request) {
		return request.startsWith(this.request);
	}

	@Override
	public String toString() {
		return this.operation;
	}

	/** A type of an application's, which insists on its id. */
	record Found(@JsonProperty("run_id") String id) {

		Found {
			Objects.requireNonNull(id);
		}

	}

}
