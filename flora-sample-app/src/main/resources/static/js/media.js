/* Outputs: thumbnails, players, texts, links. */
import { element, safeLink } from './dom.js';
import { view } from './viewer.js';
import { shortened } from './words.js';

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
	const made = element('img', { alt: `Generated picture: ${shortened(prompt)}`, referrerPolicy: 'no-referrer', decoding: 'async' });
	made.addEventListener('error', () => giveWay(made.closest('.thumbnail') || made, link));
	made.src = link;
	return made;
}

function thumbnail(link, prompt) {
	const button = element('button', { type: 'button', className: 'thumbnail' }, picture(link, prompt));
	button.addEventListener('click', () => view(prompt, picture(link, prompt)));
	return button;
}

/* To a link, and the focus with it. */
function giveWay(place, link) {
	const instead = anchor(link);
	const focused = place.contains(document.activeElement);
	place.replaceWith(instead);
	if (focused) {
		instead.querySelector('a').focus();
	}
}

/* A video shows its first frame: FLORA makes no posters. It plays when it is told to. */
function player(kind, link, prompt) {
	const made = element(kind, { controls: true, preload: 'metadata', playsInline: true });
	made.setAttribute('aria-label', `Generated ${kind}: ${shortened(prompt)}`);
	made.addEventListener('error', () => giveWay(made, link));
	made.src = link;
	return made;
}

function text(output, prompt) {
	const made = element('p', { className: 'text', dir: 'auto', textContent: output.text || 'Nothing that can be shown' });
	if (output.cut) {
		made.append(' … (the download has it all)');
	}
	return element('div', { className: 'written' }, made, reader('Read', prompt, made.textContent));
}

/* Shows a text, large. */
export function reader(words, title, text) {
	const made = element('button', { type: 'button', className: 'read', textContent: words });
	made.addEventListener('click', () => view(title,
		element('p', { className: 'text', dir: 'auto', tabIndex: 0, textContent: text })));
	return made;
}

/* What cannot be shown here, can perhaps be opened. */
function anchor(link, words = 'This cannot be shown here; open it') {
	return element('p', { className: 'link' },
		element('a', { href: link, textContent: words, rel: 'noopener noreferrer', target: '_blank' }));
}
