/**
 * Puts the rooms of the client together; usable without Spring Boot.
 *
 * @see <a href="https://developer.flora.ai/api/">FLORA: Getting Started</a>
 */
@NullMarked
package ai.flora.client.assembly;

import org.jspecify.annotations.NullMarked;
