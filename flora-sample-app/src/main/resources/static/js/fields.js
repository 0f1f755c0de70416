/* One field for each parameter of a model; what is of a kind unknown here keeps FLORA's default. */
import { element } from './dom.js';

const NUMBERS = ['int', 'int?', 'seed', 'float'];

export function fields(declared, changed) {
	return declared.map((param) => field(param, changed)).filter(Boolean);
}

function field(param, changed) {
	const input = control(param);
	if (!input) {
		return null;
	}
	input.id = `param-${param.name}`;
	input.name = `param-${param.name}`;
	input.dataset.param = param.name;
	input.required = param.required && param.kind !== 'bool';
	input.addEventListener('input', changed);
	const place = element('div', {}, element('label', { htmlFor: input.id, textContent: param.label || words(param.name) }), input);
	if (param.description) {
		input.setAttribute('aria-describedby', `${input.id}-note`);
		place.append(element('small', { id: `${input.id}-note`, textContent: param.description }));
	}
	return place;
}

/* Such as "Guidance scale". */
function words(name) {
	const spaced = name.replaceAll('_', ' ');
	return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

function control(param) {
	if (param.kind === 'bool') {
		return element('input', { type: 'checkbox', checked: param.defaultValue === true });
	}
	if (param.options.length > 0 && !param.kind.endsWith('[]')) {
		return select(param);
	}
	if (NUMBERS.includes(param.kind)) {
		const number = element('input', { type: 'number', step: (param.kind === 'float') ? 'any' : '1' });
		number.min = param.min ?? '';
		number.max = param.max ?? '';
		number.placeholder = param.defaultValue ?? '';
		return number;
	}
	return (param.kind === 'string') ? element('input', { type: 'text', placeholder: param.defaultValue ?? '' }) : null;
}

function select(param) {
	const made = element('select', {});
	if (param.defaultValue === null && !param.required) {
		made.append(element('option', { value: '', textContent: 'as the model likes' }));
	}
	made.append(...param.options.map((option) => element('option', { value: option.value, textContent: option.label || option.value })));
	if (param.defaultValue !== null) {
		made.value = String(param.defaultValue);
	}
	return made;
}

/* What was chosen, without what is left at its default. */
export function params(place, declared) {
	const values = {};
	for (const input of place.querySelectorAll('[data-param]')) {
		const param = declared.find((other) => other.name === input.dataset.param);
		const value = (input.type === 'checkbox') ? input.checked : input.value;
		const usual = param.defaultValue ?? ((input.type === 'checkbox') ? false : '');
		if (value !== '' && String(value) !== String(usual)) {
			// FLORA takes a number for a number only, though options are texts.
			values[param.name] = NUMBERS.includes(param.kind) ? Number(value) : value;
		}
	}
	return values;
}

/* The other way round. */
export function fillFields(place, values) {
	for (const input of place.querySelectorAll('[data-param]')) {
		const value = values[input.dataset.param];
		if (value !== undefined) {
			(input.type === 'checkbox') ? input.checked = value : input.value = value;
		}
	}
}
