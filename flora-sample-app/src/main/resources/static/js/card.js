/* One start and its run, as a card of the gallery. */
import { actionsOf } from './actions.js';
import { notes } from './api.js';
import { nameOf } from './catalogue.js';
import { element, setText } from './dom.js';
import { media, reader } from './media.js';
import { advice, charged, progress, seconds, shortened } from './words.js';

const SLOW_START = 5000;
const LONG_PROMPT = 90;
const LONG_REASON = 300;
const GOING_ON = ['starting', 'pending', 'running'];
const TITLES = { failed: 'Failed', left: 'No longer waited for', not_started: 'Not started' };

export class Card {

	constructor(data) {
		this.title = element('h3', { id: `prompt-${data.id}`, className: 'prompt', dir: 'auto', title: data.request.prompt,
			textContent: data.request.prompt });
		this.shown = element('div', { className: 'shows' });
		this.facts = element('p', { className: 'facts' });
		this.problem = element('p', { className: 'problem', hidden: true });
		this.problem.setAttribute('role', 'alert');
		this.actions = element('p', { className: 'actions' });
		this.place = element('li', { className: 'card', tabIndex: -1 },
			this.shown, element('div', { className: 'about' }, this.title, ...wholePrompt(data.request.prompt), this.facts,
				this.problem, this.actions));
		this.place.setAttribute('aria-labelledby', this.title.id);
		this.update(data);
	}

	get goesOn() {
		return GOING_ON.includes(this.data.state);
	}

	/* Times are told as of now, and counted on by this machine's own steady clock. */
	update(data) {
		const before = this.data;
		this.data = data;
		this.countedFrom = performance.now() - data.elapsedMillis;
		if (!before || before.state !== data.state) {
			this.draw();
		}
		this.tick();
		this.drawFacts();
	}

	get elapsedMillis() {
		return performance.now() - this.countedFrom;
	}

	/* Once per state: what somebody plays or has the focus on, stays. */
	draw() {
		const { data, place } = this;
		const focused = place.contains(document.activeElement);
		place.dataset.state = data.state;
		place.dataset.type = data.request.type;
		this.bar = null;
		if (this.goesOn) {
			this.drawProgress();
		}
		else if (data.state === 'completed') {
			this.shown.replaceChildren(...this.outputs());
		}
		else {
			this.shown.replaceChildren(this.trouble());
		}
		this.tell(null);
		const made = actionsOf(data, (problem) => this.tell(problem));
		made.forEach((action) => action.setAttribute('aria-describedby', this.title.id));
		this.actions.replaceChildren(...made);
		if (focused) {
			// Not a button: the one that is in its place now may cost.
			place.focus();
		}
	}

	/* What went wrong with what was asked of this card. */
	tell(problem) {
		setText(this.problem, problem ? `${problem.title}. ${problem.message}` : '');
		this.problem.hidden = !problem;
	}

	outputs() {
		const { outputs, request } = this.data;
		return (outputs.length > 0) ? outputs.map((output) => media(output, request.prompt))
			: [element('p', { className: 'link', textContent: 'It has made nothing.' })];
	}

	drawProgress() {
		this.doing = element('p', { className: 'doing' });
		this.bar = element('progress', { max: 100 });
		this.bar.setAttribute('aria-label', 'Elapsed time against the estimate');
		this.shown.replaceChildren(element('div', { className: 'waiting' }, this.doing, this.bar));
	}

	/* What went wrong, and what to do about it. */
	trouble() {
		const { state, failure, problem } = this.data;
		const made = element('div', { className: 'trouble' },
			element('p', { className: 'what', textContent: problem?.title || TITLES[state] }));
		if (failure) {
			const reason = failure.message || 'FLORA does not say why.';
			made.append(element('p', { textContent: shortened(reason, LONG_REASON) }),
				...((reason.length > LONG_REASON) ? [reader('Read it all', TITLES[state], reason)] : []),
				element('p', { className: 'advice', textContent: advice(failure) }));
			if (failure.code) {
				made.append(element('small', { textContent: shortened(failure.code) }));
			}
		}
		else if (state === 'left') {
			made.append(element('p', { textContent: 'The run goes on, and costs what it costs: FLORA cannot cancel one.' }));
		}
		else if (problem) {
			made.append(element('p', { textContent: problem.detail || '' }),
				...notes(problem).map((note) => element('small', { textContent: note })));
		}
		return made;
	}

	/* As often as a second passes, as long as it goes on. */
	tick() {
		if (!this.bar) {
			return;
		}
		const { state, estimatedMillis } = this.data;
		const elapsed = this.elapsedMillis;
		setText(this.doing, this.words(state, elapsed, estimatedMillis));
		if (estimatedMillis && elapsed < estimatedMillis) {
			this.bar.value = 100 * elapsed / estimatedMillis;
		}
		else {
			this.bar.removeAttribute('value');
		}
	}

	words(state, elapsed, estimated) {
		if (state !== 'starting') {
			return progress(elapsed, estimated);
		}
		return (elapsed < SLOW_START) ? 'Starting …' : 'FLORA has not answered yet. The start is being confirmed, which '
			+ `takes up to two minutes; it is charged once. ${progress(elapsed)} so far`;
	}

	drawFacts() {
		const { state, model, request, elapsedMillis, cost } = this.data;
		const facts = [model ? nameOf(model) : "FLORA's choice"];
		if (this.goesOn) {
			facts.push({ starting: 'starting', pending: 'waits for its turn', running: 'is being made' }[state]);
		}
		else if (state === 'completed' || state === 'failed') {
			facts.push(seconds(elapsedMillis), charged(cost) || 'cost not known');
		}
		setText(this.facts, facts.join(' · '));
		this.facts.title = `${request.type}${this.data.runId ? `, ${this.data.runId}` : ''}`;
	}

	/* What is worth telling when it has changed. */
	news() {
		const { state, request, failure, problem, cost, elapsedMillis } = this.data;
		const prompt = shortened(request.prompt);
		switch (state) {
			case 'completed':
				return `Completed in ${seconds(elapsedMillis)}${cost === null ? '' : ` for ${charged(cost)}`}: ${prompt}.`;
			case 'failed':
				return `Failed: ${prompt}. ${failure ? `${shortened(failure.message || '')} ${advice(failure)}` : ''}`;
			case 'starting':
				return `Starting: ${prompt}.`;
			case 'left':
				return `No longer waited for: ${prompt}.`;
			default:
				return problem ? `${problem.title}: ${prompt}. ${problem.detail || ''}` : null;
		}
	}

}

/* Three lines are shown of it: a mouse sees the rest by resting on it, all others by this. */
function wholePrompt(prompt) {
	const isLong = prompt.length > LONG_PROMPT || prompt.includes('\n');
	return isLong ? [reader('Whole prompt', 'Prompt', prompt)] : [];
}
