package ai.flora.client.faults;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import org.slf4j.LoggerFactory;

/**
 * Reads everything that is logged, in full detail, instead of printing it: all but what
 * transports log of the wire, of which SECURITY.md warns.
 */
final class LogWatch extends AppenderBase<ILoggingEvent> {

	private static final List<String> LOGGERS = List.of("ai.flora", "org.springframework", "org.apache.hc", "jdk");

	/** They log the wire, too, under many names, and each step of their own. */
	private static final List<String> WORDY = List.of("org.eclipse.jetty", "reactor", "io.netty");

	private static final List<String> WIRE = List.of("org.apache.hc.client5.http.wire",
			"org.apache.hc.client5.http.headers", "org.apache.hc.client5.http.impl.io.LenientHttpResponseParser",
			"jdk.internal.httpclient.debug");

	private final Queue<String> leaks = new ConcurrentLinkedQueue<>();

	private final AtomicInteger lines = new AtomicInteger();

	static LogWatch begin() {
		LogWatch watch = new LogWatch();
		watch.setContext((LoggerContext) LoggerFactory.getILoggerFactory());
		watch.start();
		LOGGERS.forEach((name) -> watch.attach(logger(name), Level.TRACE));
		WORDY.forEach((name) -> watch.attach(logger(name), Level.INFO));
		WIRE.forEach((name) -> logger(name).setLevel(Level.INFO));
		return watch;
	}

	private void attach(Logger logger, Level level) {
		logger.setAdditive(false);
		logger.setLevel(level);
		logger.addAppender(this);
	}

	void end() {
		for (String name : Stream.concat(LOGGERS.stream(), WORDY.stream()).toList()) {
			logger(name).detachAppender(this);
			logger(name).setLevel(null);
			logger(name).setAdditive(true);
		}
		WIRE.forEach((name) -> logger(name).setLevel(null));
	}

	@Override
	protected void append(ILoggingEvent event) {
		this.lines.incrementAndGet();
		IThrowableProxy thrown = event.getThrowableProxy();
		String text = event.getFormattedMessage() + " " + event.getMDCPropertyMap()
				+ ((thrown != null) ? ThrowableProxyUtil.asString(thrown) : "");
		KeyWatch.find(text)
			.ifPresent((leak) -> this.leaks
				.add(Thread.currentThread().getThreadGroup().getName() + ": " + event.getLoggerName() + " " + leak));
	}

	/** What was logged with the key by a case's threads. */
	List<String> leaks(String group) {
		return this.leaks.stream().filter((leak) -> leak.startsWith(group + ": ")).toList();
	}

	/** All that was logged with the key. */
	List<String> leaks() {
		return List.copyOf(this.leaks);
	}

	int lines() {
		return this.lines.get();
	}

	private static Logger logger(String name) {
		return (Logger) LoggerFactory.getLogger(name);
	}

}
