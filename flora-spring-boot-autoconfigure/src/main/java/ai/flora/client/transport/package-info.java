/**
 * One logical call to FLORA: its deadline, its attempts, its errors.
 */
@NullMarked
package ai.flora.client.transport;

import org.jspecify.annotations.NullMarked;
