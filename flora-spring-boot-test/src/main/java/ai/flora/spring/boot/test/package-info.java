/**
 * A FLORA for tests and for development.
 *
 * @see <a href="https://developer.flora.ai/api/">FLORA: Getting Started</a>
 */
@NullMarked
package ai.flora.spring.boot.test;

import org.jspecify.annotations.NullMarked;
