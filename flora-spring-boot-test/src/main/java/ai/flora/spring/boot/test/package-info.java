/**
 * A FLORA for tests and for development.
 * <p>
 * To be read in this order: {@code FakeFlora} is what a test sees, and
 * {@code FakeFloraService} takes requests: a {@code FakeFault} may meet them, and an
 * {@code …Endpoint} for each resource responds. Starts make {@code FakeRuns}, each on the
 * {@code FakeClock} by its {@code RunScript}, and {@code FakeWebhooks} post their ends.
 * The other resources are {@code FakeModels} and the {@code FakeCatalogue} of techniques
 * and actions, {@code FakeProjects}, and {@code FakeAssets} with a {@code FakeStorage} at
 * a port of its own; {@code FakeMedia} are the files that runs have made.
 * {@code StartValidator} refuses starts as FLORA does, and {@code Misuse} the calls that
 * no test can mean. {@code FakeFloraExtension} is for tests without Spring. Those with it
 * have {@code WithFakeFlora}: {@code TestProperties} replace the application's own, and
 * {@code TestedApplication} is where its deliveries go. {@code FakeFloraConfiguration} is
 * for development, {@code FakeFloraServer} for other languages. With Spring,
 * {@code FakeFloraConnection} leads all clients of the application to the fake.
 *
 * @see <a href="https://developer.flora.ai/api/">FLORA: Getting Started</a>
 */
@NullMarked
package ai.flora.spring.boot.test;

import org.jspecify.annotations.NullMarked;
