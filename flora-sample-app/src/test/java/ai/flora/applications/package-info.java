/**
 * Small applications of other kinds than the sample, as their users would write them. Not
 * in the sample's package, whose component scan would find them.
 */
@NullMarked
package ai.flora.applications;

import org.jspecify.annotations.NullMarked;
