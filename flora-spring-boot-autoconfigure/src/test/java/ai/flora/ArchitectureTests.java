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
 * Which room may know which, and Boot's own rules for auto-configurations.
 */
class ArchitectureTests {

	private static final String CLIENT = "ai.flora.client";

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("ai.flora");

	/** They are one API, and name each other. */
	private static final Set<String> API = Set.of("client", "client.webhook", "client.model", "client.asset",
			"client.technique", "client.action", "client.project", "client.output");

	/**
	 * Whom the classes of a room may know, besides each other. Whoever adds a room adds a
	 * line; whoever needs another arrow says here that it is meant.
	 */
	static final Map<String, Set<String>> ROOMS = Map.ofEntries(
			// The API. The root names its parts, each of which has a room, and the event
			// of a delivery, whose status is one of a run.
			Map.entry("client", API), //
			Map.entry("client.webhook", Set.of("client")), //
			Map.entry("client.model", API), //
			Map.entry("client.asset", API), //
			Map.entry("client.technique", API), //
			Map.entry("client.action", API), //
			Map.entry("client.project", API), //
			Map.entry("client.output", API), //
			Map.entry("client.observation", Set.of("client")),
			// The implementation, from the bottom up.
			Map.entry("client.internal", Set.of("client", "client.observation")),
			// The hints name the records of all rooms.
			Map.entry("client.internal.transport",
					Set.of("client", "client.model", "client.technique", "client.action", "client.project",
							"client.observation", "client.internal")),
			Map.entry("client.internal.start",
					Set.of("client", "client.webhook", "client.observation", "client.internal",
							"client.internal.transport")),
			Map.entry("client.internal.follow.plan", Set.of("client", "client.internal")),
			Map.entry("client.internal.follow",
					Set.of("client", "client.output", "client.observation", "client.internal",
							"client.internal.follow.plan")),
			Map.entry("client.internal.webhook",
					Set.of("client", "client.webhook", "client.observation", "client.internal",
							"client.internal.start")),
			Map.entry("client.internal.project",
					Set.of("client", "client.project", "client.internal", "client.internal.transport")),
			Map.entry("client.internal.technique",
					Set.of("client", "client.technique", "client.internal", "client.internal.transport",
							"client.internal.start")),
			Map.entry("client.internal.action",
					Set.of("client", "client.action", "client.internal", "client.internal.transport",
							"client.internal.start")),
			Map.entry("client.internal.model",
					Set.of("client", "client.model", "client.asset", "client.internal", "client.internal.transport")),
			Map.entry("client.internal.batch",
					Set.of("client", "client.internal", "client.internal.transport", "client.internal.start",
							"client.internal.follow", "client.internal.model")),
			Map.entry("client.internal.asset",
					Set.of("client", "client.asset", "client.internal", "client.internal.transport")),
			Map.entry("client.internal.output",
					Set.of("client", "client.output", "client.observation", "client.internal",
							"client.internal.transport")),
			Map.entry("client.assembly", Set.of("client", "client.webhook", "client.model", "client.asset",
					"client.technique", "client.action", "client.project", "client.output", "client.internal.project",
					"client.internal.model", "client.internal.asset", "client.internal.output", "client.internal.batch",
					"client.internal.technique", "client.internal.action", "client.observation", "client.internal",
					"client.internal.transport", "client.internal.start", "client.internal.follow")),
			Map.entry("spring.boot.autoconfigure",
					Set.of("client", "client.webhook", "client.model", "client.asset", "client.technique",
							"client.action", "client.project", "client.output", "client.observation", "client.assembly",
							"client.internal", "client.internal.output", "client.internal.transport",
							"client.internal.start", "client.internal.webhook")));

	static Set<String> rooms() {
		return new TreeSet<>(ROOMS.keySet());
	}

	@ParameterizedTest
	@MethodSource
	void rooms(String room) {
		Set<String> known = CLASSES.stream()
			.filter((type) -> isIn(type, room))
			.flatMap((type) -> type.getDirectDependenciesFromSelf().stream())
			.map((dependency) -> dependency.getTargetClass().getBaseComponentType())
			.filter((target) -> target.getPackageName().startsWith("ai.flora") && !isIn(target, room))
			.map((target) -> target.getPackageName().substring("ai.flora.".length()))
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(known).as("rooms that " + room + " knows").isSubsetOf(ROOMS.get(room));
	}

	private static boolean isIn(JavaClass type, String room) {
		return type.getPackageName().equals("ai.flora." + room);
	}

	@Test
	void everyPackageIsARoom() {
		assertThat(CLASSES.stream().map((type) -> type.getPackageName().substring("ai.flora.".length())))
			.allMatch(ROOMS::containsKey);
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

	/** The API counts as one room: its parts name each other. */
	@Test
	void roomsKnowNoCircle() {
		slices().assignedFrom(new SliceAssignment() {

			@Override
			public SliceIdentifier getIdentifierOf(JavaClass type) {
				String room = type.getPackageName();
				return SliceIdentifier
					.of(API.stream().anyMatch((part) -> room.equals("ai.flora." + part)) ? CLIENT : room);
			}

			@Override
			public String getDescription() {
				return "rooms";
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
			.allMatch((room) -> room.isAnnotatedWith(NullMarked.class));
	}

}
