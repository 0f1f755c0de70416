/* All that the sample has started lately, as it changes: whatever page or browser has asked for it. */
import { announce } from './announce.js';
import { call } from './api.js';
import { Card } from './card.js';
import { modelsOf } from './catalogue.js';
import { $, setText } from './dom.js';
import { setStarting } from './request.js';
import { spent } from './words.js';

const AGAIN = 3000;
const cards = new Map();
let source = null;
let known = false;

function show({ ids, runs, spent: sum }) {
	runs.forEach(showRun);
	for (const [id, card] of cards) {
		if (!ids.includes(id)) {
			card.place.remove();
			cards.delete(id);
			setStarting(id, card.data.request, false);
		}
	}
	order(ids.filter((id) => cards.has(id)));
	$('gallery-note').hidden = cards.size > 0;
	$('spent').hidden = cards.size === 0;
	setText($('spent'), spent(sum));
	trouble('');
	known = true;
}

function showRun(data) {
	setStarting(data.id, data.request, data.state === 'starting');
	const card = cards.get(data.id);
	const before = card?.data.state;
	if (card) {
		card.update(data);
	}
	else {
		cards.set(data.id, new Card(data));
	}
	if (known && before !== data.state) {
		const news = cards.get(data.id).news();
		news && announce(news);
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

function connect() {
	source?.close();
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
	// Nobody looks at a page that the browser keeps for going back.
	window.addEventListener('pagehide', () => source.close());
	window.addEventListener('pageshow', (event) => event.persisted && connect());
}
