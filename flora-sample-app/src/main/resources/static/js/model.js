/* The choice of a type and a model, a picture if it takes one, and what all that may cost. */
import { call, post } from './api.js';
import { modelsOf } from './catalogue.js';
import { $, element, setText } from './dom.js';
import { fields, fillFields, params } from './fields.js';
import { dollars } from './words.js';

const ESTIMATE_AFTER = 400;
let models = [];
let estimateLater = null;
let asked = 0;
let picture = null;
let uploads = 0;

function type() {
	return new FormData($('form')).get('type');
}

async function loadModels() {
	const wanted = type();
	let found = [];
	let note = '';
	try {
		found = await modelsOf(wanted);
	}
	catch (problem) {
		note = `Models cannot be listed (${problem.title}); FLORA chooses one.`;
	}
	if (type() !== wanted) {
		return;
	}
	models = found;
	setText($('models-note'), note);
	$('models-note').hidden = !note;
	$('model').replaceChildren(element('option', { value: '', textContent: "FLORA's choice" }),
		...models.map((model) => element('option', { value: model.id, textContent: label(model) })));
	showModel();
}

function label(model) {
	const parts = [model.estimatedSeconds ? `some ${Math.round(model.estimatedSeconds)} s` : null,
		dollars(model.price) || 'price not listed'];
	return `${model.name}: ${parts.filter(Boolean).join(', ')}`;
}

function chosen() {
	return models.find((model) => model.id === $('model').value) || null;
}

function showModel() {
	const model = chosen();
	$('picture-field').hidden = !(model && model.takesPicture);
	const shown = fields(model ? model.params : [], estimate);
	$('fields').replaceChildren(...shown);
	$('params').hidden = shown.length === 0;
	estimate();
}

/* What the form says, as the sample takes it. */
export function chosenRequest() {
	const body = { type: type(), prompt: $('prompt').value };
	const model = chosen();
	if (model) {
		body.model = model.id;
		body.params = params($('fields'), model.params);
		if (picture && !$('picture-field').hidden) {
			body.image = picture;
		}
	}
	return body;
}

/* The other way round. */
export async function showRequest(request) {
	const choice = [...$('form').elements.type].find((radio) => radio.value === request.type);
	choice.checked = true;
	await loadModels();
	$('model').value = models.some((model) => model.id === request.model) ? request.model : '';
	showModel();
	fillFields($('fields'), request.params || {});
	forgetPicture();
	picture = request.image;
	$('picture-note').textContent = picture ? 'The same picture as before.' : '';
}

function forgetPicture() {
	uploads++;
	picture = null;
	$('picture').value = '';
	$('picture-note').textContent = '';
	$('generate').disabled = false;
}

/* Before the start: FLORA does not take a run back. */
function estimate() {
	clearTimeout(estimateLater);
	const turn = ++asked;
	if (!chosen()) {
		setText($('estimate'), '');
		return;
	}
	estimateLater = setTimeout(async () => {
		const text = await priceOf(chosenRequest());
		if (turn === asked) {
			setText($('estimate'), text);
		}
	}, ESTIMATE_AFTER);
}

async function priceOf(request) {
	try {
		const cost = await post('/api/estimates', request);
		if (cost.expected === null) {
			return 'The price is not known before the start.';
		}
		const range = (cost.low === cost.high) ? '' : ` (${dollars(cost.low)} to ${dollars(cost.high)})`;
		return `About ${dollars(cost.expected)}${range}`;
	}
	catch (problem) {
		return `No estimate: ${problem.message}`;
	}
}

/* The last one counts, whichever is there first. */
async function upload() {
	const file = $('picture').files[0];
	const turn = ++uploads;
	picture = null;
	$('generate').disabled = Boolean(file);
	$('picture-note').textContent = file ? 'Uploading …' : '';
	if (!file) {
		return;
	}
	try {
		const asset = await call('/api/pictures', { method: 'POST', headers: { 'Content-Type': file.type }, body: file });
		if (turn === uploads) {
			$('generate').disabled = false;
			picture = asset.assetId;
			$('picture-note').textContent = 'Uploaded.';
			estimate();
		}
	}
	catch (problem) {
		if (turn === uploads) {
			forgetPicture();
			$('picture-note').textContent = `${problem.title}. ${problem.message}`;
		}
	}
}

export function prepareModel() {
	$('form').elements.type.forEach((radio) => radio.addEventListener('change', loadModels));
	$('model').addEventListener('change', showModel);
	$('picture').addEventListener('change', upload);
	loadModels();
}
