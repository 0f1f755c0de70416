/**
 * Auto-configuration of the FLORA client for Spring Boot.
 */
@NullMarked
package ai.flora.spring.boot.autoconfigure;

import org.jspecify.annotations.NullMarked;
