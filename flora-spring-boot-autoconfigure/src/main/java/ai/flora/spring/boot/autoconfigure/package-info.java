/**
 * Auto-configuration of the FLORA client for Spring Boot. To be read in this order:
 * <ol>
 * <li>Properties: {@code FloraProperties} are bound as people write them.
 * {@code FloraBindHandlerAdvisor} drops blank ones and trims the others, by
 * {@code BlankProperties}; {@code ConditionalOnFloraProperty} does the same for
 * conditions, by {@code OnFloraPropertyCondition}.</li>
 * <li>Connection: {@code FloraConnectionDetails} have the address and the key. A bean of
 * the application replaces {@code PropertiesFloraConnectionDetails}, which refuse a base
 * URL that cannot be used, and a missing key. A key that changes later is checked by the
 * client before it is sent.</li>
 * <li>Client: {@code FloraAutoConfiguration} imports the beans of a client
 * ({@code FloraClientConfiguration}) and of its parts
 * ({@code FloraClientPartsConfiguration}), which are made where the client is.
 * {@code FloraClientBuilderConfigurer} sets its builder up from the properties, the
 * connection details and the application's beans, {@code FloraRestClientCustomizer}s
 * among them, and {@code AutomaticRetries} switch off what an HTTP client repeats by
 * itself. The builder refuses a key or base URL that cannot be used.</li>
 * <li>Webhooks: {@code FloraWebhookAutoConfiguration} maps a {@code WebhookPath} to an
 * endpoint. With Spring MVC, deliveries come by {@code FloraWebhookMapping} to
 * {@code FloraWebhookEndpoint}; with WebFlux, by {@code FloraReactiveWebhookMapping} to
 * {@code FloraReactiveWebhookEndpoint}. Both hand the body to the {@code WebhookReceiver}
 * of the client's package {@code internal.webhook}. {@code WebhookChecks} check the
 * settings, and {@code WebhookAnnouncement} says where the endpoint is, which a
 * {@code WebhookAddress} knows, {@code ServletWebhookAddress} with Spring MVC.</li>
 * <li>Ends of runs: the client tells each one to {@code FloraRunEventPublisher.publish},
 * as {@code FloraClientBuilderConfigurer} has told its builder; where the application has
 * one transaction manager, within a transaction by {@code TransactionalPublication}.</li>
 * <li>Health and meters: {@code FloraHealthContributorAutoConfiguration} makes a
 * {@code FloraHealthIndicator} for each client, which asks FLORA by {@code HealthProbe}
 * where calls have shown nothing lately. {@code FloraMetricsAutoConfiguration} makes the
 * recorder of meters.</li>
 * <li>Failure analysis: {@code FloraPropertyFailureAnalyzer} analyzes a
 * {@code FloraPropertyException}, {@code InvalidFloraConnectionFailureAnalyzer} a key or
 * base URL that was refused, and {@code MissingFloraBeanFailureAnalyzer} a bean that a
 * property switches off, or a part that the context of its client does not have.
 * {@code PropertyOrigins} tell where a property was set.</li>
 * <li>Secrets and tests: {@code FloraSanitizingAutoConfiguration} has
 * {@code FloraSanitizingFunction} mask the {@code ApplicationSecrets} in actuator output,
 * also in other values, where {@code SecretCopies} find them.
 * {@code FloraMockServerAutoConfiguration} binds a mock server to the client of a
 * test.</li>
 * <li>The end of the application: two {@code ClosingStep}s run in this order,
 * {@code ClientDrain} before the web server stops, and after everything else
 * {@code FloraRunEventPublisher.end}, before any bean is destroyed.</li>
 * </ol>
 */
@NullMarked
package ai.flora.spring.boot.autoconfigure;

import org.jspecify.annotations.NullMarked;
