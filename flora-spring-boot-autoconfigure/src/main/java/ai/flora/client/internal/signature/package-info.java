/**
 * Signs with HMAC-SHA256. The verifier of deliveries, which is part of the API, needs
 * this as much as the implementation does; so it uses no other package.
 */
@NullMarked
package ai.flora.client.internal.signature;

import org.jspecify.annotations.NullMarked;
