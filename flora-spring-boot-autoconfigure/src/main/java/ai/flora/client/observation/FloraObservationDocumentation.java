package ai.flora.client.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * All observations of the client, and their keys.
 *
 * @since 0.1.0
 */
public enum FloraObservationDocumentation implements ObservationDocumentation {

	/**
	 * A call to FLORA, with all its attempts and the waits between them.
	 */
	CLIENT_REQUESTS {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultFloraRequestObservationConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return LowCardinalityKeyNames.values();
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return HighCardinalityKeyNames.values();
		}

	};

	/**
	 * Keys of the timer and of the span.
	 *
	 */
	public enum LowCardinalityKeyNames implements KeyName {

		/**
		 * Name of the client's method, such as {@code retrieve}, or for other resources
		 * {@code assets.upload}; also the key of the counter
		 * {@code flora.starts.unconfirmed}.
		 */
		OPERATION {

			@Override
			public String asString() {
				return "operation";
			}

		},

		/**
		 * The outcome of the call: {@code SUCCESS}, {@code CLIENT_ERROR},
		 * {@code SERVER_ERROR}, {@code TIMEOUT}, {@code CONNECTION_ERROR},
		 * {@code INVALID_RESPONSE}, {@code INTERRUPTED} or {@code UNKNOWN}.
		 */
		OUTCOME {

			@Override
			public String asString() {
				return "outcome";
			}

		},

		/**
		 * HTTP status of the last attempt, or {@code none}.
		 */
		STATUS {

			@Override
			public String asString() {
				return "status";
			}

		},

		/**
		 * FLORA's error code of the last attempt if it is known, otherwise {@code other};
		 * {@code none} without an error.
		 */
		ERROR_CODE {

			@Override
			public String asString() {
				return "error.code";
			}

		}

	}

	/**
	 * Keys of the span alone.
	 *
	 */
	public enum HighCardinalityKeyNames implements KeyName {

		/**
		 * The run that the call is about, or {@code none}.
		 */
		RUN_ID {

			@Override
			public String asString() {
				return "flora.run.id";
			}

		},

		/**
		 * FLORA's name for the last attempt, or {@code none}.
		 */
		REQUEST_ID {

			@Override
			public String asString() {
				return "flora.request.id";
			}

		},

		/**
		 * The number of attempts.
		 */
		ATTEMPTS {

			@Override
			public String asString() {
				return "flora.attempts";
			}

		}

	}

	/**
	 * Keys of the span {@code flora.run}, which {@link MicrometerFloraRunTracer} makes
	 * without an observation.
	 */
	public enum RunSpanKeyNames implements KeyName {

		/**
		 * The run.
		 */
		RUN_ID {

			@Override
			public String asString() {
				return "flora.run.id";
			}

		},

		/**
		 * FLORA's name for the last attempt of the start, if it is known.
		 */
		REQUEST_ID {

			@Override
			public String asString() {
				return "flora.request.id";
			}

		},

		/**
		 * Kind of run: {@code generation}, {@code technique} or {@code action}.
		 */
		TYPE {

			@Override
			public String asString() {
				return "type";
			}

		},

		/**
		 * Identifier of the model, or {@code unknown}.
		 */
		MODEL {

			@Override
			public String asString() {
				return "model";
			}

		},

		/**
		 * The outcome of the run, as in {@code flora.runs}.
		 */
		OUTCOME {

			@Override
			public String asString() {
				return "outcome";
			}

		},

		/**
		 * FLORA's code of a failed run as it is, documented or not; {@code none} without
		 * one.
		 */
		ERROR_CODE {

			@Override
			public String asString() {
				return "error.code";
			}

		},

		/**
		 * The cost that FLORA charged, in US dollars, if it was known at the run's end.
		 */
		COST {

			@Override
			public String asString() {
				return "flora.run.cost";
			}

		}

	}

	/**
	 * Events of the span {@code flora.run}, at the times that FLORA tells. The run was
	 * queued between the first and the second.
	 */
	public enum RunSpanEvents {

		/**
		 * FLORA accepted the run.
		 */
		CREATED("created"),

		/**
		 * Work on it began.
		 */
		STARTED("started"),

		/**
		 * The run ended, completed or failed.
		 */
		COMPLETED("completed");

		private final String value;

		RunSpanEvents(String value) {
			this.value = value;
		}

		/**
		 * The name of the event.
		 * @return the name, as spans show it
		 */
		public String getValue() {
			return this.value;
		}

	}

}
