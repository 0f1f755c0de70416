package ai.flora.spring.boot.test;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Holds for contexts none of whose ancestors has a {@link FakeFlora}: there is one in a
 * hierarchy, which the clients of all its contexts talk to.
 */
class NoFakeOfAncestor implements Condition {

	@Override
	public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConfigurableListableBeanFactory beans = context.getBeanFactory();
		BeanFactory parent = (beans != null) ? beans.getParentBeanFactory() : null;
		return parent == null || !parent.getBeanProvider(FakeFlora.class).stream().findAny().isPresent();
	}

}
