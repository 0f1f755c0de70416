package ai.flora.client;

import java.io.NotSerializableException;
import java.util.LinkedHashMap;
import java.util.Map;

import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Parameters of a model as they are sent. All that Jackson writes becomes maps, lists,
 * texts and numbers, which Java can serialize. FLORA sees no difference.
 */
final class PlainParams {

	private static final TypeReference<LinkedHashMap<String, Object>> MAP = new TypeReference<>() {
	};

	private PlainParams() {
	}

	static Map<String, Object> of(Map<String, Object> params) throws NotSerializableException {
		try {
			return Mapper.INSTANCE.convertValue(params, MAP);
		}
		catch (JacksonException | IllegalArgumentException ex) {
			throw (NotSerializableException) new NotSerializableException(
					"A parameter of the request cannot be written as JSON: " + ex.getClass().getName())
				.initCause(ex);
		}
	}

	/** The mapper is built when something is serialized. */
	private static final class Mapper {

		private static final JsonMapper INSTANCE = JsonMapper.builder().build();

	}

}
