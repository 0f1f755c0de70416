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
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.Assert;

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
		FloraRunEventPublisher floraRunEvents(ApplicationEventPublisher publisher) {
			return new FloraRunEventPublisher(publisher, Runnable::run);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(TransactionTemplate.class)
	static class Transactional {

		private static final Log logger = LogFactory.getLog(FloraRunEventPublisher.class);

		@Bean
		FloraRunEventPublisher floraRunEvents(ApplicationEventPublisher publisher,
				ObjectProvider<PlatformTransactionManager> managers) {
			return new FloraRunEventPublisher(publisher, (publication) -> publish(managers, publication));
		}

		/**
		 * Whatever keeps a transaction from beginning: nobody has been told yet. What is
		 * thrown later, by a listener or at the end of the transaction, is theirs.
		 */
		private static void publish(ObjectProvider<PlatformTransactionManager> managers, Runnable publication) {
			AtomicBoolean begun = new AtomicBoolean();
			try {
				publishWithin(managers.getIfUnique(), () -> {
					// Some managers try again what failed.
					Assert.state(begun.compareAndSet(false, true), "The end of a run is published once only");
					publication.run();
				});
			}
			catch (Throwable ex) {
				if (begun.get()) {
					throw ex;
				}
				logger.warn("The end of a run is published without a transaction, which transactional listeners do "
						+ "not hear: none could be begun", ex);
				publication.run();
			}
		}

		private static void publishWithin(@Nullable PlatformTransactionManager manager, Runnable publication) {
			if (manager == null) {
				publication.run();
				return;
			}
			new TransactionTemplate(manager).executeWithoutResult((status) -> publication.run());
		}

	}

}
