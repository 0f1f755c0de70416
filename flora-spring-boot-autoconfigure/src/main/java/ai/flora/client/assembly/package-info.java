/**
 * Puts the rooms of the client together; usable without Spring Boot.
 */
@NullMarked
package ai.flora.client.assembly;

import org.jspecify.annotations.NullMarked;
