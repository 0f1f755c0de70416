package ai.flora.spring.boot.test;

import java.util.concurrent.Semaphore;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives each JUnit test without Spring a {@link FakeFlora} of its own, as a parameter:
 * tests may run at the same time. A class that asks for one in its constructor or in
 * {@code @BeforeAll} shares that one among its tests, which then run one at a time, and
 * it is reset before each. A test that does not use what it has scripted fails at its
 * end; {@link FakeFlora#allowUnused()} permits it. Spring tests use
 * {@link WithFakeFlora}.
 *
 * @since 0.1.0
 */
public class FakeFloraExtension implements BeforeEachCallback, AfterEachCallback, ParameterResolver {

	private static final Namespace NAMESPACE = Namespace.create(FakeFloraExtension.class);

	/**
	 * Creates the extension.
	 * @throws IllegalStateException if JUnit is older than 6
	 */
	public FakeFloraExtension() {
		JUnitVersion.check();
	}

	@Override
	public void beforeEach(ExtensionContext context) throws InterruptedException {
		Shared shared = store(context).get(Shared.class, Shared.class);
		if (shared != null) {
			shared.turn().acquire();
			// JUnit closes it after the test, whatever else fails.
			store(context).put(Turn.class, new Turn(shared.turn()));
			shared.fake().reset();
		}
	}

	@Override
	public void afterEach(ExtensionContext context) {
		if (context.getExecutionException().isEmpty()) {
			fake(context).checkUsed();
		}
	}

	@Override
	public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
		return parameter.getParameter().getType() == FakeFlora.class;
	}

	@Override
	public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
		return fake(context);
	}

	/** The fake that the class shares, or else the test's own. */
	private static FakeFlora fake(ExtensionContext context) {
		Store store = store(context);
		Shared shared = context.getTestMethod().isPresent() ? store.get(Shared.class, Shared.class)
				: store.computeIfAbsent(Shared.class, (type) -> Shared.start(), Shared.class);
		return (shared != null) ? shared.fake()
				: store.computeIfAbsent(FakeFlora.class, (type) -> FakeFlora.start(), FakeFlora.class);
	}

	private static Store store(ExtensionContext context) {
		return context.getStore(NAMESPACE);
	}

	/**
	 * A fake that the tests of a class share, one at a time.
	 */
	private record Shared(FakeFlora fake, Semaphore turn) implements AutoCloseable {

		static Shared start() {
			return new Shared(FakeFlora.start(), new Semaphore(1));
		}

		@Override
		public void close() {
			this.fake.close();
		}

	}

	private record Turn(Semaphore turn) implements AutoCloseable {

		@Override
		public void close() {
			this.turn.release();
		}

	}

}
