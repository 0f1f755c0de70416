package ai.flora.sample;

import java.net.InetAddress;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Says what it means that the sample listens on more than loopback.
 */
@Component
class NetworkExposure {

	private static final Log logger = LogFactory.getLog(NetworkExposure.class);

	private final @Nullable InetAddress address;

	private final String hosts;

	NetworkExposure(ServerProperties server, @Value("${sample.hosts:}") String hosts) {
		this.address = server.getAddress();
		this.hosts = hosts;
	}

	@EventListener
	void started(WebServerInitializedEvent event) {
		if (this.address != null && this.address.isLoopbackAddress()) {
			return;
		}
		logger.warn("This sample is open to the network, for server.address is "
				+ ((this.address != null) ? this.address.getHostAddress() : "not set")
				+ ", and it has no login: whoever reaches port " + event.getWebServer().getPort()
				+ " spends, since FLORA charges the runs that they start to this application's key, "
				+ "and reads its actuator. From elsewhere it answers to "
				+ (this.hosts.isBlank() ? "no host name; SAMPLE_HOSTS sets some." : "these host names: " + this.hosts));
	}

}
