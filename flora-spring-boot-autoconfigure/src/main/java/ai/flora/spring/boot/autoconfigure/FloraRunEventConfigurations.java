package ai.flora.spring.boot.autoconfigure;

import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * How the ends of runs are published: within a transaction if the application has a
 * transaction manager, since transactional listeners, Spring Modulith's among them, hear
 * of nothing else.
 */
final class FloraRunEventConfigurations {

	private FloraRunEventConfigurations() {
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingClass("org.springframework.transaction.support.TransactionTemplate")
	static class Plain {

		@Bean
		FloraRunEvents floraRunEvents(ApplicationEventPublisher publisher) {
			return new FloraRunEvents(publisher, Runnable::run);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(TransactionTemplate.class)
	static class Transactional {

		private static final Log logger = LogFactory.getLog(FloraRunEvents.class);

		@Bean
		FloraRunEvents floraRunEvents(ApplicationEventPublisher publisher,
				ObjectProvider<PlatformTransactionManager> managers) {
			return new FloraRunEvents(publisher, (publication) -> publish(managers.getIfUnique(), publication));
		}

		private static void publish(@Nullable PlatformTransactionManager manager, Runnable publication) {
			if (manager == null) {
				publication.run();
				return;
			}
			AtomicBoolean begun = new AtomicBoolean();
			try {
				new TransactionTemplate(manager).executeWithoutResult((status) -> {
					begun.set(true);
					publication.run();
				});
			}
			catch (CannotCreateTransactionException ex) {
				if (begun.get()) {
					// A listener wanted one of its own: others may have been told.
					throw ex;
				}
				logger.warn("The end of a run is published without a transaction", ex);
				publication.run();
			}
		}

	}

}
