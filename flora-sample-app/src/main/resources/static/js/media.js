/* Outputs: thumbnails, players, texts, links. */
import { element, safeLink } from './dom.js';
import { view } from './viewer.js';

/* What is shown of an output in a card. */
export function media(output, prompt) {
	const link = output.link ? safeLink(output.link) : null;
	if (!link) {
		return text(output, prompt);
	}
	switch (output.type) {
		case 'image':
			return thumbnail(link, prompt);
		case 'video':
			return player('video', link, prompt);
		case 'audio':
			return player('audio', link, prompt);
		default:
			return anchor(link, 'Open what was made');
	}
}

function picture(link, prompt) {
	const made = element('img', { alt: `Generated picture: ${prompt}`, referrerPolicy: 'no-referrer', decoding: 'async' });
	made.src = link;
	return made;
}

function thumbnail(link, prompt) {
	const made = picture(link, prompt);
	const button = element('button', { type: 'button', className: 'thumbnail' }, made);
	button.addEventListener('click', () => view(prompt, picture(link, prompt)));
	made.addEventListener('error', () => button.replaceWith(anchor(link)));
	return button;
}

/* A video shows its first frame: FLORA makes no posters. It plays when it is told to. */
function player(kind, link, prompt) {
	const made = element(kind, { controls: true, preload: 'metadata', playsInline: true });
	made.setAttribute('aria-label', `Generated ${kind}: ${prompt}`);
	made.addEventListener('error', () => made.replaceWith(anchor(link)));
	made.src = link;
	return made;
}

function text(output, prompt) {
	const made = element('p', { className: 'text', textContent: output.text || 'Nothing that can be shown' });
	if (output.cut) {
		made.append(' … (the download has it all)');
	}
	const button = element('button', { type: 'button', className: 'read', textContent: 'Read' });
	button.addEventListener('click', () => view(prompt,
		element('p', { className: 'text', tabIndex: 0, textContent: made.textContent })));
	return element('div', { className: 'written' }, made, button);
}

/* What cannot be shown here, can perhaps be opened. */
function anchor(link, words = 'This cannot be shown here; open it') {
	return element('p', { className: 'link' },
		element('a', { href: link, textContent: words, rel: 'noopener noreferrer', target: '_blank' }));
}
