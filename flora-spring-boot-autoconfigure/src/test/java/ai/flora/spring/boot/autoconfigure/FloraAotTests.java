package ai.flora.spring.boot.autoconfigure;

import java.util.Map;
import java.util.stream.Stream;

import ai.flora.client.FloraRunEndedEvent;
import ai.flora.client.GenerationType;
import ai.flora.client.OutputType;
import ai.flora.client.Run;
import ai.flora.client.RunStatus;
import ai.flora.client.action.Action;
import ai.flora.client.asset.AssetStatus;
import ai.flora.client.model.ParamKind;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.annotation.JsonSerialize;

import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles.Kind;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.web.context.servlet.AnnotationConfigServletWebApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.core.env.MapPropertySource;
import org.springframework.http.client.JettyClientHttpRequestFactory;
import org.springframework.http.client.ReactorClientHttpRequestFactory;
import org.springframework.javapoet.ClassName;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Processes an application ahead of time, without a key, as a build does.
 */
class FloraAotTests {

	private final InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();

	private final RuntimeHints hints = process();

	/** The records of the API are among them. */
	static Stream<Class<?>> records() {
		return new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
			.importPackages("ai.flora.client")
			.stream()
			.filter(JavaClass::isRecord)
			.filter((type) -> type.getFields().stream().anyMatch((field) -> field.isAnnotatedWith(JsonProperty.class)))
			.map(JavaClass::reflect);
	}

	@Test
	void recordsThatJacksonMeetsAreKept() throws ClassNotFoundException {
		assertThat(records()).contains(Run.class, FloraRunEndedEvent.class, Action.Choice.class)
			.allSatisfy(this::assertReadable);
		for (String name : new String[] { "response.ErrorEnvelope", "response.ErrorEnvelope$Content",
				"response.PageMeta", "operation.Workspaces", "operation.Workspaces$Workspace", "operation.Quote",
				"operation.StartBody" }) {
			assertReadable(ClassUtils.forName("ai.flora.client.internal." + name, null));
		}
	}

	@Test
	void enumsKeepTheirWireNames() {
		for (Class<?> type : new Class<?>[] { RunStatus.class, OutputType.class, GenerationType.class,
				AssetStatus.class, ParamKind.class }) {
			assertThat(RuntimeHintsPredicates.reflection()
				.onType(type)
				.withAnyMemberCategory(MemberCategory.INVOKE_DECLARED_METHODS)).accepts(this.hints);
		}
	}

	@Test
	void serializersThatAnnotationsNameAreKept() throws Exception {
		for (String component : new String[] { "createdAt", "startedAt", "completedAt" }) {
			var accessor = Run.class.getDeclaredMethod(component);
			Class<?> serializer = accessor.getAnnotation(JsonSerialize.class).using();
			Class<?> deserializer = Run.class.getDeclaredField(component).getAnnotation(JsonDeserialize.class).using();
			for (Class<?> type : new Class<?>[] { serializer, deserializer }) {
				assertThat(RuntimeHintsPredicates.reflection()
					.onType(type)
					.withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS)).accepts(this.hints);
			}
		}
	}

	@Test
	void versionFileIsKept() {
		assertThat(
				RuntimeHintsPredicates.resource().forResource("ai/flora/client/internal/transport/version.properties"))
			.accepts(this.hints);
	}

	/** Spring's factories do not show these clients, which have to be set up. */
	@Test
	void fieldsWithClientsAreKept() {
		for (Class<?> type : new Class<?>[] { JettyClientHttpRequestFactory.class,
				ReactorClientHttpRequestFactory.class }) {
			assertThat(RuntimeHintsPredicates.reflection().onFieldAccess(type, "httpClient")).accepts(this.hints);
		}
	}

	@Test
	void clientIsThereAlthoughTheBuildHadNoKey() {
		assertThat(this.files.getGeneratedFiles(Kind.SOURCE).keySet())
			.anyMatch((name) -> name.contains("FloraAutoConfiguration"));
	}

	private void assertReadable(Class<?> type) {
		assertThat(type.isRecord()).isTrue();
		assertThat(RuntimeHintsPredicates.reflection()
			.onType(type)
			.withMemberCategories(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS)).accepts(this.hints);
		for (var component : type.getRecordComponents()) {
			assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(component.getAccessor()))
				.as(component.toString())
				.accepts(this.hints);
		}
	}

	private RuntimeHints process() {
		try (AnnotationConfigServletWebApplicationContext context = new AnnotationConfigServletWebApplicationContext()) {
			context.getEnvironment()
				.getPropertySources()
				.addFirst(new MapPropertySource("build", Map.of("flora.webhook.enabled", "true")));
			context.register(Application.class);
			DefaultGenerationContext generation = new DefaultGenerationContext(
					new ClassNameGenerator(ClassName.get(Application.class)), this.files);
			new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
			generation.writeGeneratedContent();
			return generation.getRuntimeHints();
		}
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ FloraAutoConfiguration.class, FloraWebhookAutoConfiguration.class })
	static class Application {

	}

}
