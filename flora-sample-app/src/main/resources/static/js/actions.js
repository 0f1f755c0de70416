/* What can be done with a card, by where it stands. */
import { announce } from './announce.js';
import { call } from './api.js';
import { copy } from './copy.js';
import { element } from './dom.js';
import { refill } from './form.js';
import { start } from './request.js';
import { showRuns } from './runs.js';

const COPY = 'Copy prompt';
const COPIED_FOR = 2000;

/* The actions of a card. What costs comes last, and never where something else was. Problems are told as they come. */
export function actionsOf(card, tell) {
	const button = (words, action) => buttonOf(words, action, tell);
	const following = `/api/gallery/${encodeURIComponent(card.id)}/following`;
	const again = (words) => button(words, () => start(card.request));
	const change = button('Change', () => refill(card.request));
	const copyPrompt = button(COPY, (event) => copied(event.currentTarget, card.request.prompt));
	switch (card.state) {
		case 'starting':
			return [copyPrompt];
		case 'pending':
		case 'running':
			return [button('Stop waiting', () => call(following, { method: 'DELETE' })), copyPrompt];
		case 'left':
		case 'lost':
			return [button('Wait again', () => call(following, { method: 'PUT' })), copyPrompt];
		case 'failed':
			return [copyPrompt, ...failed(card.failure, again, change)];
		case 'unconfirmed':
			return [copyPrompt, button('See all runs', showRuns)];
		case 'not_started':
			return [copyPrompt, change, again('Try again')];
		default:
			return [copyPrompt, ...card.outputs.map((output, number) => download(card, number)), again('Again')];
	}
}

/* Nothing is offered that would only cost: what fails again, or helps nobody. */
function failed(failure, again, change) {
	switch (failure?.advice) {
		case 'RETRY':
		case 'RETRY_LATER':
			return [change, again('Try again')];
		case 'CHANGE_INPUT':
			return [change];
		default:
			return [];
	}
}

function buttonOf(words, action, tell) {
	const made = element('button', { type: 'button', textContent: words });
	made.addEventListener('click', async (event) => {
		tell(null);
		try {
			await action(event);
		}
		catch (problem) {
			tell(problem);
		}
	});
	return made;
}

async function copied(place, prompt) {
	place.textContent = (await copy(prompt)) ? 'Copied' : 'Not copied';
	announce((place.textContent === 'Copied') ? 'The prompt is copied.' : 'This browser does not let the page copy.');
	setTimeout(() => place.textContent = COPY, COPIED_FOR);
}

function download(card, number) {
	return element('a', {
		className: 'button',
		download: '',
		href: `/api/gallery/${encodeURIComponent(card.id)}/outputs/${number}`,
		textContent: (card.outputs.length > 1) ? `Download ${number + 1}` : 'Download'
	});
}
