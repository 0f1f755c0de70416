'use strict';

const $ = (id) => document.getElementById(id);
const ENDED = ['completed', 'failed'];
const AGAIN = 3000;
const AT_MOST = 15000;
const SLOW_START = 5000;
const CONFIRMED_WITHIN = 130000;
const LIST_LAG = 60000;
let events = null;
let watched = null;
let watchAgain = null;
let starting = false;
let nextCursor;
let refreshAgain = null;
let refreshing = false;
let pause = AGAIN;
let doubtUntil = 0;
const rows = new Map();

/* What goes wrong, as a person would want to read it. */
class Problem extends Error {

	constructor(body) {
		super(body.detail || 'Something went wrong.');
		this.status = body.status;
		this.unsure = !body.status || Boolean(body.idempotencyKey);
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
		throw new Problem({ status: response.status, ...body });
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

function price(run) {
	return cost(run) ? `, for ${cost(run)}` : '';
}

/* Lists lag: what is known to have ended, does not begin again. */
function row(run) {
	const before = rows.get(run.run_id);
	if (before && ENDED.includes(before.run.status) && !ENDED.includes(run.status)) {
		return;
	}
	const entry = before || { line: line(run.run_id), drawn: '' };
	entry.run = { created_at: Date.now(), ...(before ? before.run : {}), ...run };
	rows.set(run.run_id, entry);
	draw(entry);
	place(entry);
	$('runs-none').hidden = true;
}

function line(runId) {
	const made = element('tr', {});
	for (let i = 0; i < 4; i++) {
		made.append(element('td', {}));
	}
	const button = element('button', { type: 'button', textContent: runId });
	button.setAttribute('aria-label', `Show run ${runId}`);
	button.addEventListener('click', () => watch(runId));
	made.cells[0].append(button);
	return made;
}

function draw({ line, run }) {
	line.cells[1].textContent = run.status;
	line.cells[1].className = run.status;
	line.cells[2].textContent = seconds(run);
	line.cells[3].textContent = cost(run);
}

/* Newest first, whichever tab or page of the list a run came from. */
function place(entry) {
	if (entry.placed === entry.run.created_at) {
		return;
	}
	entry.placed = entry.run.created_at;
	const older = [...rows.values()].filter((other) => other.placed < entry.placed).map((other) => other.line);
	const next = [...$('runs').rows].find((other) => older.includes(other));
	$('runs').insertBefore(entry.line, next || null);
}

function unfinished() {
	return [...rows.values()].map((entry) => entry.run).filter((run) => !ENDED.includes(run.status));
}

function update(run) {
	row(run);
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
		: `${run.status.charAt(0).toUpperCase()}${run.status.slice(1)}${ended ? ` in ${seconds(run)}${price(run)}` : ' …'}`;
	if (run.status === 'completed') {
		$('result').replaceChildren(...(run.outputs || []).map(output));
	}
}

function say(text) {
	$('current-status').className = '';
	$('current-status').textContent = text;
}

function watch(runId) {
	show(null);
	watched = runId;
	$('current').hidden = false;
	$('result').replaceChildren();
	$('progress').hidden = false;
	$('progress').removeAttribute('value');
	say('Waiting for FLORA …');
	connect();
}

function connect() {
	clearTimeout(watchAgain);
	if (events) {
		events.close();
	}
	const runId = watched;
	const source = new EventSource(`/api/runs/${encodeURIComponent(runId)}/events`);
	events = source;
	source.addEventListener('run', (event) => {
		const run = JSON.parse(event.data);
		update(run);
		if (ENDED.includes(run.status)) {
			source.close();
		}
	});
	source.addEventListener('error', () => {
		if (source !== events) {
			return;
		}
		if (source.readyState === EventSource.CLOSED) {
			read(runId);
		}
		else {
			say('The sample does not answer; trying again …');
		}
	});
	source.addEventListener('lost', (event) => {
		source.close();
		$('progress').hidden = true;
		say(event.data);
		refresh();
	});
}

/* A stream was refused. Why, the browser does not tell; reading the run does. */
async function read(runId) {
	let note = 'Too many runs are watched at the moment; this one is read every few seconds';
	try {
		const run = await call(`/api/runs/${encodeURIComponent(runId)}`);
		if (watched !== runId) {
			return;
		}
		update(run);
		if (ENDED.includes(run.status)) {
			return;
		}
		note = `${$('current-status').textContent} ${note}`;
	}
	catch (problem) {
		if (watched !== runId) {
			return;
		}
		if (problem.status === 400 || problem.status === 404) {
			$('progress').hidden = true;
			say(`This run cannot be watched. ${problem.message}`);
			return;
		}
		note = `${problem.title}; trying again …`;
	}
	say(note);
	watchAgain = setTimeout(connect, AGAIN);
}

/* Between the click and FLORA's answer. That may take as long as the sample asks for a lost answer. */
function wait(began, again) {
	const [what, time] = $('waiting').children;
	const passed = Date.now() - began;
	let text = 'Starting …';
	if (again) {
		text = 'This page was loaded anew while a run was being started. That goes on, and the run appears below.';
	}
	else if (passed >= SLOW_START) {
		text = 'FLORA has not answered yet. The start is being confirmed, which takes up to two minutes. '
			+ 'It is charged once; there is no need to start it again.';
	}
	if (what.textContent !== text) {
		what.textContent = text;
	}
	time.textContent = `${Math.round(passed / 1000)} s so far`;
	$('waiting').hidden = false;
}

async function start(event) {
	event.preventDefault();
	if (starting) {
		return;
	}
	const button = $('generate');
	const began = Date.now();
	starting = true;
	button.disabled = true;
	show(null);
	clearInterval(waitedBefore);
	sessionStorage.setItem('starting', began);
	wait(began);
	const ticking = setInterval(() => wait(began), 1000);
	try {
		const started = await call('/api/generations', {
			method: 'POST',
			headers: { 'Content-Type': 'application/json' },
			body: JSON.stringify(request())
		});
		row({ run_id: started.runId, status: 'pending' });
		watch(started.runId);
		pause = AGAIN;
		schedule();
	}
	catch (problem) {
		if (problem.unsure) {
			doubtUntil = Date.now() + LIST_LAG;
			problem.notes.push('The runs below are loaded anew for a minute. A new one may appear late there.');
		}
		show(problem);
		pause = AGAIN;
		refresh();
	}
	finally {
		clearInterval(ticking);
		if (!leaving) {
			sessionStorage.removeItem('starting');
		}
		$('waiting').hidden = true;
		button.disabled = false;
		starting = false;
	}
}

/* A start outlives the page that asked for it; for the page, it fails when that is left. */
let waitedBefore = null;
let leaving = false;
window.addEventListener('pagehide', () => leaving = true);
window.addEventListener('pageshow', () => leaving = false);

function resume() {
	const began = Number(sessionStorage.getItem('starting'));
	const over = () => !began || Date.now() - began > CONFIRMED_WITHIN;
	if (over()) {
		sessionStorage.removeItem('starting');
		return;
	}
	doubtUntil = began + CONFIRMED_WITHIN;
	wait(began, true);
	waitedBefore = setInterval(() => {
		if (over() || [...rows.values()].some((entry) => entry.run.created_at >= began)) {
			clearInterval(waitedBefore);
			sessionStorage.removeItem('starting');
			$('waiting').hidden = true;
		}
		else {
			wait(began, true);
		}
	}, 1000);
}

/* The newest runs, and those that are further down and have not ended. */
async function refresh() {
	if (refreshing) {
		return;
	}
	refreshing = true;
	clearTimeout(refreshAgain);
	const before = JSON.stringify(unfinished());
	try {
		const page = await call('/api/generations');
		page.items.forEach(row);
		if (nextCursor === undefined) {
			nextCursor = page.next_cursor;
			$('more').hidden = !nextCursor;
		}
		const seen = new Set(page.items.map((run) => run.run_id));
		for (const run of unfinished().filter((other) => !seen.has(other.run_id)).slice(-5)) {
			await call(`/api/runs/${encodeURIComponent(run.run_id)}`).then(row, () => {});
		}
		note(doubtUntil > Date.now() ? `Loaded anew at ${new Date().toLocaleTimeString()}.` : '');
	}
	catch (problem) {
		note(`These may be out of date: ${problem.title}.`);
		doubtUntil = Math.max(doubtUntil, Date.now() + LIST_LAG);
	}
	pause = (before === JSON.stringify(unfinished())) ? Math.min(pause * 1.5, AT_MOST) : AGAIN;
	refreshing = false;
	schedule();
}

/* Only as long as somebody looks, and something may change. */
function schedule() {
	clearTimeout(refreshAgain);
	if (document.visibilityState === 'visible' && (unfinished().length > 0 || Date.now() < doubtUntil)) {
		refreshAgain = setTimeout(refresh, pause);
	}
}

function note(text) {
	$('runs-note').textContent = text;
	$('runs-note').hidden = !text;
}

async function older() {
	try {
		const page = await call(`/api/generations?cursor=${encodeURIComponent(nextCursor)}`);
		page.items.forEach(row);
		nextCursor = page.next_cursor;
		$('more').hidden = !nextCursor;
		schedule();
	}
	catch (problem) {
		note(`Older runs cannot be loaded: ${problem.title}. ${problem.message}`);
	}
}

/* Never cut: what is too long, its writer shortens. */
function count() {
	const prompt = $('prompt');
	const limit = Number(prompt.dataset.limit);
	const length = [...prompt.value].length;
	const text = (length > limit) ? `${length} characters: ${length - limit} too many, for ${limit} is the limit.` : '';
	prompt.setCustomValidity(text);
	$('count').textContent = text;
	$('count').hidden = !text;
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
$('prompt').addEventListener('input', count);
$('prompt').addEventListener('keydown', (event) => {
	if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
		$('form').requestSubmit();
	}
});
$('more').addEventListener('click', older);
$('reload').addEventListener('click', () => {
	pause = AGAIN;
	refresh();
});
document.addEventListener('visibilitychange', () => {
	pause = AGAIN;
	(document.visibilityState === 'visible') ? refresh() : clearTimeout(refreshAgain);
});
count();
resume();
refresh();
health();
setInterval(health, 15000);
setInterval(() => rows.forEach((entry) => ENDED.includes(entry.run.status) || draw(entry)), 1000);
