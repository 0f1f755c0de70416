package ai.flora.spring.boot.test;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The packages that this module may know, and the types that its API may name.
 */
class TestArchitectureTests {

	private static final String OWN = "ai.flora.spring.boot.test";

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages(OWN);

	/**
	 * The packages of ours that the fake may know. It speaks FLORA's language by itself:
	 * of the client's implementation it knows checks, the signature, and how an endpoint
	 * takes deliveries.
	 */
	private static final Set<String> KNOWN = Set.of("ai.flora.client", "ai.flora.client.action",
			"ai.flora.client.asset", "ai.flora.client.assembly", "ai.flora.client.model", "ai.flora.client.project",
			"ai.flora.client.technique", "ai.flora.client.webhook", "ai.flora.client.observation",
			"ai.flora.client.internal.signature", "ai.flora.client.internal.callback",
			"ai.flora.client.internal.transport", "ai.flora.client.internal.webhook",
			"ai.flora.spring.boot.autoconfigure");

	@Test
	void moduleIsOnePackageAndKnowsTheseAlone() {
		assertThat(CLASSES).isNotEmpty().allMatch((type) -> type.getPackageName().equals(OWN));
		Set<String> known = CLASSES.stream()
			.flatMap((type) -> type.getDirectDependenciesFromSelf().stream())
			.map((dependency) -> dependency.getTargetClass().getBaseComponentType().getPackageName())
			.filter((name) -> name.startsWith("ai.flora") && !name.equals(OWN))
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(known).isEqualTo(new TreeSet<>(KNOWN));
	}

	@Test
	void noPublicSignatureNamesAnInternalTypeOrOneOfTheServer() {
		List<String> names = CLASSES.stream()
			.filter(TestArchitectureTests::isPublic)
			.flatMap((type) -> Stream.concat(
					Stream.concat(type.getRawInterfaces().stream(), type.getRawSuperclass().stream())
						.map((parent) -> parent.getFullName() + " < " + type.getName()),
					type.getMembers()
						.stream()
						.filter(TestArchitectureTests::isPublic)
						.flatMap(TestArchitectureTests::involved)))
			.filter((name) -> name.startsWith("ai.flora.client.internal") || name.startsWith("com.github.tomakehurst"))
			.toList();
		assertThat(names).isEmpty();
	}

	private static boolean isPublic(JavaClass type) {
		return type.getModifiers().contains(JavaModifier.PUBLIC)
				&& type.getEnclosingClass().map(TestArchitectureTests::isPublic).orElse(true);
	}

	private static boolean isPublic(JavaMember member) {
		return member.getModifiers().contains(JavaModifier.PUBLIC)
				|| member.getModifiers().contains(JavaModifier.PROTECTED);
	}

	private static Stream<String> involved(JavaMember member) {
		return member.getAllInvolvedRawTypes()
			.stream()
			.map((type) -> type.getFullName() + " < " + member.getFullName());
	}

}
