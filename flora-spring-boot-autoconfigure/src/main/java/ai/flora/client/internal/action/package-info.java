/**
 * Actions: the operations on their catalogue, the order of a run, and the check of its
 * inputs. FLORA does not list runs of actions: no list tells one whose response was lost.
 */
@NullMarked
package ai.flora.client.internal.action;

import org.jspecify.annotations.NullMarked;
