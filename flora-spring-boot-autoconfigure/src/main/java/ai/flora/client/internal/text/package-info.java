/**
 * Makes text from outside fit for messages. The exceptions of the API need this as much
 * as the implementation does; so it uses no other package.
 */
@NullMarked
package ai.flora.client.internal.text;

import org.jspecify.annotations.NullMarked;
