/* All runs that FLORA lists, whoever has started them: without prompts, for FLORA does not give them back. */
import { call } from './api.js';
import { $, element, setText } from './dom.js';
import { charged, seconds } from './words.js';

let next = null;

function row(run) {
	const time = (run.created_at && run.completed_at) ? seconds(Math.max(0, run.completed_at - run.created_at)) : '';
	return element('tr', {},
		element('td', { textContent: run.run_id }),
		element('td', { textContent: run.status, className: run.status }),
		element('td', { textContent: time }),
		element('td', { textContent: cost(run) }));
}

/* What FLORA says before the end is a quote. */
function cost(run) {
	return ['completed', 'failed'].includes(run.status) ? charged(run.charged_cost) || 'not known' : '';
}

async function load(cursor) {
	setText($('runs-note'), 'Loading …');
	try {
		const page = await call(`/api/generations${cursor ? `?cursor=${encodeURIComponent(cursor)}` : ''}`);
		const rows = page.items.map(row);
		cursor ? $('runs').append(...rows) : $('runs').replaceChildren(...rows);
		next = page.next_cursor;
		$('more').hidden = !next;
		setText($('runs-note'), ($('runs').rows.length > 0) ? `Loaded at ${new Date().toLocaleTimeString()}. New runs may appear a minute late.`
			: 'None yet.');
	}
	catch (problem) {
		setText($('runs-note'), `They cannot be loaded: ${problem.title}. ${problem.message}`);
	}
}

export function showRuns() {
	$('all').open = true;
	$('all').querySelector('summary').focus();
	$('all').scrollIntoView();
}

export function prepareRuns() {
	$('all').addEventListener('toggle', () => $('all').open && load());
	$('reload').addEventListener('click', () => load());
	$('more').addEventListener('click', () => load(next));
}
