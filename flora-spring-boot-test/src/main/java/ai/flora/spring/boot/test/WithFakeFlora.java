package ai.flora.spring.boot.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Gives a Spring test a {@link FakeFlora}: it is started with the application, which
 * talks to it without any property, and reset before each test. A test gets it as a
 * parameter, or as an {@code @Autowired} field.
 * <p>
 * Base URL, key, workspace, project, webhook secret and callback URL are those of the
 * fake, whatever the application's properties say. Its own {@code FloraConnectionDetails}
 * are replaced, and not made; a {@code FloraClient} bean that leads to FLORA itself
 * fails, also one of a parent context, or of an auto-configured child. Such a child has
 * the fake's properties, too. The contexts of a hierarchy share one fake. Deliveries come
 * to the test's own port, also a random one, and to no other host. Without a server, they
 * are handed to the {@code FloraClient}. Outputs are fetched from this machine alone, and
 * not into the application's own directory, but into a temporary one, or that which the
 * test sets. At the start of each test the application's clients follow nothing. Clients
 * know the end of a run some milliseconds after {@link FakeFlora#clock()} says so, and
 * that clock skips what is only waited for. A test that does not use what it has scripted
 * fails at its end. Classes with this annotation run one at a time, also where tests run
 * in parallel, for they may share a context and so a fake.
 *
 * @since 0.1.0
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(SpringFakeFloraExtension.class)
@ResourceLock("ai.flora.spring.boot.test.FakeFlora")
public @interface WithFakeFlora {

	/**
	 * Says whether runs take real time, and clients ask for them as often as they ask
	 * FLORA.
	 * @return whether they do
	 */
	boolean realTime() default false;

	/**
	 * Says whether a test fails at its end if it has scripted runs that it did not start,
	 * assets that it did not make, or faults that no request has met.
	 * @return whether it does
	 */
	boolean failOnUnused() default true;

}
