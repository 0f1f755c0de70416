/**
 * An application that uses FLORA.
 */
@NullMarked
package ai.flora.sample;

import org.jspecify.annotations.NullMarked;
