package ai.flora.spring.boot.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.client.RestClient;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

import static org.assertj.core.api.Assertions.assertThat;

class FloraSanitizingFunctionTests {

	/** Its Base64 has a plus and a slash, its URL-encoded form per cents. */
	private static final String KEY = "sk_test_~~?>?/c0ffee5ecre7+=";

	private static final String SECRET = "whsec_>>??c0ffee5ecre7";

	private final Details details = new Details();

	private final MockEnvironment environment = new MockEnvironment().withProperty("flora.webhook.secrets", SECRET);

	private long now;

	private final FloraSanitizingFunction function = new FloraSanitizingFunction(application(), () -> this.now);

	@AfterEach
	void endRequest() {
		RequestContextHolder.resetRequestAttributes();
	}

	static Stream<String> copies() {
		return Stream.of(KEY, SECRET).flatMap(FloraSanitizingFunctionTests::copies);
	}

	private static Stream<String> copies(String secret) {
		List<String> copies = new ArrayList<>(List.of(secret, "Bearer " + secret, encoded(secret),
				encoded(secret).toLowerCase(Locale.ROOT), "https://user:" + encoded(secret) + "@example.com?x=%zz%",
				encoded(encoded(secret)), everyCharacterEncoded(secret)));
		for (String text : List.of(secret, "user:" + secret, "Bearer " + secret, "a" + secret, "ab" + secret,
				"abc" + secret, secret + "a", "{\"password\":\"" + secret + "\",\"more\":true}",
				"x".repeat(60) + secret)) {
			byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
			for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
				copies.add(encoder.encodeToString(bytes));
				copies.add("Basic " + encoder.withoutPadding().encodeToString(bytes));
				copies.add("https://example.com?auth=" + encoded(encoder.encodeToString(bytes)));
			}
			copies.add(Base64.getMimeEncoder().encodeToString(bytes));
			copies.add(Base64.getMimeEncoder(8, "\n".getBytes(StandardCharsets.UTF_8)).encodeToString(bytes));
		}
		return copies.stream();
	}

	private static String encoded(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

	private static String everyCharacterEncoded(String text) {
		return text.chars().mapToObj((c) -> "%%%02x".formatted(c)).collect(Collectors.joining());
	}

	@ParameterizedTest
	@MethodSource("copies")
	void copyOfASecretIsMasked(String value) {
		assertThat(isMasked("my.own", value)).isTrue();
		assertThat(isMasked("my.own", "before " + value + " after")).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "127.0.0.1", "sk_test_", "100%", "%", "%zz", "whsec_", "c2tfdGVzdF8=",
			"Basic dXNlcjpwYXNz", "a b", "flora" })
	void anythingElseIsShown(String value) {
		assertThat(isMasked("my.own", value)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "a", "ab", "abc", "abcd" })
	void shortKeyMasksNoMoreThanItself(String key) {
		this.details.key = key;
		assertThat(isMasked("my.own", "x" + key)).isTrue();
		String lorem = "VGhlIHF1aWNrIGJyb3duIGZveCBqdW1wcyBvdmVyIHRoZSBsYXp5IGRvZy4";
		assertThat(isMasked("my.own", lorem.replace(key, ""))).isFalse();
	}

	@Test
	void keyIsAskedForOncePerRequest() {
		for (int request = 1; request <= 3; request++) {
			begin();
			this.details.key = "sk_test_of_request_" + request;
			for (int i = 0; i < 166; i++) {
				assertThat(isMasked("my.own", "a value")).isFalse();
				assertThat(isMasked("my.own", this.details.key)).isTrue();
				this.now += 1_000_000_000L;
			}
			assertThat(this.details.asked).hasValue(request);
		}
	}

	@Test
	void keyIsAskedForOnceASecondWithoutARequest() {
		IntStream.range(0, 166).forEach((i) -> isMasked("my.own", "a value"));
		assertThat(this.details.asked).hasValue(1);
		this.now += 1_000_000_001L;
		IntStream.range(0, 166).forEach((i) -> isMasked("my.own", "a value"));
		assertThat(this.details.asked).hasValue(2);
	}

	@Test
	void keyThatCannotBeHadIsNotAskedForAgainAtOnce() {
		this.details.failing = true;
		begin();
		IntStream.range(0, 166).forEach((i) -> assertThat(isMasked("my.own", SECRET)).isTrue());
		assertThat(this.details.asked).hasValue(1);
	}

	/** What it says may quote the key, and would be in the log of the endpoint. */
	@Test
	void checkedExceptionOfTheKeysSourceFailsNoEndpoint() {
		this.details.failure = new IOException("No " + KEY + " in the vault");
		this.details.failing = true;
		assertThat(isMasked("my.own", SECRET)).isTrue();
	}

	/** As Kotlin's TODO() throws it. */
	@Test
	void errorOfTheKeysSourceFailsNoEndpoint() {
		this.details.failure = new AssertionError("An operation is not implemented");
		this.details.failing = true;
		assertThat(isMasked("my.own", SECRET)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "flora.api-key", "flora.webhook.secrets" })
	void whateverAPropertySourceThrowsFailsNoEndpoint(String property) {
		for (Throwable failure : List.of(new IOException("The vault is sealed"), new AssertionError("No vault"))) {
			MapPropertySource vault = new MapPropertySource("vault", Map.of(property, "any")) {

				@Override
				public Object getProperty(String name) {
					return name.startsWith(property) ? Details.<RuntimeException>fail(failure) : null;
				}

			};
			this.environment.getPropertySources().addFirst(vault);
			begin();
			assertThat(isMasked("my.own", KEY)).isTrue();
			this.environment.getPropertySources().remove("vault");
		}
	}

	/** Such as one that starts a thread which looks at the application's endpoints. */
	@Test
	void keyIsAskedForWithoutAnyLock() {
		CompletableFuture<Boolean> other = new CompletableFuture<>();
		this.details.whenAsked = () -> {
			this.details.whenAsked = () -> {
			};
			Thread thread = new Thread(() -> other.complete(isMasked("my.own", KEY)));
			thread.start();
			assertThat(other).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(true);
		};
		assertThat(isMasked("my.own", KEY)).isTrue();
		assertThat(other).isCompletedWithValue(true);
	}

	@Test
	void formerKeysAreMaskedStill() {
		for (int i = 0; i < 5; i++) {
			begin();
			this.details.key = "sk_test_of_request_" + i;
			isMasked("my.own", "a value");
		}
		assertThat(isMasked("my.own", "sk_test_of_request_0")).isTrue();
		assertThat(isMasked("my.own", "sk_test_of_request_4")).isTrue();
	}

	@Test
	void onlyTheLatestFormerKeysAreKept() {
		for (int i = 0; i <= 21; i++) {
			begin();
			this.details.key = "sk_test_of_request_" + (char) ('a' + i);
			isMasked("my.own", "a value");
		}
		assertThat(isMasked("my.own", "sk_test_of_request_a")).isFalse();
		assertThat(isMasked("my.own", "sk_test_of_request_b")).isTrue();
		assertThat(isMasked("my.own", "sk_test_of_request_v")).isTrue();
		assertThat(isMasked("my.own", SECRET)).isTrue();
	}

	/** One client for each tenant. */
	@Test
	void keysOfManyConnectionDetailsAreMasked() {
		List<Details> tenants = IntStream.rangeClosed(1, 25).mapToObj((tenant) -> new Details()).toList();
		try (GenericApplicationContext context = new GenericApplicationContext()) {
			for (Details tenant : tenants) {
				String name = "tenant" + tenants.indexOf(tenant);
				tenant.key = "sk_" + name + "_c0ffee";
				context.registerBean(name, FloraConnectionDetails.class, () -> tenant);
			}
			context.refresh();
			FloraSanitizingFunction many = new FloraSanitizingFunction(context);
			assertThat(tenants).allMatch((tenant) -> isMasked(many, "my.own", tenant.key));
			tenants.forEach((tenant) -> tenant.failing = true);
			begin();
			assertThat(tenants).allMatch((tenant) -> isMasked(many, "my.own", tenant.key));
		}
	}

	@Test
	void requestThatIsOverIsNoHindrance() {
		ServletRequestAttributes over = new ServletRequestAttributes(new MockHttpServletRequest());
		over.requestCompleted();
		RequestContextHolder.setRequestAttributes(over);
		assertThat(isMasked("my.own", KEY)).isTrue();
	}

	@Test
	void endpointsOfAnApplicationAskOnce() {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class).run(
				"--server.port=0", "--server.address=127.0.0.1", "--management.endpoints.web.exposure.include=*",
				"--management.endpoint.env.show-values=always", "--management.endpoint.configprops.show-values=always",
				"--my.own.copy=" + KEY)) {
			Details details = context.getBean(Details.class);
			String port = context.getEnvironment().getRequiredProperty("local.server.port");
			for (String endpoint : List.of("env", "configprops", "env/my.own.copy")) {
				details.asked.set(0);
				String answer = RestClient.create()
					.get()
					.uri(URI.create("http://127.0.0.1:" + port + "/actuator/" + endpoint))
					.retrieve()
					.body(String.class);
				assertThat(answer).isNotBlank().doesNotContain(KEY);
				assertThat(details.asked).as(endpoint).hasValue(1);
			}
		}
	}

	private static void begin() {
		RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(new MockHttpServletRequest()));
	}

	private boolean isMasked(String name, String value) {
		return isMasked(this.function, name, value);
	}

	private static boolean isMasked(FloraSanitizingFunction function, String name, String value) {
		return "******".equals(function.apply(new SanitizableData(null, name, value)).getValue());
	}

	private ApplicationContext application() {
		GenericApplicationContext application = new GenericApplicationContext();
		application.setEnvironment(this.environment);
		application.registerBean("details", FloraConnectionDetails.class, () -> this.details);
		application.refresh();
		return application;
	}

	static class Details implements FloraConnectionDetails {

		private final AtomicInteger asked = new AtomicInteger();

		private volatile String key = KEY;

		private volatile boolean failing;

		private volatile Runnable whenAsked = () -> {
		};

		private Throwable failure = new IllegalStateException("The vault is sealed");

		@Override
		public URI getBaseUrl() {
			return URI.create("http://127.0.0.1:1");
		}

		@Override
		public String getApiKey() {
			this.asked.incrementAndGet();
			this.whenAsked.run();
			if (this.failing) {
				Details.<RuntimeException>fail(this.failure);
			}
			return this.key;
		}

		/** As Kotlin throws them: undeclared. */
		@SuppressWarnings("unchecked")
		private static <E extends Throwable> String fail(Throwable failure) throws E {
			throw (E) failure;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Details details() {
			return new Details();
		}

	}

}
