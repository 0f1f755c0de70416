/**
 * The HTTP client for files on hosts that somebody else names, such as the outputs of
 * runs: a {@code DownloadClient} is Apache's or the JDK's, gets to a host as its
 * {@code DownloadRoute} says, and returns a {@code DownloadResponse}. It never has the
 * key.
 */
@NullMarked
package ai.flora.client.internal.download;

import org.jspecify.annotations.NullMarked;
