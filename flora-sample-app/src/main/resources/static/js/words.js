/* Numbers and states in words. */

/* What was charged, to the last digit: "at least" is not rounded up. */
export function charged(amount) {
	return (amount === null || amount === undefined) ? null
		: `$${Number(amount).toFixed(8).replace(/(\.\d\d\d*?)0+$/, '$1')}`;
}

/* A price, in as many digits as it takes: a small one is not nothing. */
export function dollars(amount) {
	if (amount === null || amount === undefined) {
		return null;
	}
	const value = Number(amount);
	return `$${value.toFixed((value === 0 || value >= 0.1) ? 2 : Math.min(10, 1 + Math.ceil(-Math.log10(value))))}`;
}

export function seconds(millis) {
	const value = millis / 1000;
	return (value < 10) ? `${value.toFixed(1)} s` : `${Math.round(value)} s`;
}

/* Elapsed time against FLORA's estimate. */
export function progress(elapsedMillis, estimatedMillis) {
	const elapsed = `${Math.floor(elapsedMillis / 1000)} s`;
	if (!estimatedMillis) {
		return elapsed;
	}
	const estimated = `${Math.round(estimatedMillis / 1000)} s`;
	return (elapsedMillis > estimatedMillis) ? `${elapsed}, longer than the estimated ${estimated}`
		: `${elapsed} of some ${estimated}`;
}

/* What all has cost: never less than it may be. */
export function spent({ known, unknown }) {
	if (unknown === 0) {
		return `Spent ${charged(known)}`;
	}
	const open = (unknown === 1) ? 'the cost of one run is not known' : `the costs of ${unknown} runs are not known`;
	return (Number(known) > 0) ? `Spent at least ${charged(known)}; ${open}` : `Spent: ${open}`;
}

const ADVICE = {
	RETRY: 'The same prompt may succeed: try it again once. That is a new run, and a new charge.',
	RETRY_LATER: 'FLORA or a provider has trouble: try it again in some minutes. That is a new run, and a new charge.',
	CHANGE_INPUT: 'The same would fail again: change the prompt, its parameters or its picture.',
	STOP: 'Trying again does not help before somebody acts, such as topping up credits at FLORA.'
};

export function advice(failure) {
	return failure.moderated ? 'It was refused for its content: change the prompt or its picture.' : ADVICE[failure.advice];
}

export function shortened(text, length = 80) {
	const letters = [...text];
	return (letters.length > length) ? `${letters.slice(0, length).join('')}…` : text;
}
