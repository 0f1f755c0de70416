package ai.flora.client.internal.transport;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;

import ai.flora.client.Generation;
import ai.flora.client.Page;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * FLORA's form of a page.
 *
 * @param generations the runs, newest first
 * @param meta where the next page begins
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record GenerationsPage(@JsonProperty("generations") @Nullable List<@Nullable Generation> generations,
		@JsonProperty("meta") @Nullable Meta meta) {

	Page<Generation> toPage(List<@Nullable Generation> items) {
		List<Generation> runs = items.stream()
			.filter(Objects::nonNull)
			.filter((item) -> !item.runId().isEmpty())
			.toList();
		if (this.meta == null) {
			return new Page<>(runs, null, null);
		}
		String next = StringUtils.hasText(this.meta.nextCursor()) ? this.meta.nextCursor() : null;
		return new Page<>(runs, next, (this.meta.total() != null) ? this.meta.total().longValue() : null);
	}

	/**
	 * The place of a page among all pages.
	 *
	 * @param nextCursor where the next page begins
	 * @param total how many runs there are, roughly
	 */
	@JsonIgnoreProperties(ignoreUnknown = true)
	record Meta(@JsonProperty("next_cursor") @Nullable String nextCursor,
			@JsonProperty("total_estimate") @Nullable BigDecimal total) {
	}

}
