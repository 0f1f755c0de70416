package ai.flora.client.internal.follow;

import java.util.ArrayList;
import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * The runs that a follower leaves behind when it is closed, in one warning. All ids are
 * named, however many: nobody else knows them.
 */
class FollowedAtClose {

	private static final Log logger = LogFactory.getLog(FollowedAtClose.class);

	private final List<String> goOn = new ArrayList<>();

	private final List<String> unseen = new ArrayList<>();

	void add(FollowedRun run) {
		(run.isReportedEnded() ? this.unseen : this.goOn).add(run.runId());
	}

	void warn(List<String> unpublished) {
		StringBuilder left = new StringBuilder();
		describe(left, this.goOn, "go on at FLORA, which charges them");
		describe(left, this.unseen, "have ended, as FLORA has reported, but were not seen ended");
		describe(left, unpublished, "have ended, but the application was not told");
		if (!left.isEmpty()) {
			logger.warn("The FLORA client was closed, and follows no more." + left
					+ " Follow or retrieve them by their ids. What has to know the end of a run waits for it, "
					+ "such as by RunHandle.await(), before the application ends.");
		}
	}

	private static void describe(StringBuilder left, List<String> runIds, String what) {
		if (!runIds.isEmpty()) {
			left.append(" Runs that ").append(what).append(": ").append(String.join(", ", runIds)).append('.');
		}
	}

}
