/**
 * A FLORA for tests and for development.
 */
@NullMarked
package ai.flora.spring.boot.test;

import org.jspecify.annotations.NullMarked;
