package ai.flora.sample;

import java.util.Set;

import ai.flora.spring.boot.autoconfigure.FloraProperties;
import jakarta.servlet.FilterChain;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which host names are answered on which of the machine's addresses. There is no network
 * in tests, so the requests are made up.
 */
class PageSecurityTests {

	@ParameterizedTest
	@CsvSource({ "127.0.0.1,localhost,true", "0:0:0:0:0:0:0:1,localhost,true", "127.0.0.1,LOCALHOST,true",
			"::1,[::1],true", "::ffff:127.0.0.1,127.0.0.1,true", "192.0.2.7,localhost,false",
			"192.0.2.7,127.0.0.1,false", "2001:db8::7,[::1],false", "192.0.2.7,192.0.2.7,false",
			"192.0.2.7,sample.example,true", "192.0.2.7,Sample.Example,true", "127.0.0.1,sample.example,true",
			"127.0.0.1,evil.example,false" })
	void hostNameIsAnsweredOn(String localAddress, String host, boolean answered) throws Exception {
		for (String path : new String[] { "/", "/api/generations", "/actuator/prometheus" }) {
			MockHttpServletRequest request = new MockHttpServletRequest("GET", path);
			request.setServletPath(path);
			request.setLocalAddr(localAddress);
			request.setServerName(host);
			MockHttpServletResponse response = new MockHttpServletResponse();
			FilterChain chain = new MockFilterChain();
			new PageSecurity(Set.of("sample.example"), new FloraProperties(), problems()).doFilter(request, response,
					chain);
			assertThat(((MockFilterChain) chain).getRequest() != null).isEqualTo(answered);
			assertThat(response.getStatus()).isEqualTo(answered ? 200 : 403);
		}
	}

	private static HandlerExceptionResolver problems() {
		return (request, response, handler, ex) -> {
			response.setStatus(((ResponseStatusException) ex).getStatusCode().value());
			return new ModelAndView();
		};
	}

}
