/* FLORA's models by type, each type read once. */
import { call } from './api.js';

const types = new Map();
const names = new Map();

/* The models of a type; a failure is thrown, and asked for again by the next who needs it. */
export function modelsOf(type) {
	if (!types.has(type)) {
		const asked = call(`/api/models?type=${encodeURIComponent(type)}`);
		types.set(type, asked);
		asked.then((models) => models.forEach((model) => names.set(model.id, model.name)), () => types.delete(type));
	}
	return types.get(type);
}

/* The name of a model as far as it is known by now, or its id. */
export function nameOf(id) {
	return names.get(id) || id;
}
