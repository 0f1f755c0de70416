/**
 * Responses of FLORA, and failures in their place.
 * <p>
 * A {@code BufferedResponse} is a response with its body read, and {@code RetryAfter} the
 * wait that it asks for. {@code FloraJson} reads its JSON: {@code PageMeta} is the place
 * of a page, {@code ErrorEnvelope} FLORA's form of an error, and
 * {@code BoundedDecimalDeserializer} reads costs. Whatever an attempt ends in, other than
 * success, is a {@code Failure}. It travels in an {@code AttemptFailedException} from
 * where it is found to the call, which decides what follows. {@code ResponseRuntimeHints}
 * are for native images.
 */
@NullMarked
package ai.flora.client.internal.response;

import org.jspecify.annotations.NullMarked;
