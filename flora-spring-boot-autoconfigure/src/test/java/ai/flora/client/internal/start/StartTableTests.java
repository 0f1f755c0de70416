package ai.flora.client.internal.start;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import ai.flora.client.FloraException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.GenerationQuery;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RequestOptions;
import ai.flora.client.internal.RunKind;
import ai.flora.client.internal.start.VirtualFlora.Reply;
import ai.flora.client.internal.time.VirtualTiming;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The table of the package's description: every order of up to three answers, with and
 * without somebody else who starts runs, with lists that lag. Nothing is charged twice,
 * nothing that was charged is called not started, and nobody is given somebody else's run
 * unless lists lag longer than the second look.
 */
@Tag("exhaustive")
class StartTableTests {

	private static final GenerationRequest REQUEST = GenerationRequest.image("A harbour");

	private static final int DEPTH = 3;

	/** Not what is like another. */
	private static final Set<Reply> ANSWERS = EnumSet
		.complementOf(EnumSet.of(Reply.NO_JSON, Reply.PLATFORM, Reply.GATEWAY_IMPATIENT));

	private final Map<Result, Integer> results = new EnumMap<>(Result.class);

	private boolean listsFail;

	@ParameterizedTest
	@CsvSource({ "0, false, 0", "0, false, 1", "0, false, 2", "0, false, 3", "2, false, 0", "2, false, 1",
			"2, false, 2", "10, true, 0", "10, true, 1", "10, true, 2" })
	void startsAreChargedOnceAndGivenTheirOwnRun(int lag, boolean lagWasSeen, int strangerAfter) {
		explore(new ArrayList<>(), Duration.ofSeconds(lag), lagWasSeen, strangerAfter);
		assertThat(this.results).containsKeys(Result.OWN, Result.UNCONFIRMED, Result.NOT_STARTED);
		assertThat(this.results.getOrDefault(Result.REMAINDER, 0)).as("only with somebody else in the project")
			.isLessThanOrEqualTo((strangerAfter > 0) ? 30 : 0);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1 })
	void startsWithoutListsAreChargedOnceAndNeverGivenAStrangersRun(int strangerAfter) {
		this.listsFail = true;
		explore(new ArrayList<>(), Duration.ZERO, false, strangerAfter);
		assertThat(this.results).containsOnlyKeys(Result.OWN, Result.UNCONFIRMED, Result.NOT_STARTED);
	}

	/** What remains: a list that lags longer than the second look, for the first time. */
	@ParameterizedTest
	@ValueSource(ints = { 0, 1 })
	void startsWhenListsLagForTheFirstTimeFailOnlyWhereNothingCanTell(int strangerAfter) {
		explore(new ArrayList<>(), Duration.ofSeconds(10), false, strangerAfter);
		assertThat(this.results).containsKeys(Result.OWN, Result.REMAINDER);
	}

	/** An order whose last answers were not asked for is tried once only. */
	private void explore(List<Reply> answers, Duration lag, boolean lagWasSeen, int strangerAfter) {
		for (Reply next : ANSWERS) {
			answers.add(next);
			boolean allUsed = tryOrder(answers, lag, lagWasSeen, strangerAfter);
			if (allUsed && answers.size() < DEPTH) {
				explore(answers, lag, lagWasSeen, strangerAfter);
			}
			answers.remove(answers.size() - 1);
		}
	}

	private boolean tryOrder(List<Reply> answers, Duration lag, boolean lagWasSeen, int strangerAfter) {
		VirtualTiming time = new VirtualTiming();
		VirtualFlora flora = new VirtualFlora(time);
		flora.listLag = lag;
		flora.listsFail = this.listsFail;
		RunStarter starter = flora.starter(Duration.ofMinutes(2));
		if (lagWasSeen) {
			seeLag(starter, flora, time, lag);
		}
		List<String> before = flora.charged();
		int postsBefore = flora.posts.size();
		flora.strangerAfter = (strangerAfter > 0) ? postsBefore + strangerAfter : 0;
		flora.answer(answers);
		String runId = "";
		FloraException failure = null;
		try {
			runId = starter.start(REQUEST, RequestOptions.defaults()).run().runId();
		}
		catch (FloraException ex) {
			failure = ex;
		}
		// What FLORA is still at comes to its end.
		time.sleep(Duration.ofMinutes(1));
		List<String> charged = flora.charged().stream().filter((run) -> !before.contains(run)).toList();
		Result result = result(charged, runId, failure);
		boolean remainder = isRemainder(result, answers, lag, lagWasSeen, strangerAfter);
		this.results.merge(remainder ? Result.REMAINDER : result, 1, Integer::sum);
		assertThat(flora.keys.stream().skip(postsBefore).distinct()).as("%s", answers).hasSize(1);
		if (isRemainder(result, answers, lag, lagWasSeen, strangerAfter)) {
			return flora.unused() == 0;
		}
		assertThat(result)
			.as("%s, lag %s, stranger after %s, charged %s, given %s", answers, lag, strangerAfter, charged, runId)
			.isIn(Result.OWN, Result.UNCONFIRMED, Result.NOT_STARTED, Result.REMAINDER);
		return flora.unused() == 0;
	}

	private static Result result(List<String> charged, String runId, FloraException failure) {
		if (charged.size() > 1) {
			return Result.CHARGED_TWICE;
		}
		if (failure instanceof FloraStartUnconfirmedException) {
			return Result.UNCONFIRMED;
		}
		if (failure != null) {
			return charged.isEmpty() ? Result.NOT_STARTED : Result.LOST;
		}
		return charged.contains(runId) ? Result.OWN : Result.STRANGERS;
	}

	private static boolean isRemainder(Result result, List<Reply> answers, Duration lag, boolean lagWasSeen,
			int strangerAfter) {
		if (result == Result.STRANGERS && Collections.frequency(answers, Reply.DUPLICATE) > 1) {
			// FLORA claims twice that it has the run, but has none.
			return strangerAfter > 0;
		}
		if (lagWasSeen || lag.compareTo(Duration.ofSeconds(3)) <= 0) {
			return false;
		}
		return switch (result) {
			case CHARGED_TWICE, LOST -> answers.contains(Reply.FAILED_WITH_RUN);
			case STRANGERS -> strangerAfter > 0;
			default -> false;
		};
	}

	private static void seeLag(RunStarter starter, VirtualFlora flora, VirtualTiming time, Duration lag) {
		starter.start(REQUEST, RequestOptions.defaults());
		time.sleep(lag.minusMillis(300));
		list(starter, flora, time);
		time.sleep(Duration.ofSeconds(1));
		list(starter, flora, time);
		time.sleep(Duration.ofMinutes(1));
	}

	private static void list(RunStarter starter, VirtualFlora flora, VirtualTiming time) {
		long asked = time.nanoTime();
		GenerationQuery query = GenerationQuery.all().withProjectId("prj_1");
		starter.observe(RunKind.GENERATION, query, flora.page(), asked);
	}

	private enum Result {

		OWN, UNCONFIRMED, NOT_STARTED, REMAINDER, CHARGED_TWICE, STRANGERS, LOST

	}

}
