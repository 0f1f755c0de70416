/**
 * Auto-configuration of the FLORA client for Spring Boot.
 *
 * @see <a href="https://developer.flora.ai/api/">FLORA: Getting Started</a>
 */
@NullMarked
package ai.flora.spring.boot.autoconfigure;

import org.jspecify.annotations.NullMarked;
