/**
 * Downloads of outputs, whose URLs come from outside, to be read in this order:
 * <ol>
 * <li>{@code DefaultFloraOutputs} opens and saves a link or a text, and records it.</li>
 * <li>{@code Downloads} begins a {@code Download}: the caller reads pieces until the
 * deadline, while another thread makes the exchanges of its {@code Transfer}, which goes
 * on after a cut, and never mixes two files.</li>
 * <li>{@code Hops} follows redirects by hand. The {@code AddressGuard} checks each URL,
 * and by {@code AddressRules} each address that its host has. The HTTP client below, a
 * {@code DownloadClient}, never gets the key.</li>
 * <li>An {@code OpenOutput} is what the caller reads; its {@code ContentType} is told by
 * its first bytes, and has its extension: it is a {@code FileType} if FLORA takes such
 * files, too.</li>
 * <li>{@code OutputFiles} saves one, whole or not at all, under one of the
 * {@code FileNames}. Outputs of completed runs are saved by {@code OutputSaves}, in the
 * package {@code follow.notification}, which is given
 * {@code DefaultFloraOutputs.savings}; the {@code OutputDirectory} only checks their
 * directory before.</li>
 * </ol>
 */
@NullMarked
package ai.flora.client.internal.output;

import org.jspecify.annotations.NullMarked;
