package ai.flora.spring.boot.test;

import java.lang.reflect.Method;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestContextAnnotationUtils;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * Resets the {@link FakeFlora} of a test's application before each test, and hands it to
 * its methods. The fake is a bean of {@link TestFakeFloraConfiguration}.
 */
class SpringFakeFloraExtension implements BeforeEachCallback, AfterEachCallback, ParameterResolver {

	SpringFakeFloraExtension() {
		JUnitVersion.check();
	}

	@Override
	public void beforeEach(ExtensionContext context) {
		fake(context).reset();
		WithFakeFlora annotation = TestContextAnnotationUtils.findMergedAnnotation(context.getRequiredTestClass(),
				WithFakeFlora.class);
		if (annotation != null && !annotation.failOnUnused()) {
			fake(context).allowUnused();
		}
	}

	/** A test that has failed says enough. */
	@Override
	public void afterEach(ExtensionContext context) {
		if (context.getExecutionException().isEmpty()) {
			fake(context).checkUsed();
		}
	}

	/** Spring itself resolves what is autowired, constructors above all. */
	@Override
	public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
		return parameter.getParameter().getType() == FakeFlora.class
				&& parameter.getDeclaringExecutable() instanceof Method method
				&& !method.isAnnotationPresent(Autowired.class) && !parameter.isAnnotated(Autowired.class);
	}

	@Override
	public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
		return fake(context);
	}

	private static FakeFlora fake(ExtensionContext context) {
		return SpringExtension.getApplicationContext(context).getBean(FakeFlora.class);
	}

}
