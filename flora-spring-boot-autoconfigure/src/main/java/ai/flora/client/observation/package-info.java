/**
 * What is measured of the client, and under which names.
 */
@NullMarked
package ai.flora.client.observation;

import org.jspecify.annotations.NullMarked;
