package ai.flora;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

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

	private final JavaClasses classes = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("ai.flora");

	@Test
	void callersRoomKnowsNoOther() {
		noClasses().that()
			.resideInAPackage(CLIENT)
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(CLIENT + ".*..", "ai.flora.spring..")
			.check(this.classes);
	}

	@Test
	void innerRoomsKnowOnlyThoseBelow() {
		noClasses().that()
			.resideInAPackage(CLIENT + ".observation")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(CLIENT + ".transport..", CLIENT + ".assembly..")
			.check(this.classes);
		noClasses().that()
			.resideInAPackage(CLIENT + ".transport")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(CLIENT + ".assembly..")
			.check(this.classes);
	}

	@Test
	void clientKnowsNoSpringBoot() {
		noClasses().that()
			.resideInAPackage(CLIENT + "..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework.boot..", "ai.flora.spring..")
			.check(this.classes);
	}

	@Test
	void roomsKnowNoCircle() {
		slices().matching("ai.flora.(**)").should().beFreeOfCycles().check(this.classes);
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
			.check(this.classes);
		assertThat(ImportCandidates.load(AutoConfiguration.class, null))
			.filteredOn((name) -> name.startsWith("ai.flora."))
			.containsExactlyInAnyOrderElementsOf(this.classes.stream()
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
			.check(this.classes);
	}

	@Test
	void everyPackageIsNullMarked() {
		assertThat(this.classes.stream().map((type) -> type.getPackage()).distinct())
			.allMatch((room) -> room.isAnnotatedWith(NullMarked.class));
	}

}
