/**
 * Takes the context of whoever starts or follows a run along to other threads: the
 * observation that goes on there, and what the application's task decorator keeps.
 * {@code RunContexts} capture a {@code RunContext}, and tasks run in it.
 */
@NullMarked
package ai.flora.client.internal.context;

import org.jspecify.annotations.NullMarked;
