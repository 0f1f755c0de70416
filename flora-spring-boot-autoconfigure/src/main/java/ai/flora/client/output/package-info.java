/**
 * Outputs: what runs have made, and how to keep it, since FLORA promises no time for
 * which it does.
 * <p>
 * {@code FloraOutputs} opens and saves a {@code RunOutput}; {@code OutputContent} is one
 * that is being read, {@code SavedOutput} one that was saved.
 *
 * @see <a href="https://developer.flora.ai/api/">FLORA: Getting Started</a>
 */
@NullMarked
package ai.flora.client.output;

import org.jspecify.annotations.NullMarked;
