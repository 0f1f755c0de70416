/* All that the sample has started lately, as it changes: whatever page or browser has asked for it. */
import { announce } from './announce.js';
import { call } from './api.js';
import { Card } from './card.js';
import { modelsOf } from './catalogue.js';
import { $, setText } from './dom.js';
import { setGallery, setStarting } from './request.js';
import { spent } from './words.js';

const AGAIN = 3000;
const STARTED_ANEW = 'The sample was started anew, and has forgotten its gallery. “All runs that FLORA lists”, below, has '
	+ 'what became of its runs.';
const cards = new Map();
let source = null;
let shown = null;

function show({ gallery, ids, runs, spent: sum }) {
	const isKnown = shown === gallery;
	if (shown && !isKnown) {
		setText($('gallery-note'), STARTED_ANEW);
		announce(STARTED_ANEW);
	}
	shown = gallery;
	setGallery(gallery);
	[...cards.keys()].filter((id) => !ids.includes(id)).forEach(remove);
	runs.forEach((run) => showRun(run, isKnown));
	order(ids.filter((id) => cards.has(id)));
	showUnderway([...cards.values()].filter((card) => card.goesOn).length);
	$('gallery-note').hidden = cards.size > 0;
	$('spent').hidden = cards.size === 0;
	setText($('spent'), spent(sum));
	trouble('');
}

function remove(id) {
	const { place, data } = cards.get(id);
	if (place.contains(document.activeElement)) {
		$('gallery').focus({ preventScroll: true });
	}
	place.remove();
	cards.delete(id);
	setStarting(id, data.request, false);
}

/* For those who see the form, and no gallery beside it. */
function showUnderway(count) {
	setText($('underway').firstElementChild,
		`${(count === 1) ? 'One run is' : `${count} runs are`} underway: see the gallery`);
	$('underway').hidden = count === 0;
}

function showRun(data, isKnown) {
	setStarting(data.id, data.request, data.state === 'starting');
	const card = cards.get(data.id);
	const before = card?.data.state;
	if (card) {
		card.update(data);
	}
	else {
		cards.set(data.id, new Card(data));
	}
	if (isKnown && before !== data.state) {
		const news = cards.get(data.id).news();
		news && announce(news, data.state.replace('_', ' '));
	}
	modelsOf(data.request.type).then(() => cards.get(data.id)?.drawFacts(), () => {});
}

/* Newest first. A card that is where it belongs is not moved: it may be playing. */
function order(ids) {
	let next = $('cards').firstElementChild;
	for (const id of ids) {
		const { place } = cards.get(id);
		if (place === next) {
			next = next.nextElementSibling;
		}
		else {
			$('cards').insertBefore(place, next);
		}
	}
}

/* Nothing is told to a page that nobody looks at: a browser has six connections for all its pages of a server. */
function connect() {
	source?.close();
	if (document.hidden) {
		return;
	}
	source = new EventSource('/api/gallery/events');
	source.addEventListener('gallery', (event) => show(JSON.parse(event.data)));
	source.addEventListener('error', () => {
		if (source.readyState === EventSource.CLOSED) {
			read();
		}
		else {
			trouble('The sample does not answer; trying again …');
		}
	});
}

/* The stream was refused, for too many are open: read it every few seconds. */
async function read() {
	try {
		show(await call('/api/gallery'));
	}
	catch (problem) {
		trouble(`${problem.title}; trying again …`);
	}
	setTimeout(connect, AGAIN);
}

function trouble(text) {
	setText($('connection'), text);
	$('connection').hidden = !text;
}

export function showGallery() {
	connect();
	setInterval(() => document.hidden || cards.forEach((card) => card.tick()), 1000);
	document.addEventListener('visibilitychange', () => document.hidden ? source?.close() : connect());
	// Nobody looks at a page that the browser keeps for going back.
	window.addEventListener('pagehide', () => source?.close());
	window.addEventListener('pageshow', (event) => event.persisted && connect());
}
