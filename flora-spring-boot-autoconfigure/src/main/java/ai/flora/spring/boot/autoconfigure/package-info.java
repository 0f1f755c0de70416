/**
 * Auto-configuration of the FLORA client for Spring Boot. To be read in this order:
 * {@code FloraAutoConfiguration} imports the beans of a client
 * ({@code FloraClientConfiguration}) and of its parts
 * ({@code FloraClientPartsConfiguration}), and {@code FloraClientBuilderConfigurer} sets
 * its builder up from {@code FloraProperties}, {@code FloraConnectionDetails} and the
 * application's beans. Health, meters, webhooks, masking of secrets, and tests with a
 * mock server have an auto-configuration each. Deliveries come by
 * {@code FloraWebhookMapping} to {@code FloraWebhookEndpoint}, or by their reactive
 * twins; {@code WebhookAnnouncement} says where that is.
 * <p>
 * The client tells each end to {@code FloraRunEventPublisher.publish}, which publishes
 * it; where the application has one transaction manager, within a transaction by
 * {@code TransactionalPublication}.
 * <p>
 * The builder refuses a key or base URL that cannot be used; before, the properties'
 * connection details refuse such a base URL, and a missing key. An analyzer says which
 * property or bean it came from. A key that changes later is checked by the client before
 * it is sent.
 * <p>
 * When the application ends, two {@code ClosingStep}s run in this order:
 * {@code ClientDrain} before the web server stops, and after everything else
 * {@code FloraRunEventPublisher.end}, before any bean is destroyed.
 */
@NullMarked
package ai.flora.spring.boot.autoconfigure;

import org.jspecify.annotations.NullMarked;
