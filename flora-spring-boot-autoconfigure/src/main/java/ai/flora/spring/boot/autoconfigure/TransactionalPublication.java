package ai.flora.spring.boot.autoconfigure;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.Assert;

/**
 * Publishes within a transaction if the application has one manager of transactions that
 * are bound to a thread: transactional listeners, Spring Modulith's among them, hear only
 * of events that are published so. Loaded only where there are transactions.
 */
class TransactionalPublication implements Consumer<Runnable> {

	private static final Log logger = LogFactory.getLog(TransactionalPublication.class);

	private final ObjectProvider<PlatformTransactionManager> managers;

	private final ObjectProvider<TransactionManager> others;

	private final AtomicBoolean warned = new AtomicBoolean();

	private TransactionalPublication(ObjectProvider<PlatformTransactionManager> managers,
			ObjectProvider<TransactionManager> others) {
		this.managers = managers;
		this.others = others;
	}

	static Consumer<Runnable> of(BeanFactory beans) {
		return new TransactionalPublication(beans.getBeanProvider(PlatformTransactionManager.class),
				beans.getBeanProvider(TransactionManager.class));
	}

	/**
	 * Publishes within a transaction. If none can be begun, nobody has been told so far,
	 * and the publication goes on without. An exception of a listener, or of the end of
	 * the transaction, is the application's own.
	 */
	@Override
	public void accept(Runnable publication) {
		AtomicBoolean begun = new AtomicBoolean();
		try {
			publishWithin(() -> {
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

	private void publishWithin(Runnable publication) {
		PlatformTransactionManager manager = this.managers.getIfUnique();
		if (manager == null) {
			warnOfOthers();
			publication.run();
			return;
		}
		new TransactionTemplate(manager).executeWithoutResult((status) -> publication.run());
	}

	/** Whoever has transactions may have transactional listeners. */
	private void warnOfOthers() {
		if (this.others.stream().findAny().isPresent() && this.warned.compareAndSet(false, true)) {
			logger.warn("Ends of runs are published without a transaction, which transactional listeners do not hear: "
					+ "it takes one PlatformTransactionManager, or a primary one");
		}
	}

}
