/* The form: what to make, and the start of it. It stays usable while runs go on, and while starts are on their way. */
import { announce } from './announce.js';
import { $, element, setText } from './dom.js';
import { chosenRequest, prepareModel, showRequest } from './model.js';
import { start } from './request.js';

async function generate() {
	showProblem(null);
	try {
		await start(chosenRequest());
	}
	catch (problem) {
		showProblem(problem);
	}
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
	if (text && $('count').hidden) {
		announce('The prompt is too long.');
	}
	prompt.setCustomValidity(text);
	prompt.setAttribute('aria-invalid', Boolean(text));
	setText($('count'), text);
	$('count').hidden = !text;
}

export function prepareForm() {
	$('form').addEventListener('submit', (event) => {
		event.preventDefault();
		generate();
	});
	$('prompt').addEventListener('input', count);
	$('prompt').addEventListener('keydown', (event) => {
		if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
			// By the button, which takes none while a picture is on its way.
			$('generate').click();
		}
	});
	prepareModel();
	count();
}
