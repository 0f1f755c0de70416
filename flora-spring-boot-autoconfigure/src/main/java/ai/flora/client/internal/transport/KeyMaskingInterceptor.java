package ai.flora.client.internal.transport;

import java.io.IOException;

import ai.flora.client.FloraException;
import ai.flora.client.internal.Causes;

import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Lets no exception pass that quotes an API key, as the outermost interceptor of an
 * application that has others: a page may repeat the request, and an interceptor may
 * quote the page. The observations of the {@code RestClient} have the exception next, and
 * then the call.
 */
class KeyMaskingInterceptor implements ClientHttpRequestInterceptor {

	private final ApiKey apiKey;

	KeyMaskingInterceptor(ApiKey apiKey) {
		this.apiKey = apiKey;
	}

	@Override
	public ClientHttpResponse intercept(HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
			throws IOException {
		SentKeys keys = keys(request);
		try {
			return execution.execute(request, body);
		}
		catch (Throwable ex) {
			IOException replacement = keys.replacement(ex);
			if (replacement == null) {
				throw ex;
			}
			if (countsAsNoResponse(ex)) {
				throw replacement;
			}
			throw new FloraException("An interceptor of this application failed, and its exception quotes the API key, "
					+ "or cannot tell its text", replacement);
		}
	}

	private SentKeys keys(HttpRequest request) {
		SentKeys keys = (request.getAttributes().get(SendPermit.ATTRIBUTE) instanceof SendPermit permit) ? permit.keys()
				: null;
		return (keys != null) ? keys : new SentKeys(this.apiKey);
	}

	/**
	 * As {@link HttpExchange} has it: the first of either kind among the causes counts.
	 */
	private static boolean countsAsNoResponse(Throwable thrown) {
		for (Throwable link : Causes.chain(thrown)) {
			if (link instanceof FloraException || link instanceof IOException) {
				return link instanceof IOException;
			}
		}
		return false;
	}

}
