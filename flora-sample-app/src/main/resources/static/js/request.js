/* What is asked for: the same in the form, in the gallery and on the wire. And which of it is on its way. */

const starting = new Map();

function keyOf({ type, prompt, model, params, image }) {
	const sorted = Object.entries(params || {}).sort(([one], [other]) => (one < other) ? -1 : 1);
	return JSON.stringify([type, prompt, model || null, sorted, image || null]);
}

/* Whatever page or browser has asked for it, it has a name of its own. */
export function setStarting(name, request, isStarting) {
	isStarting ? starting.set(name, keyOf(request)) : starting.delete(name);
}

export function isStarting(request) {
	return [...starting.values()].includes(keyOf(request));
}
