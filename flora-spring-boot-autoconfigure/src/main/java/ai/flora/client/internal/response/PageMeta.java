package ai.flora.client.internal.response;

import java.math.BigDecimal;
import java.util.List;

import ai.flora.client.Page;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * FLORA's form of the place of a page among all pages.
 *
 * @param nextCursor where the next page begins
 * @param total how many items there are, roughly
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record PageMeta(@JsonProperty("next_cursor") @Nullable String nextCursor,
		@JsonProperty("total_estimate") @Nullable BigDecimal total) {

	<T> Page<T> toPage(List<T> items) {
		return new Page<>(items, StringUtils.hasText(this.nextCursor) ? this.nextCursor : null,
				(this.total != null) ? this.total.longValue() : null);
	}

}
