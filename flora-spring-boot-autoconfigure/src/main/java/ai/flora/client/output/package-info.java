/**
 * Outputs: reads and saves what runs have made, because FLORA does not promise to keep
 * it.
 * <p>
 * {@code FloraOutputs} opens and saves a {@code RunOutput}. {@code OutputContent} is an
 * output that is being read, and {@code SavedOutput} an output that was saved.
 *
 * @see <a href="https://developer.flora.ai/api/">FLORA: Getting Started</a>
 */
@NullMarked
package ai.flora.client.output;

import org.jspecify.annotations.NullMarked;
