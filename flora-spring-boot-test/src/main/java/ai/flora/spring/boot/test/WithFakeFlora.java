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
 * Starts that name no project go to {@code prj_fake0001}, unless the application sets
 * {@code flora.project-id}. Classes with this annotation run one at a time, also where
 * tests run in parallel, for they may share a context and so a fake.
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

}
