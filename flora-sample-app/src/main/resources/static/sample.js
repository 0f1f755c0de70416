'use strict';

const $ = (id) => document.getElementById(id);
const ENDED = ['completed', 'failed'];
let events = null;
let nextCursor = null;
const rows = new Map();

/* What goes wrong, as a person would want to read it. */
class Problem extends Error {

	constructor(body) {
		super(body.detail || 'Something went wrong.');
		this.title = body.title || 'That did not work';
		this.notes = (body.errors || []).map((error) => `${error.field} ${error.message}`);
		if (body.idempotencyKey) {
			this.notes.push(`Idempotency key ${body.idempotencyKey}`);
		}
		if (body.requestId) {
			this.notes.push(`FLORA's request id ${body.requestId}`);
		}
	}

}

async function call(path, options) {
	let response;
	try {
		response = await fetch(path, options);
	}
	catch (error) {
		throw new Problem({ title: 'The sample does not answer', detail: 'Is it still running?' });
	}
	const body = await response.json().catch(() => ({}));
	if (!response.ok) {
		throw new Problem(body);
	}
	return body;
}

function show(problem) {
	const place = $('problem');
	place.replaceChildren();
	place.hidden = !problem;
	if (problem) {
		place.append(`${problem.title || 'That did not work'}. ${problem.message}`);
		for (const note of problem.notes || []) {
			const small = document.createElement('small');
			small.textContent = note;
			place.append(small);
		}
	}
}

/* Only links to the web are opened; anything else is shown as the text that it is. */
function safeLink(text) {
	try {
		const url = new URL(text);
		return ['https:', 'http:'].includes(url.protocol) ? url.href : null;
	}
	catch (error) {
		return null;
	}
}

function element(name, attributes) {
	return Object.assign(document.createElement(name), attributes);
}

function output(made) {
	const link = (made.type === 'text') ? null : safeLink(made.url);
	if (!link) {
		return element('p', { textContent: made.url || '' });
	}
	switch (made.type) {
		case 'imageUrl':
			return player(element('img', { alt: 'The generated picture', referrerPolicy: 'no-referrer' }), link);
		case 'videoUrl':
			return player(element('video', { controls: true }), link);
		case 'audioUrl':
			return player(element('audio', { controls: true }), link);
		default:
			return anchor(link, link);
	}
}

/* What cannot be shown here, can perhaps be opened. */
function player(place, link) {
	place.addEventListener('error', () => place.replaceWith(anchor(link, 'This cannot be shown here; open it')));
	place.src = link;
	return place;
}

function anchor(link, text) {
	const paragraph = element('p', {});
	paragraph.append(element('a', { href: link, textContent: text, rel: 'noopener noreferrer', target: '_blank' }));
	return paragraph;
}

function seconds(run) {
	const until = run.completed_at || (ENDED.includes(run.status) ? null : Date.now());
	return (run.created_at && until) ? `${Math.max(0, (until - run.created_at) / 1000).toFixed(1)} s` : '';
}

function cost(run) {
	return (run.charged_cost === undefined || run.charged_cost === null) ? '' : `$${run.charged_cost}`;
}

function row(run, newest) {
	let line = rows.get(run.run_id);
	if (!line) {
		line = element('tr', {});
		for (let i = 0; i < 4; i++) {
			line.append(element('td', {}));
		}
		const button = element('button', { type: 'button', textContent: run.run_id });
		button.setAttribute('aria-label', `Show run ${run.run_id}`);
		button.addEventListener('click', () => watch(run.run_id));
		line.cells[0].append(button);
		rows.set(run.run_id, line);
		newest ? $('runs').prepend(line) : $('runs').append(line);
	}
	line.cells[1].textContent = run.status;
	line.cells[1].className = run.status;
	line.cells[2].textContent = seconds(run);
	line.cells[3].textContent = cost(run);
	$('runs-none').hidden = true;
}

function update(run) {
	row(run, true);
	const bar = $('progress');
	const ended = ENDED.includes(run.status);
	bar.hidden = ended;
	if (run.status === 'running' && run.progress > 0) {
		bar.value = run.progress;
	}
	else {
		bar.removeAttribute('value');
	}
	const status = $('current-status');
	status.className = run.status;
	status.textContent = (run.status === 'failed')
		? `Failed: ${run.error_message || 'FLORA does not say why'}${run.error_code ? ` (${run.error_code})` : ''}`
		: `${run.status.charAt(0).toUpperCase()}${run.status.slice(1)}${ended ? ` in ${seconds(run)}` : ' …'}`;
	if (run.status === 'completed') {
		$('result').replaceChildren(...(run.outputs || []).map(output));
	}
}

function watch(runId) {
	if (events) {
		events.close();
	}
	show(null);
	$('current').hidden = false;
	$('result').replaceChildren();
	$('progress').hidden = false;
	$('progress').removeAttribute('value');
	$('current-status').className = '';
	$('current-status').textContent = 'Waiting …';
	events = new EventSource(`/api/runs/${encodeURIComponent(runId)}/events`);
	events.addEventListener('run', (event) => {
		const run = JSON.parse(event.data);
		update(run);
		if (ENDED.includes(run.status)) {
			events.close();
		}
	});
	events.addEventListener('error', () => {
		if (events.readyState === EventSource.CLOSED) {
			$('progress').hidden = true;
			$('current-status').textContent = 'This run cannot be watched. Is its id right, and the sample still running?';
		}
	});
	events.addEventListener('lost', (event) => {
		events.close();
		$('progress').hidden = true;
		$('current-status').textContent = event.data;
	});
}

async function start(event) {
	event.preventDefault();
	const button = $('generate');
	button.disabled = true;
	show(null);
	try {
		const started = await call('/api/generations', {
			method: 'POST',
			headers: { 'Content-Type': 'application/json' },
			body: JSON.stringify({ type: $('type').value, prompt: $('prompt').value })
		});
		row({ run_id: started.runId, status: 'pending' }, true);
		watch(started.runId);
	}
	catch (problem) {
		show(problem);
	}
	finally {
		button.disabled = false;
	}
}

async function list(cursor) {
	try {
		const page = await call(`/api/generations${cursor ? `?cursor=${encodeURIComponent(cursor)}` : ''}`);
		page.items.forEach((run) => row(run, false));
		nextCursor = page.nextCursor;
		$('more').hidden = !nextCursor;
	}
	catch (problem) {
		show(problem);
	}
}

async function health() {
	const place = $('health');
	let status = 'unknown';
	let reason = '';
	try {
		const body = await (await fetch('/actuator/health/flora')).json();
		status = body.status;
		reason = (body.details && body.details.reason) || '';
	}
	catch (error) {
		reason = 'the sample does not answer';
	}
	place.className = `health ${(status === 'UP') ? 'up' : 'down'}`;
	place.querySelector('b').textContent = `FLORA is ${status.toLowerCase()}${reason ? `: ${reason}` : ''}`;
}

$('form').addEventListener('submit', start);
$('prompt').addEventListener('keydown', (event) => {
	if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
		$('form').requestSubmit();
	}
});
$('more').addEventListener('click', () => list(nextCursor));
list(null);
health();
setInterval(health, 15000);
