/**
 * Puts the parts of the client together, with or without Spring Boot. Only
 * {@code FloraClientBuilder} is part of the API.
 * <p>
 * {@code FloraClientBuilder} checks and collects {@code ClientSettings};
 * {@code DefaultFloraClient} is what a caller holds, and {@code DefaultFloraConnection}
 * what health asks. Its {@code LazyEngine} makes the {@code ClientEngine} when it is used
 * first. The engine has the one transport, starter and follower that all parts share, on
 * the threads of {@code ClientExecutors}; {@code TransportRunSource} lets the follower
 * read runs by {@code RunCalls}, and prices learn from their costs. {@code ClientParts}
 * are what an application need not use, and {@code DeliverySettings} where FLORA posts
 * ends. A call of a generation begins in {@code DefaultFloraGenerationsClient}, or in its
 * siblings for techniques and actions, a call of another resource in the package of that;
 * {@code RunLauncher} leads from a start to its handle; {@code Deliveries} interprets
 * what FLORA posts, and {@code ClientEngine.saving} joins following with the saving of
 * outputs.
 */
@NullMarked
package ai.flora.client.assembly;

import org.jspecify.annotations.NullMarked;
