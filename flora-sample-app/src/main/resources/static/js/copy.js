/* Copies a text, also where the page is not on localhost or HTTPS, and browsers have no clipboard for it. */
import { element } from './dom.js';

export async function copy(text) {
	try {
		await navigator.clipboard.writeText(text);
		return true;
	}
	catch (error) {
		return copyBySelection(text);
	}
}

function copyBySelection(text) {
	const before = document.activeElement;
	const place = element('textarea', { value: text, className: 'unseen', readOnly: true });
	document.body.append(place);
	place.select();
	const copied = document.execCommand('copy');
	place.remove();
	before?.focus();
	return copied;
}
