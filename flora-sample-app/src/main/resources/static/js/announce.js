/* Tells those who listen to the page what happens beside the place where they are: each piece once, and not too much. */
import { $, element } from './dom.js';

const TOGETHER = 500;
const LONG_ENOUGH = 4000;
const MANY = 3;
let news = [];

/* The kind, in a word, stands for it where there is much news at once. */
export function announce(text, kind = 'more') {
	if (news.length === 0) {
		setTimeout(tell, TOGETHER);
	}
	news.push({ text, kind });
}

function tell() {
	const told = element('p', { textContent: (news.length > MANY) ? summary() : news.map(({ text }) => text).join(' ') });
	news = [];
	$('announcer').append(told);
	setTimeout(() => told.remove(), LONG_ENOUGH);
}

function summary() {
	const counts = new Map();
	news.forEach(({ kind }) => counts.set(kind, (counts.get(kind) || 0) + 1));
	return `${[...counts].map(([kind, count]) => `${count} ${kind}`).join(', ')}.`;
}
