/* Whether FLORA can be reached, as the actuator tells it. */
import { $, setText } from './dom.js';

const EVERY = 15000;

async function health() {
	const place = $('health');
	let status = 'unknown';
	let reason = '';
	try {
		const response = await fetch('/actuator/health/flora');
		// The operator shows none.
		place.hidden = response.status === 404;
		const body = await response.json().catch(() => ({}));
		status = (typeof body.status === 'string') ? body.status : status;
		reason = (body.details && body.details.reason) || '';
	}
	catch (error) {
		reason = 'the sample does not answer';
	}
	place.className = `health ${(status === 'UP') ? 'up' : 'down'}`;
	setText(place.querySelector('b'), `FLORA is ${String(status).toLowerCase()}${reason ? `: ${reason}` : ''}`);
}

export function showHealth() {
	health();
	setInterval(() => document.hidden || health(), EVERY);
}
