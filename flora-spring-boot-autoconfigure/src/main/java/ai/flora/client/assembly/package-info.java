/**
 * Puts the rooms of the client together, with or without Spring Boot.
 * {@code FloraClientBuilder} checks and collects {@code ClientSettings},
 * {@code DefaultFloraClient} is what a caller holds, and its {@code ClientEngine}, made
 * with the first use, has the one transport, starter and follower that all parts share.
 */
@NullMarked
package ai.flora.client.assembly;

import org.jspecify.annotations.NullMarked;
