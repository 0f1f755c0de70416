package ai.flora.spring.boot.test;

import java.util.Arrays;

import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Says at once which JUnit is needed: a method that is missing would say nothing.
 */
final class JUnitVersion {

	private JUnitVersion() {
	}

	static void check() {
		check(ExtensionContext.Store.class);
	}

	/** JUnit 6 has given a store this method. */
	static void check(Class<?> store) {
		if (Arrays.stream(store.getMethods()).noneMatch((method) -> method.getName().equals("computeIfAbsent"))) {
			throw new IllegalStateException("flora-spring-boot-test needs JUnit 6, as Spring Boot 4 does, but an older "
					+ "JUnit is on the class path: set junit-jupiter.version, or the JUnit BOM, to 6");
		}
	}

}
