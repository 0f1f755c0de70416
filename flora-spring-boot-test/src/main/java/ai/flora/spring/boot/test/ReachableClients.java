package ai.flora.spring.boot.test;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraConnection;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.scope.ScopedObject;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.Assert;

/**
 * The clients that a context can get, its own and those of its ancestors, whenever they
 * are made: none may lead to FLORA, and all start afresh with each test.
 */
class ReachableClients implements BeanPostProcessor, InitializingBean, SmartInitializingSingleton, DisposableBean {

	private final ConfigurableApplicationContext context;

	private final List<DefaultListableBeanFactory> ancestors = new ArrayList<>();

	/** There is one in tests only. */
	private @Nullable TestedApplication application;

	ReachableClients(ConfigurableApplicationContext context) {
		this.context = context;
	}

	/** Before other beans of the context are made: one of them might start a run. */
	@Override
	public void afterPropertiesSet() {
		List<DefaultListableBeanFactory> found = new ArrayList<>();
		for (ApplicationContext each = this.context.getParent(); each != null; each = each.getParent()) {
			if (each.getAutowireCapableBeanFactory() instanceof DefaultListableBeanFactory beans) {
				found.add(beans);
			}
		}
		found.forEach((beans) -> made(beans).forEach(ReachableClients::checkIsNotConnectedToFlora));
		// Clients that are made later, such as lazy beans, pass the post-processor.
		found.forEach((beans) -> beans.addBeanPostProcessor(this));
		this.ancestors.addAll(found);
	}

	@Override
	public void afterSingletonsInstantiated() {
		TestedApplication application = this.context.getBeanFactory()
			.getBeanProvider(TestedApplication.class)
			.getIfUnique();
		if (application != null) {
			application.add(this.context);
			this.application = application;
		}
		this.ancestors.forEach((beans) -> made(beans).values().forEach(this::attach));
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (isAskable(bean) && bean instanceof FloraClient client) {
			checkIsNotConnectedToFlora(beanName, client);
			attach(client);
		}
		return bean;
	}

	/** Other children of the ancestors may want no fake. */
	@Override
	public void destroy() {
		if (this.application != null) {
			this.application.remove(this.context);
		}
		this.ancestors.forEach((beans) -> beans.getBeanPostProcessors().remove(this));
	}

	/** Makes none. */
	private static Map<String, FloraClient> made(DefaultListableBeanFactory beans) {
		Map<String, FloraClient> clients = new LinkedHashMap<>();
		for (String name : beans.getBeanNamesForType(FloraClient.class, false, false)) {
			if (beans.containsSingleton(name) && isAskable(beans.getBean(name))) {
				clients.put(name, beans.getBean(name, FloraClient.class));
			}
		}
		return clients;
	}

	/**
	 * Not so the proxy of a scope, which has a client only where that scope is active.
	 * That client itself is a bean, too.
	 */
	static boolean isAskable(Object bean) {
		return !(bean instanceof ScopedObject);
	}

	/** The application may have built it by other means than the starter's builder. */
	private static void checkIsNotConnectedToFlora(String beanName, FloraClient client) {
		FloraConnection connection = client.connection();
		URI url = (connection != null) ? connection.baseUrl() : null;
		Assert.state(url == null || !("." + url.getHost()).endsWith(".flora.ai"),
				() -> "The FloraClient '" + beanName + "' is connected to " + url
						+ ", where starts cost money, and not to FakeFlora: build it with the FloraClientBuilder"
						+ " that is a bean of a context with FakeFlora, or replace it by a mock");
	}

	private void attach(FloraClient client) {
		this.context.getBeanFactory().getBeanProvider(FakeFlora.class).ifUnique((fake) -> fake.attach(client));
	}

}
