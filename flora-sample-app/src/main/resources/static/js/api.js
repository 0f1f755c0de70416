/* Requests to the sample, and what goes wrong with them, as a person would want to read it. */

/* Statuses that are the affair of FLORA or the operator: the gallery shows them with their start. */
const FLORAS_AFFAIR = [502, 503, 504];

/* Nobody knows then whether it has done what it was asked for. */
const SILENCE = { title: 'The sample does not answer', detail: 'Is it still running?' };

export class Problem extends Error {

	constructor(body) {
		super(body.detail || 'Something went wrong.');
		this.title = body.title || 'That did not work';
		this.isFloras = FLORAS_AFFAIR.includes(body.status);
		this.isSilence = body === SILENCE;
		this.notes = notes(body);
	}

}

/* What is wrong with which field, and what to tell FLORA. */
export function notes(body) {
	return [
		...(body.errors || []).map((error) => `${error.field} ${error.message}`),
		body.idempotencyKey ? `Idempotency key ${body.idempotencyKey}` : null,
		body.requestId ? `FLORA's request id ${body.requestId}` : null
	].filter(Boolean);
}

export async function call(path, options) {
	let response;
	try {
		response = await fetch(path, options);
	}
	catch (error) {
		throw new Problem(SILENCE);
	}
	const body = await response.json().catch(() => ({}));
	if (!response.ok) {
		// The sample's own failures have one; what stands before it knows no more than silence tells.
		throw new Problem(body.status ? body : SILENCE);
	}
	return body;
}

export function post(path, body, headers = {}) {
	return call(path, { method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body) });
}
