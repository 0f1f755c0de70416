package ai.flora.client;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import ai.flora.client.FloraApiException.Details;
import ai.flora.client.FloraApiException.FieldError;
import ai.flora.client.asset.AssetStage;
import ai.flora.client.output.SavedOutput;
import ai.flora.client.webhook.InvalidFloraWebhookException;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Exceptions cross the borders of processes with all that they carry.
 */
@Tag("exhaustive")
class ExceptionSerializationTests {

	private static final Run RUN = new Run("run_1", RunStatus.FAILED, new BigDecimal("12.5"),
			Instant.ofEpochMilli(1790000100000L), Instant.ofEpochMilli(1790000100001L),
			Instant.ofEpochMilli(1790000100002L), new BigDecimal("0.02"), "LLM_REFUSAL", "No",
			List.of(new RunOutput("output_1", OutputType.IMAGE, "https://cdn.example.com/1.png")),
			"https://app.flora.ai/api/v1/runs/run_1");

	private static final GenerationRequest REQUEST = GenerationRequest.video("A harbour")
		.toBuilder()
		.workspaceId("ws_1")
		.projectId("prj_1")
		.model("t2v-1")
		.param("duration", 5)
		.callbackUrl(URI.create("https://app.example.com/flora"))
		.idempotencyKey("key_1")
		.build();

	/** What exceptions are made of; a new one may need another line. */
	private static final Map<Class<?>, Object> SAMPLES = Map.ofEntries(Map.entry(String.class, "text"),
			Map.entry(int.class, 7), Map.entry(long.class, 7L), Map.entry(boolean.class, true),
			Map.entry(Throwable.class, new IllegalStateException("No")),
			Map.entry(FloraException.class, new FloraException("No", null)), Map.entry(Run.class, RUN),
			Map.entry(StartedRun.class,
					new StartedRun("run_1", "generation", BigDecimal.ONE, BigDecimal.TEN, ModelReference.of("t2v-1"),
							"prj_1", null)),
			Map.entry(Duration.class, Duration.ofSeconds(7)), Map.entry(Instant.class, Instant.ofEpochMilli(7)),
			Map.entry(RunRequest.class, REQUEST),
			Map.entry(List.class, List.of(new Generation(RUN, "ws_1", "prj_1", ModelReference.of("t2v-1"), null))),
			Map.entry(Details.class,
					new Details(404, "not_found", List.of(new FieldError("prompt", "No")), "req_1", "<html>")),
			Map.entry(AssetStage.class, AssetStage.COMPLETE),
			Map.entry(InvalidFloraWebhookException.Reason.class, InvalidFloraWebhookException.Reason.EXPIRED),
			Map.entry(InvalidFloraConnectionException.Setting.class, InvalidFloraConnectionException.Setting.BASE_URL));

	static Stream<Class<?>> exceptions() {
		return new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
			.importPackages("ai.flora")
			.stream()
			.filter((type) -> type.isAssignableTo(Throwable.class) && isPublic(type)
					&& !type.getPackageName().contains(".internal"))
			.<Class<?>>map(JavaClass::reflect)
			.sorted(Comparator.comparing(Class::getName));
	}

	private static boolean isPublic(JavaClass type) {
		return Modifier.isPublic(type.reflect().getModifiers());
	}

	@Test
	void exceptionsAreFound() {
		assertThat(exceptions()).hasSizeGreaterThan(15).contains(FloraException.class);
	}

	@ParameterizedTest
	@MethodSource("exceptions")
	void exceptionSurvivesWithItsFields(Class<?> type) throws Exception {
		Throwable exception = create(type);
		Throwable copy = copy(exception);
		assertThat(copy).isExactlyInstanceOf(type).hasMessage(exception.getMessage());
		assertThat(copy.getStackTrace()).isEqualTo(exception.getStackTrace());
		Map<String, @Nullable Object> fields = fields(exception);
		assertThat(fields(copy)).isEqualTo(fields);
		assertThat(fields).doesNotContainValue(null);
	}

	/**
	 * Parameters are whatever Jackson writes, which does not ask for
	 * {@code Serializable}.
	 */
	@Test
	void requestSurvivesAsItIsSent() throws Exception {
		Map<String, Object> nested = new LinkedHashMap<>();
		nested.put("size", new Size(3, 4));
		nested.put("strength", new BigDecimal("0.10"));
		GenerationRequest request = REQUEST.toBuilder()
			.param("size", new Size(1, 2))
			.param("sizes", List.of(new Size(1, 2), new Size(3, 4)))
			.param("nested", nested)
			.param("node", JsonMapper.builder().build().readTree("{\"a\":[1,2.5,null]}"))
			.param("maybe", Optional.of("x"))
			.param("day", java.time.LocalDate.of(2026, 1, 2))
			.param("bytes", new byte[] { 1, 2 })
			.build();
		FloraStartUnconfirmedException copy = copy(
				new FloraStartUnconfirmedException("no answer", "key_1", request, List.of(), null));
		assertThat(json(((GenerationRequest) copy.request()).params())).isEqualTo(json(request.params()));
		assertThat(((GenerationRequest) copy.request()).toBuilder().build().prompt()).isEqualTo("A harbour");
		assertThat(copy(REQUEST)).isEqualTo(REQUEST);
	}

	@Test
	void whatFloraSendsSurvives() throws Exception {
		StartedRun started = new StartedRun("run_1", "generation", BigDecimal.ONE, BigDecimal.TEN,
				ModelReference.of("t2v-1"), "prj_1", null);
		assertThat(copy(started)).isEqualTo(started);
		assertThat(copy(FloraRunEndedEvent.builder(RUN).build())).isEqualTo(FloraRunEndedEvent.builder(RUN).build());
		FloraRunEndedEvent saved = new FloraRunEndedEvent(RUN, "order 4711", "t2v-1", "prj_1", List
			.of(new SavedOutput("output_1", URI.create("file:///run_1-1.jpg"), 1, "ab".repeat(32), "image/jpeg")));
		assertThat(copy(saved)).isEqualTo(saved);
	}

	private static String json(Object value) {
		return JsonMapper.builder().build().writeValueAsString(value);
	}

	private static Throwable create(Class<?> type) throws ReflectiveOperationException {
		Constructor<?> constructor = Arrays.stream(type.getDeclaredConstructors())
			.max(Comparator.comparingInt(Constructor::getParameterCount))
			.orElseThrow();
		constructor.setAccessible(true);
		return (Throwable) constructor.newInstance(
				Arrays.stream(constructor.getParameterTypes()).map(ExceptionSerializationTests::sample).toArray());
	}

	private static Object sample(Class<?> type) {
		Object sample = SAMPLES.get(type);
		assertThat(sample).as("a sample of %s", type).isNotNull();
		return sample;
	}

	/** An exception that is a field of another is told by its message. */
	private static Map<String, @Nullable Object> fields(Throwable exception) throws ReflectiveOperationException {
		Map<String, @Nullable Object> fields = new LinkedHashMap<>();
		for (Method method : exception.getClass().getMethods()) {
			if (method.getDeclaringClass().getName().startsWith("ai.flora.") && method.getParameterCount() == 0) {
				Object value = method.invoke(exception);
				fields.put(method.getName(), (value instanceof Throwable thrown) ? thrown.getMessage() : value);
			}
		}
		return fields;
	}

	@SuppressWarnings("unchecked")
	private static <T> T copy(T object) throws Exception {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
			out.writeObject(object);
		}
		try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
			return (T) in.readObject();
		}
	}

	private record Size(int width, int height) {
	}

}
