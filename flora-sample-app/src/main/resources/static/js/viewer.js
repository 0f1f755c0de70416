/* One output, large. Escape, the button and a click beside it close it; the focus goes back by itself. */
import { $ } from './dom.js';

export function view(title, media) {
	$('viewer-title').textContent = title;
	$('viewer-media').replaceChildren(media);
	$('viewer').showModal();
}

export function prepareViewer() {
	const viewer = $('viewer');
	$('viewer-close').addEventListener('click', () => viewer.close());
	viewer.addEventListener('click', (event) => event.target === viewer && viewer.close());
	viewer.addEventListener('close', () => $('viewer-media').replaceChildren());
}
