package ai.flora.spring.boot.autoconfigure;

import ai.flora.client.FloraException;

import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.web.client.RestClient;

/**
 * Customizes the {@link RestClient} of FLORA alone, after Boot's own
 * {@link RestClientCustomizer}s, which are for all clients of an application. Applied in
 * order, once for each client that is built, with its first call: what it throws fails
 * that call, and the next one tries again.
 *
 * <p>
 * Interceptors must not repeat a request that costs money, since FLORA might charge both:
 * the client repeats it by itself. Once the request may have taken effect, its repetition
 * is refused with a {@link FloraException}; after a refusal of FLORA's, or without a
 * connection, it is sent. Nor does it help to replace FLORA's error to such a request, or
 * the exception of a lost response, be it by a success: the client goes by what there
 * was. The one thing that is not seen in time is a success that cannot be read, or that
 * breaks off: do not replace it. An interceptor may decode bodies, such as decompress
 * them.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface FloraRestClientCustomizer {

	/**
	 * Customizes the builder. Authorization comes after it, and cannot be changed here. A
	 * request factory set here has to obey the deadline of a call by itself, and must not
	 * repeat requests.
	 * @param builder the builder of FLORA's {@link RestClient}
	 */
	void customize(RestClient.Builder builder);

}
