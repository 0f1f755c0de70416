/* What is asked for: the same in the form, in the gallery and on the wire. And which of it is on its way. */
import { post, Problem } from './api.js';

/* A second click within it was meant to be one. */
const DOUBLE_CLICK = 1000;
const starting = new Map();
/* By what was asked for, the names of starts that the sample has not answered, and the gallery of then. */
const unanswered = new Map();
let gallery = null;

function keyOf({ type, prompt, model, params, image }) {
	const sorted = Object.entries(params || {}).sort(([one], [other]) => (one < other) ? -1 : 1);
	return JSON.stringify([type, prompt, model || null, sorted, image || null]);
}

/* Whatever page or browser has asked for it, it has a name of its own. */
export function setStarting(name, request, isStarting) {
	// The gallery shows it, so that the sample has it: whoever asks again wants another one.
	forget(keyOf(request), name);
	if (!isStarting) {
		starting.delete(name);
	}
	else if (!starting.has(name)) {
		starting.set(name, { key: keyOf(request), since: Date.now() });
	}
}

/*
 * Starts a run: each is charged. The gallery shows it, and what comes of it. A failure is thrown if it is for whoever asks
 * to mend.
 */
export async function start(request) {
	const key = keyOf(request);
	const same = [...starting.values()].filter((other) => other.key === key);
	if (same.length > 0) {
		if (same.every(({ since }) => Date.now() - since < DOUBLE_CLICK)) {
			return;
		}
		throw new Problem({ title: 'Not started again', detail: 'This very start is on its way already; it is charged once.' });
	}
	const before = unanswered.get(key);
	const name = before?.name || newName();
	const click = `click for ${name}`;
	const began = Date.now();
	setStarting(click, request, true);
	unanswered.set(key, { name, gallery: before ? before.gallery : gallery });
	try {
		// A browser has few connections for a server: they are not for waiting.
		await post('/api/generations', request, { 'Prefer': 'respond-async', 'Idempotency-Key': name,
			...(before?.gallery ? { 'If-Match': `"${before.gallery}"` } : {}) });
		forget(key, name);
	}
	catch (problem) {
		if (!problem.isSilence) {
			forget(key, name);
		}
		if (!problem.isFloras) {
			throw problem;
		}
	}
	finally {
		setTimeout(() => setStarting(click, request, false), Math.max(0, DOUBLE_CLICK - (Date.now() - began)));
	}
}

/* A sample that was started anew has another gallery, and knows nothing of starts before. */
export function setGallery(name) {
	gallery = name;
}

function forget(key, name) {
	if (unanswered.get(key)?.name === name) {
		unanswered.delete(key);
	}
}

/* A UUID: browsers make them themselves, but not for a page that comes over plain HTTP. */
function newName() {
	const bytes = crypto.getRandomValues(new Uint8Array(16));
	bytes[6] = bytes[6] & 0x0f | 0x40;
	bytes[8] = bytes[8] & 0x3f | 0x80;
	return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
		.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
