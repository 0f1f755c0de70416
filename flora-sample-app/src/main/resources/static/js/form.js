/* The form: what to make, and the start of it. It stays usable while runs go on, and while starts are on their way. */
import { announce } from './announce.js';
import { post } from './api.js';
import { $, element } from './dom.js';
import { chosenRequest, prepareModel, showRequest } from './model.js';
import { isStarting, setStarting } from './request.js';

/* A second click within it was meant to be one. */
const DOUBLE_CLICK = 1000;
let starts = 0;

/* Starts a run: each is charged. The gallery shows it, and what comes of it. */
export async function generate(request) {
	if (isStarting(request)) {
		announce('This very start is on its way already; it is charged once.');
		return;
	}
	const name = `start ${++starts}`;
	setStarting(name, request, true);
	const began = Date.now();
	showProblem(null);
	try {
		await post('/api/generations', request);
	}
	catch (problem) {
		if (!problem.isFloras) {
			showProblem(problem);
		}
	}
	setTimeout(() => setStarting(name, request, false), Math.max(0, DOUBLE_CLICK - (Date.now() - began)));
}

/* Back into the form, to be changed. */
export async function refill(request) {
	$('prompt').value = request.prompt;
	count();
	await showRequest(request);
	$('prompt').focus();
	$('prompt').select();
}

function showProblem(problem) {
	const place = $('problem');
	place.hidden = !problem;
	place.replaceChildren();
	if (problem) {
		place.append(`${problem.title}. ${problem.message}`, ...problem.notes.map((note) => element('small', { textContent: note })));
	}
}

/* Never cut: what is too long, its writer shortens. */
function count() {
	const prompt = $('prompt');
	const limit = Number(prompt.dataset.limit);
	const length = [...prompt.value].length;
	const text = (length > limit) ? `${length} characters: ${length - limit} too many, for ${limit} is the limit.` : '';
	prompt.setCustomValidity(text);
	$('count').textContent = text;
	$('count').hidden = !text;
}

export function prepareForm() {
	$('form').addEventListener('submit', (event) => {
		event.preventDefault();
		generate(chosenRequest());
	});
	$('prompt').addEventListener('input', count);
	$('prompt').addEventListener('keydown', (event) => {
		if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
			$('form').requestSubmit();
		}
	});
	prepareModel();
	count();
}
