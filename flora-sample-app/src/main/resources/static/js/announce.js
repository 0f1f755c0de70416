/* Tells those who listen to the page what happens beside the place where they are. */
import { $ } from './dom.js';

const LONG_ENOUGH = 4000;
let said = [];
let forgetting = null;

export function announce(text) {
	said.push(text);
	$('announcer').textContent = said.join(' ');
	clearTimeout(forgetting);
	forgetting = setTimeout(() => {
		said = [];
		$('announcer').textContent = '';
	}, LONG_ENOUGH);
}
