/**
 * A FLORA for tests and for development.
 * <p>
 * To be read in this order: {@code FakeFlora} is what a test sees, and
 * {@code FakeFloraService} answers requests, with {@code FakeRuns}, each on the
 * {@code FakeClock} by its {@code RunScript}, {@code FakeFault}s, and
 * {@code FakeWebhooks}. An {@code …Endpoint} answers for each other resource:
 * {@code FakeModels} and the {@code FakeCatalogue} of techniques and actions,
 * {@code FakeProjects}, and {@code FakeAssets} with a {@code FakeStorage} of its own
 * port; {@code FakeMedia} are the files that runs have made. {@code StartValidator}
 * refuses starts as FLORA does, and {@code Misuse} what a test cannot mean.
 * {@code FakeFloraExtension} is for tests without Spring. Those with it have
 * {@code WithFakeFlora}: {@code TestProperties} replace the application's own, and
 * {@code TestedApplication} is where its deliveries go. {@code FakeFloraConfiguration} is
 * for development, {@code FakeFloraServer} for other languages.
 *
 * @see <a href="https://developer.flora.ai/api/">FLORA: Getting Started</a>
 */
@NullMarked
package ai.flora.spring.boot.test;

import org.jspecify.annotations.NullMarked;
