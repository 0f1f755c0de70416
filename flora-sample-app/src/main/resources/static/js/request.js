/* What is asked for: the same in the form, in the gallery and on the wire. And which of it is on its way. */
import { post, Problem } from './api.js';

/* A second click within it was meant to be one. */
const DOUBLE_CLICK = 1000;
const starting = new Map();
let starts = 0;

function keyOf({ type, prompt, model, params, image }) {
	const sorted = Object.entries(params || {}).sort(([one], [other]) => (one < other) ? -1 : 1);
	return JSON.stringify([type, prompt, model || null, sorted, image || null]);
}

/* Whatever page or browser has asked for it, it has a name of its own. */
export function setStarting(name, request, isStarting) {
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
	const name = `start ${++starts}`;
	const began = Date.now();
	setStarting(name, request, true);
	try {
		// A browser has few connections for a server: they are not for waiting.
		await post('/api/generations', request, { Prefer: 'respond-async' });
	}
	catch (problem) {
		if (!problem.isFloras) {
			throw problem;
		}
	}
	finally {
		setTimeout(() => setStarting(name, request, false), Math.max(0, DOUBLE_CLICK - (Date.now() - began)));
	}
}
