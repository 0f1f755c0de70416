/**
 * Actions: the operations on their catalogue, the order of a run, and the check of its
 * inputs. FLORA does not list runs of actions, so that a lost one is never found.
 */
@NullMarked
package ai.flora.client.internal.action;

import org.jspecify.annotations.NullMarked;
