'use strict';

/* The choice of a model: its parameters, a picture if it takes one, and what all that may cost. */
const ESTIMATE_AFTER = 400;
const models = new Map();
let estimateLater = null;
let asked = 0;
let picture = null;

function dollars(amount) {
	return (amount === null || amount === undefined) ? null : `$${Number(amount).toFixed(Number(amount) < 0.1 ? 3 : 2)}`;
}

async function loadModels() {
	const type = $('type').value;
	const place = $('model');
	$('models-note').hidden = true;
	if (!models.has(type)) {
		try {
			models.set(type, await call(`/api/models?type=${encodeURIComponent(type)}`));
		}
		catch (problem) {
			models.delete(type);
			$('models-note').textContent = `Models cannot be listed (${problem.title}); FLORA chooses one.`;
			$('models-note').hidden = false;
		}
	}
	if ($('type').value !== type) {
		return;
	}
	place.replaceChildren(element('option', { value: '', textContent: "FLORA's choice" }),
		...(models.get(type) || []).map((model) => element('option', { value: model.id, textContent: label(model) })));
	showModel();
}

function label(model) {
	const parts = [model.estimatedSeconds ? `some ${Math.round(model.estimatedSeconds)} s` : null,
		dollars(model.price) || 'price not listed'];
	return `${model.name}: ${parts.filter(Boolean).join(', ')}`;
}

function chosen() {
	return (models.get($('type').value) || []).find((model) => model.id === $('model').value) || null;
}

function showModel() {
	const model = chosen();
	$('picture-field').hidden = !(model && model.takesPicture);
	$('picture').required = Boolean(model && model.needsPicture);
	const shown = (model ? model.params : []).map(field).filter(Boolean);
	$('fields').replaceChildren(...shown);
	$('params').hidden = shown.length === 0;
	estimate();
}

/* One field for a parameter; what is of a kind unknown here keeps FLORA's default. */
function field(param) {
	const input = control(param);
	if (!input) {
		return null;
	}
	input.id = `param-${param.name}`;
	input.name = param.name;
	input.dataset.kind = param.kind;
	input.required = param.required && param.kind !== 'bool';
	input.addEventListener('input', estimate);
	const place = element('div', {});
	place.append(element('label', { htmlFor: input.id, textContent: param.label || param.name }), input);
	if (param.description) {
		input.setAttribute('aria-describedby', `${input.id}-note`);
		place.append(element('small', { id: `${input.id}-note`, textContent: param.description }));
	}
	return place;
}

function control(param) {
	if (param.kind === 'bool') {
		return element('input', { type: 'checkbox', checked: param.defaultValue === true });
	}
	if (param.options.length > 0 && !param.kind.endsWith('[]')) {
		const select = element('select', {});
		if (param.defaultValue === null && !param.required) {
			select.append(element('option', { value: '', textContent: 'as the model likes' }));
		}
		select.append(...param.options.map((option) => element('option', { value: option.value,
			textContent: option.label || option.value })));
		if (param.defaultValue !== null) {
			select.value = String(param.defaultValue);
		}
		return select;
	}
	if (['int', 'int?', 'seed', 'float'].includes(param.kind)) {
		const number = element('input', { type: 'number', step: (param.kind === 'float') ? 'any' : '1' });
		number.min = param.min ?? '';
		number.max = param.max ?? '';
		number.placeholder = param.defaultValue ?? '';
		return number;
	}
	return (param.kind === 'string') ? element('input', { type: 'text', placeholder: param.defaultValue ?? '' }) : null;
}

/* What was chosen, without what is left at its default. */
function params() {
	const values = {};
	const model = chosen();
	for (const input of $('fields').querySelectorAll('input, select')) {
		const param = model.params.find((other) => other.name === input.name);
		const value = (input.type === 'checkbox') ? input.checked : input.value;
		if (value === '' || String(value) === String(param.defaultValue ?? (input.type === 'checkbox' ? false : ''))) {
			continue;
		}
		values[input.name] = typed(param, value);
	}
	return values;
}

/* FLORA takes a number for a number only, though options are texts. */
function typed(param, value) {
	return ['int', 'int?', 'seed', 'float'].includes(param.kind) ? Number(value) : value;
}

/* What the form says, as the sample takes it. */
function request() {
	const body = { type: $('type').value, prompt: $('prompt').value };
	if (chosen()) {
		body.model = $('model').value;
		body.params = params();
		if (picture && !$('picture-field').hidden) {
			body.image = picture;
		}
	}
	return body;
}

/* Before the start: FLORA does not take a run back. */
function estimate() {
	clearTimeout(estimateLater);
	if (!chosen()) {
		$('estimate').textContent = '';
		return;
	}
	estimateLater = setTimeout(async () => {
		const turn = ++asked;
		let text = 'The price is not known before the start.';
		try {
			const cost = await call('/api/estimates', {
				method: 'POST',
				headers: { 'Content-Type': 'application/json' },
				body: JSON.stringify(request())
			});
			if (cost.expected !== null) {
				const range = (cost.low === cost.high) ? '' : ` (${dollars(cost.low)} to ${dollars(cost.high)})`;
				text = `About ${dollars(cost.expected)}${range}.`;
			}
		}
		catch (problem) {
			text = `No estimate: ${problem.message}`;
		}
		if (turn === asked) {
			$('estimate').textContent = text;
		}
	}, ESTIMATE_AFTER);
}

async function upload() {
	const file = $('picture').files[0];
	picture = null;
	$('picture-note').textContent = '';
	if (!file) {
		return;
	}
	$('generate').disabled = true;
	$('picture-note').textContent = 'Uploading …';
	try {
		const asset = await call('/api/pictures', { method: 'POST', headers: { 'Content-Type': file.type }, body: file });
		picture = asset.assetId;
		$('picture-note').textContent = 'Uploaded.';
		estimate();
	}
	catch (problem) {
		$('picture').value = '';
		$('picture-note').textContent = `${problem.title}. ${problem.message}`;
	}
	finally {
		$('generate').disabled = starting;
	}
}

document.addEventListener('DOMContentLoaded', () => {
	$('type').addEventListener('change', loadModels);
	$('model').addEventListener('change', showModel);
	$('picture').addEventListener('change', upload);
	loadModels();
});
