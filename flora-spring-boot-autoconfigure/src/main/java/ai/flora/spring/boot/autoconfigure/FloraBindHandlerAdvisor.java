package ai.flora.spring.boot.autoconfigure;

import java.util.Collection;
import java.util.Objects;

import ai.flora.client.internal.PastedText;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.Environment;

/**
 * Binds {@link FloraProperties} as people write them: a blank property is unset, and
 * white space or quotes around a text do not belong to it. Concerns no properties but
 * FLORA's.
 */
class FloraBindHandlerAdvisor implements ConfigurationPropertiesBindHandlerAdvisor {

	private final BlankProperties blankProperties;

	FloraBindHandlerAdvisor(Environment environment) {
		this.blankProperties = new BlankProperties(environment);
	}

	@Override
	public BindHandler apply(BindHandler handler) {
		return new AbstractBindHandler(handler) {

			@Override
			public <T> @Nullable Bindable<T> onStart(ConfigurationPropertyName name, Bindable<T> target,
					BindContext context) {
				if (!isFloras(name, target)) {
					return super.onStart(name, target, context);
				}
				FloraBindHandlerAdvisor.this.blankProperties.binder(context.getSources())
					.bind(name, target, new Trimming(handler));
				// To Boot, null says that nothing is left to bind.
				return null;
			}

		};
	}

	private static boolean isFloras(ConfigurationPropertyName name, Bindable<?> target) {
		return name.equals(BlankProperties.PREFIX) && target.getType().resolve() == FloraProperties.class;
	}

	/**
	 * Trims texts, and drops blank ones of lists. Secrets that cannot be bound must not
	 * be shown, as Boot would.
	 */
	private static final class Trimming extends AbstractBindHandler {

		private static final ConfigurationPropertyName SECRETS = ConfigurationPropertyName.of("flora.webhook.secrets");

		Trimming(BindHandler parent) {
			super(parent);
		}

		@Override
		public @Nullable Object onSuccess(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
				Object result) {
			return super.onSuccess(name, target, context, trimmed(result));
		}

		@Override
		public @Nullable Object onFailure(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
				Exception error) throws Exception {
			if (name.equals(SECRETS) && error instanceof UnboundConfigurationPropertiesException) {
				throw FloraPropertyException.webhookSecretsWithGap();
			}
			return super.onFailure(name, target, context, error);
		}

		private static Object trimmed(Object value) {
			if (value instanceof String text) {
				return PastedText.trimmed(text);
			}
			return (value instanceof Collection<?> values) ? values.stream()
				.filter(Objects::nonNull)
				.map(Trimming::trimmed)
				.filter((element) -> !element.equals(""))
				.toList() : value;
		}

	}

}
