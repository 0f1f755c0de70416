package ai.flora.client.internal.output;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.util.Map;
import java.util.Set;

import ai.flora.client.FloraResponseException;
import ai.flora.client.OutputType;
import ai.flora.client.RunOutput;
import ai.flora.client.internal.download.DownloadClient;
import ai.flora.client.internal.download.DownloadResponse;
import org.jspecify.annotations.Nullable;

/**
 * Follows a URL over few redirects, and checks the target of each as the URL itself. A
 * host learns nothing of the others.
 */
final class Hops {

	private static final int MAX_REDIRECTS = 3;

	private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

	private final DownloadClient client;

	private final AddressGuard guard;

	private final String subject;

	private volatile String host = "";

	/**
	 * Creates the way.
	 * @param client sends requests
	 * @param guard checks URLs
	 * @param subject beginning of messages
	 */
	Hops(DownloadClient client, AddressGuard guard, String subject) {
		this.client = client;
		this.guard = guard;
		this.subject = subject;
	}

	/**
	 * Gets a response that is no redirect.
	 * @throws ForbiddenAddressException if a URL leads where nothing may be fetched
	 * @throws FloraResponseException if a redirect leads nowhere
	 */
	DownloadResponse get(URI first, Map<String, String> headers) throws IOException, InterruptedException {
		URI url = first;
		for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
			this.guard.check(url);
			this.host = url.getHost();
			DownloadResponse response = send(url, headers);
			if (!REDIRECTS.contains(response.status())) {
				return response;
			}
			try (response) {
				url = target(url, response.header("Location"));
			}
		}
		throw new FloraResponseException(this.subject + " is redirected more than " + MAX_REDIRECTS
				+ " times, at last by " + this.host + ". Nothing was read.", null);
	}

	/** If a response is no HTTP, both clients may throw other exceptions, too. */
	private DownloadResponse send(URI url, Map<String, String> headers) throws IOException, InterruptedException {
		try {
			return this.client.get(url, headers);
		}
		catch (ForbiddenAddressException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			throw new IOException("The response cannot be read", ex);
		}
	}

	/** The target of a redirect, which is read as the URL of an output. */
	private URI target(URI url, @Nullable String location) {
		String absolute = (location != null) ? absolute(url, location) : "";
		return new RunOutput(null, OutputType.UNKNOWN, absolute).link()
			.orElseThrow(() -> new FloraResponseException(
					this.subject + ": " + this.host + " redirects to what is no https URL. Nothing was read.", null));
	}

	/** Takes what a browser takes, such as a space, which is encoded when it is read. */
	private static String absolute(URI url, String location) {
		try {
			// A query alone belongs to the same file, not to its directory.
			String reference = location.startsWith("?") ? url.getRawPath() + location : location;
			return new URL(url.toURL(), reference).toString();
		}
		catch (MalformedURLException ex) {
			return location;
		}
	}

	/** The host of the latest request, for messages. */
	String host() {
		return this.host;
	}

}
