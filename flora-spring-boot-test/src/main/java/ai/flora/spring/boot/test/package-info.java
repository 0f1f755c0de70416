/**
 * A FLORA for tests and for development. {@code FakeFlora} is what a test sees. The ways
 * through the package, in reading order:
 * <ul>
 * <li>Into a test with Spring: {@code FakeFloraContextCustomizerFactory}, an entry of
 * {@code META-INF/spring.factories}, sees {@code WithFakeFlora} at the test. It puts
 * {@code TestProperties} before the application's own, among them those of
 * {@code TestPace}, and adds {@code TestFakeFloraConfiguration} to the context. That
 * makes the {@code FakeFlora} by {@code FakeFloraSettings}, and imports
 * {@code FakeFloraConnection}, which leads all clients to the fake:
 * {@code OtherConnectionsReplacer} replaces other connection details, and
 * {@code ReachableClients} refuse clients that lead to FLORA itself. The others start
 * afresh with each test: {@code SpringFakeFloraExtension} resets the fake before it, and
 * checks after it that its scripts were used.</li>
 * <li>Into other contexts of the application: they share the fake of a parent, by
 * {@code NoFakeOfAncestor}. {@code FakeFloraChildAutoConfiguration} connects those that
 * the application auto-configures, and its {@code ChildPropertiesReplacer} gives them the
 * test's properties.</li>
 * <li>Into development: the main class of the test tree imports
 * {@code FakeFloraConfiguration}, which is for {@code spring-boot:test-run}. It imports
 * {@code FakeFloraConnection}, too.</li>
 * <li>Without Spring: {@code FakeFloraExtension} starts a fake for each JUnit test, and
 * {@code FakeFloraServer} one for clients in other languages. Both extensions ask
 * {@code JUnitVersion}. A test gets {@code FakeFloraAssert} by
 * {@code assertThat(fake)}.</li>
 * <li>A request: {@code FakeFlora} has a WireMock server, which calls
 * {@code FakeFloraService}. That makes a {@code ReceivedRequest} with its
 * {@code FloraOperation}, and asks the endpoint of the operation for a
 * {@code FakeResponse}: {@code StartsEndpoint}, {@code RunsEndpoint},
 * {@code CatalogueEndpoint} for the techniques and actions of {@code FakeCatalogue},
 * {@code ProjectsEndpoint} with {@code FakeProjects}, {@code AssetsEndpoint} with
 * {@code FakeAssets}, each a {@code FakeAsset}, and {@code MediaEndpoint}.
 * {@code FakeModels} respond to a list of models. {@code PageQuery} makes the pages of
 * lists. The files of assets go to {@code FakeStorage}, at a port of its own.</li>
 * <li>A start: {@code GenerationStartValidator} or {@code CatalogueStartValidator} makes
 * a {@code StartRequest} of the body, or refuses it as FLORA does. {@code KnownIds} and
 * {@code FetchableUrls} say what FLORA has and reaches, and {@code IdempotencyKeys} which
 * keys are used up. {@code FakeRuns} give the start the next {@code FakeRun}. Its
 * {@code RunScript} says which {@code RunState} a read shows, by the {@code FakeClock} or
 * one after the other. A run without a script makes {@code DefaultOutputs}, whose links
 * lead to {@code MediaEndpoint}. That has {@code FakeMedia} and {@code FakePicture} make
 * the files.</li>
 * <li>A fault: {@code FakeFlora.nextRequest} or {@code FakeFlora.next} gives the test a
 * {@code FakeFault}, and the service has it, too. {@code FakeFloraService.meetFault} asks
 * {@code FakeFault.meet} of each before it asks an endpoint.</li>
 * <li>A delivery: {@code StartsEndpoint} tells {@code FakeWebhooks} of each run. They
 * keep a {@code PendingDelivery} for one with a callback URL, and post it when the run
 * has ended. In a Spring test {@code TestedApplication} knows the port, or takes it
 * without a server.</li>
 * </ul>
 * {@code Misuse} refuses the calls that no test can mean.
 *
 * @see <a href="https://developer.flora.ai/api/">FLORA: Getting Started</a>
 */
@NullMarked
package ai.flora.spring.boot.test;

import org.jspecify.annotations.NullMarked;
