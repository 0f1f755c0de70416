/* The few things that every file needs of the document. What comes from outside is set as text, never as HTML. */

export const $ = (id) => document.getElementById(id);

export function element(name, properties = {}, ...children) {
	const made = Object.assign(document.createElement(name), properties);
	made.append(...children.filter((child) => child !== null && child !== undefined));
	return made;
}

/* Writes only what has changed: a text that is written anew is read out anew. */
export function setText(place, text) {
	if (place.textContent !== text) {
		place.textContent = text;
	}
}

/* Only links to the web are opened; anything else is shown as the text that it is. */
export function safeLink(text) {
	try {
		const url = new URL(text);
		return ['https:', 'http:'].includes(url.protocol) ? url.href : null;
	}
	catch (error) {
		return null;
	}
}
