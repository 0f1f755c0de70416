/**
 * Actions, small tools that change media, such as to resize an image: lists them, and
 * runs them. A part of the API.
 */
@NullMarked
package ai.flora.client.action;

import org.jspecify.annotations.NullMarked;
