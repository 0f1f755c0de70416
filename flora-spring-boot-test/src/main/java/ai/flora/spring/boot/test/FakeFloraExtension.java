package ai.flora.spring.boot.test;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives a JUnit test without Spring a {@link FakeFlora} of its class's own, as a
 * parameter, reset before each test. Spring tests use {@link WithFakeFlora}. Registered
 * on a method or an instance rather than on the class, it fails the test with an
 * {@link IllegalStateException}.
 *
 * @since 0.1.0
 */
public class FakeFloraExtension implements BeforeAllCallback, BeforeEachCallback, ParameterResolver {

	private static final Namespace NAMESPACE = Namespace.create(FakeFloraExtension.class);

	@Override
	public void beforeAll(ExtensionContext context) {
		// A nested class shares that of the class around it. JUnit closes it.
		store(context).computeIfAbsent(FakeFlora.class, (type) -> FakeFlora.start());
	}

	@Override
	public void beforeEach(ExtensionContext context) {
		fake(context).reset();
	}

	@Override
	public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
		return parameter.getParameter().getType() == FakeFlora.class;
	}

	@Override
	public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
		return fake(context);
	}

	private static FakeFlora fake(ExtensionContext context) {
		FakeFlora fake = store(context).get(FakeFlora.class, FakeFlora.class);
		if (fake == null) {
			throw new IllegalStateException("Register FakeFloraExtension on the class, not on a method or an instance");
		}
		return fake;
	}

	private static Store store(ExtensionContext context) {
		return context.getStore(NAMESPACE);
	}

}
