package ai.flora;

import java.util.List;
import java.util.Map;
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
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.context.annotation.Bean;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The dependencies between packages, and Boot's own rules for auto-configurations.
 */
class ArchitectureTests {

	private static final String CLIENT = "ai.flora.client";

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("ai.flora");

	/** One API, whose packages name each other. */
	private static final Set<String> API = Set.of("client", "client.webhook", "client.model", "client.asset",
			"client.technique", "client.action", "client.project", "client.output");

	/**
	 * The packages that the classes of a package use, besides their own: no others, and
	 * all of them. Whoever adds a package adds a line; whoever needs another dependency
	 * says here that it is meant.
	 */
	static final Map<String, Set<String>> DEPENDENCIES = Map.ofEntries(
			// The API. The root names its parts, each of which has a package, and the
			// event of a delivery, whose status is one of a run. Its exceptions quote.
			Map.entry("client",
					Set.of("client.webhook", "client.model", "client.asset", "client.technique", "client.action",
							"client.project", "client.output", "client.internal.text")),
			Map.entry("client.webhook", Set.of("client", "client.internal.signature")), //
			Map.entry("client.model", Set.of("client")), //
			Map.entry("client.asset", Set.of("client")), //
			Map.entry("client.technique", Set.of("client", "client.asset", "client.model")), //
			Map.entry("client.action", Set.of("client", "client.asset", "client.model")), //
			Map.entry("client.project", Set.of("client")), //
			Map.entry("client.output", Set.of("client")), //
			Map.entry("client.observation", Set.of("client")),
			// The implementation, from the bottom up. The API's verifier signs, too.
			Map.entry("client.internal.signature", Set.of()), //
			Map.entry("client.internal.text", Set.of()), //
			Map.entry("client.internal", Set.of("client", "client.observation")),
			Map.entry("client.internal.thread", Set.of()),
			Map.entry("client.internal.context",
					Set.of("client.observation", "client.internal", "client.internal.thread")),
			Map.entry("client.internal.time", Set.of("client", "client.internal")),
			Map.entry("client.internal.response", Set.of("client", "client.internal.time")),
			Map.entry("client.internal.operation",
					Set.of("client", "client.model", "client.internal", "client.internal.response")),
			Map.entry("client.internal.transport",
					Set.of("client", "client.observation", "client.internal", "client.internal.text",
							"client.internal.operation", "client.internal.response", "client.internal.time")),
			Map.entry("client.internal.download", Set.of("client.internal", "client.internal.transport")),
			Map.entry("client.internal.workspace", Set.of("client.internal.transport", "client.internal.time")),
			Map.entry("client.internal.run",
					Set.of("client", "client.internal", "client.internal.transport", "client.internal.operation",
							"client.internal.response", "client.internal.time")),
			Map.entry("client.internal.callback", Set.of("client.internal", "client.internal.signature")),
			Map.entry("client.internal.start.order",
					Set.of("client", "client.internal", "client.internal.transport", "client.internal.workspace",
							"client.internal.operation", "client.internal.time", "client.internal.response")),
			Map.entry("client.internal.start",
					Set.of("client", "client.observation", "client.internal", "client.internal.callback",
							"client.internal.transport", "client.internal.run", "client.internal.operation",
							"client.internal.response", "client.internal.time", "client.internal.start.order")),
			Map.entry("client.internal.follow.plan", Set.of("client")),
			Map.entry("client.internal.follow.notification",
					Set.of("client", "client.output", "client.internal", "client.internal.thread",
							"client.internal.context")),
			Map.entry("client.internal.follow",
					Set.of("client", "client.observation", "client.internal", "client.internal.thread",
							"client.internal.context", "client.internal.follow.plan",
							"client.internal.follow.notification")),
			Map.entry("client.internal.webhook",
					Set.of("client", "client.webhook", "client.observation", "client.internal",
							"client.internal.callback")),
			Map.entry("client.internal.project",
					Set.of("client", "client.project", "client.internal", "client.internal.transport",
							"client.internal.workspace", "client.internal.operation", "client.internal.response",
							"client.internal.time")),
			Map.entry("client.internal.technique",
					Set.of("client", "client.technique", "client.internal", "client.internal.operation",
							"client.internal.response", "client.internal.start.order")),
			Map.entry("client.internal.action",
					Set.of("client", "client.action", "client.internal", "client.internal.operation",
							"client.internal.response", "client.internal.start.order")),
			Map.entry("client.internal.model",
					Set.of("client", "client.model", "client.internal", "client.internal.transport",
							"client.internal.operation", "client.internal.response", "client.internal.time")),
			Map.entry("client.internal.batch",
					Set.of("client", "client.internal", "client.internal.transport", "client.internal.start",
							"client.internal.context", "client.internal.model", "client.internal.response",
							"client.internal.time")),
			Map.entry("client.internal.asset",
					Set.of("client", "client.asset", "client.internal", "client.internal.text",
							"client.internal.transport", "client.internal.workspace", "client.internal.operation",
							"client.internal.response", "client.internal.time")),
			Map.entry("client.internal.output",
					Set.of("client", "client.output", "client.observation", "client.internal",
							"client.internal.transport", "client.internal.download", "client.internal.time")),
			// Puts all parts of a client together.
			Map.entry("client.assembly", Set.of("client", "client.webhook", "client.model", "client.asset",
					"client.technique", "client.action", "client.project", "client.output", "client.observation",
					"client.internal", "client.internal.thread", "client.internal.context", "client.internal.transport",
					"client.internal.workspace", "client.internal.run", "client.internal.callback",
					"client.internal.start", "client.internal.follow", "client.internal.follow.notification",
					"client.internal.project", "client.internal.technique", "client.internal.action",
					"client.internal.model", "client.internal.batch", "client.internal.asset", "client.internal.output",
					"client.internal.operation", "client.internal.time", "client.internal.start.order")),
			Map.entry("spring.boot.autoconfigure",
					Set.of("client", "client.webhook", "client.model", "client.asset", "client.technique",
							"client.action", "client.project", "client.output", "client.observation", "client.assembly",
							"client.internal", "client.internal.output", "client.internal.transport",
							"client.internal.callback", "client.internal.webhook")));

	static Set<String> packages() {
		return new TreeSet<>(DEPENDENCIES.keySet());
	}

	@ParameterizedTest
	@MethodSource("packages")
	void packageUsesWhatIsListed(String name) {
		Set<String> used = CLASSES.stream()
			.filter((type) -> isIn(type, name))
			.flatMap((type) -> type.getDirectDependenciesFromSelf().stream())
			.map((dependency) -> dependency.getTargetClass().getBaseComponentType())
			.filter((target) -> target.getPackageName().startsWith("ai.flora") && !isIn(target, name))
			.map((target) -> target.getPackageName().substring("ai.flora.".length()))
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(used).as("packages that " + name + " uses")
			.containsExactlyInAnyOrderElementsOf(DEPENDENCIES.get(name));
	}

	private static boolean isIn(JavaClass type, String name) {
		return type.getPackageName().equals("ai.flora." + name);
	}

	@Test
	void everyPackageIsListed() {
		assertThat(CLASSES.stream().map((type) -> type.getPackageName().substring("ai.flora.".length())))
			.allMatch(DEPENDENCIES::containsKey);
	}

	@Test
	void noPublicSignatureNamesAnInternalType() {
		List<String> names = CLASSES.stream()
			.filter((type) -> isPublic(type) && !type.getPackageName().startsWith(CLIENT + ".internal"))
			.flatMap((type) -> Stream.concat(
					Stream.concat(type.getRawInterfaces().stream(), type.getRawSuperclass().stream())
						.map((parent) -> parent.getFullName() + " < " + type.getName()),
					type.getMembers()
						.stream()
						.filter(ArchitectureTests::isPublic)
						.flatMap(ArchitectureTests::involved)))
			.filter((name) -> name.startsWith(CLIENT + ".internal"))
			.toList();
		assertThat(names).isEmpty();
	}

	private static boolean isPublic(JavaClass type) {
		return type.getModifiers().contains(JavaModifier.PUBLIC)
				&& type.getEnclosingClass().map(ArchitectureTests::isPublic).orElse(true);
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

	@Test
	void clientKnowsNoSpringBoot() {
		noClasses().that()
			.resideInAPackage(CLIENT + "..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework.boot..", "ai.flora.spring..")
			.check(CLASSES);
	}

	/** The API counts as one package: its parts name each other. */
	@Test
	void packagesFormNoCycle() {
		slices().assignedFrom(new SliceAssignment() {

			@Override
			public SliceIdentifier getIdentifierOf(JavaClass type) {
				boolean isApi = API.stream().anyMatch((name) -> isIn(type, name));
				return SliceIdentifier.of(isApi ? CLIENT : type.getPackageName());
			}

			@Override
			public String getDescription() {
				return "packages";
			}

		}).should().beFreeOfCycles().check(CLASSES);
	}

	@Test
	void autoConfigurationsAreFinalNamedAndRegistered() {
		classes().that()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.haveModifier(JavaModifier.FINAL)
			.andShould()
			.bePublic()
			.andShould()
			.haveSimpleNameEndingWith("AutoConfiguration")
			.check(CLASSES);
		assertThat(ImportCandidates.load(AutoConfiguration.class, null))
			.filteredOn((name) -> name.startsWith("ai.flora."))
			.containsExactlyInAnyOrderElementsOf(CLASSES.stream()
				.filter((type) -> type.isAnnotatedWith(AutoConfiguration.class))
				.map((type) -> type.getName())
				.toList());
	}

	@Test
	void beanMethodsArePackagePrivateAndHaveNoClassConditions() {
		methods().that()
			.areAnnotatedWith(Bean.class)
			.should()
			.bePackagePrivate()
			.andShould()
			.notBeAnnotatedWith(ConditionalOnClass.class)
			.check(CLASSES);
	}

	@Test
	void everyPackageIsNullMarked() {
		assertThat(CLASSES.stream().map((type) -> type.getPackage()).distinct())
			.allMatch((each) -> each.isAnnotatedWith(NullMarked.class));
	}

}
