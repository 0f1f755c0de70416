package ai.flora.spring.boot.test;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import org.slf4j.LoggerFactory;

/**
 * The log while this is open, details of calls included, which the console does not show.
 */
final class SoakLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {

	private static final List<String> IN_DETAIL = List.of("ai.flora", "org.springframework.web.client");

	private final AtomicInteger lines = new AtomicInteger();

	private final AtomicInteger linesWithKey = new AtomicInteger();

	private final String key;

	SoakLog(String key) {
		this.key = key;
		setName("soak");
		start();
		logger(Logger.ROOT_LOGGER_NAME).addAppender(this);
		for (String name : IN_DETAIL) {
			logger(name).setLevel(Level.DEBUG);
			logger(name).setAdditive(false);
			logger(name).addAppender(this);
		}
	}

	@Override
	protected void append(ILoggingEvent event) {
		String text = event.getFormattedMessage() + ThrowableProxyUtil.asString(event.getThrowableProxy());
		this.lines.incrementAndGet();
		if (text.contains(this.key)) {
			this.linesWithKey.incrementAndGet();
		}
	}

	int lines() {
		return this.lines.get();
	}

	int linesWithKey() {
		return this.linesWithKey.get();
	}

	private static Logger logger(String name) {
		return (Logger) LoggerFactory.getLogger(name);
	}

	@Override
	public void close() {
		logger(Logger.ROOT_LOGGER_NAME).detachAppender(this);
		for (String name : IN_DETAIL) {
			logger(name).setLevel(null);
			logger(name).setAdditive(true);
			logger(name).detachAppender(this);
		}
	}

}
