/** So many characters in a row of a secret are hidden, wherever in it they stand. */
const FRAGMENT = 16;

/** A text whose escapes are undone, and where each of its characters stands in the text as it was written. */
interface View {
	text: string;
	from: number[];
	to: number[];
}

const asWritten = (text: string): View => ({
	text,
	from: Array.from({ length: text.length }, (_, at) => at),
	to: Array.from({ length: text.length }, (_, at) => at + 1),
});

/** A character in a URL, in JSON, or in markup. */
const ESCAPE = /%([0-9a-f]{2})|\\u([0-9a-f]{4})|\\(["\\/])|&#x([0-9a-f]{1,4});|&#(\d{1,5});/gi;
/** What was escaped may have been escaped again on the way. */
const MOST_ESCAPED = 3;

/** The same text with one level of escapes undone; nothing where it has none. */
function unescaped({ text, from, to }: View): View | undefined {
	const view: View = { text: '', from: [], to: [] };
	const take = (letters: string, first: number, last: number) => {
		view.text += letters;
		view.from.push(from[first]);
		view.to.push(to[last]);
	};
	let at = 0;
	const takeUpTo = (end: number) => {
		for (; at < end; at++) take(text[at], at, at);
	};
	for (const { 0: escape, index, ...codes } of text.matchAll(ESCAPE)) {
		takeUpTo(index);
		const hex = codes[1] ?? codes[2] ?? codes[4];
		const letter = hex ? letterOf(parseInt(hex, 16)) : (codes[3] ?? letterOf(Number(codes[5])));
		at = index + escape.length;
		take(letter, index, at - 1);
	}
	if (at === 0) return undefined;
	takeUpTo(text.length);
	return view;
}

/** One place each, so that none shifts. */
const letterOf = (code: number): string => String.fromCharCode(code);

function viewsOf(text: string): View[] {
	const views = [asWritten(text)];
	for (let level = 0; level < MOST_ESCAPED; level++) {
		const next = unescaped(views[level]);
		if (!next) break;
		views.push(next);
	}
	return views;
}

/** In which upper and lower case differ no more, nor both alphabets of base64; no place shifts. */
const folded = (text: string): string =>
	text
		.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
		.replaceAll('-', '+')
		.replaceAll('_', '/');

/** A secret in base64, as it stands there behind so many bytes, save its ends, which depend on what is around it. */
function inBase64(secret: string, before: number): string {
	const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]);
	return bytes
		.toString('base64')
		.replace(/=+$/, '')
		.slice(Math.ceil((before * 8) / 6), -1);
}

/** A secret, and what programs make of it. */
function formsOf(secret: string): string[] {
	const made = [0, 1, 2].map((before) => inBase64(secret, before));
	const hex = Buffer.from(secret).toString('hex');
	return [secret, ...[...made, hex].filter(({ length }) => length >= FRAGMENT)].map(folded);
}

/** Marks every place that holds a run of a secret, or the whole of a short one. */
function mark({ text, from, to }: View, secret: string, marks: Uint8Array): void {
	const searched = folded(text);
	const size = Math.min(FRAGMENT, secret.length);
	const fragments = new Set<string>();
	for (let at = 0; at + size <= secret.length; at++) fragments.add(secret.slice(at, at + size));
	for (let at = 0; at + size <= searched.length; at++) {
		if (fragments.has(searched.slice(at, at + size))) marks.fill(1, from[at], to[at + size - 1]);
	}
}

/**
 * A text without secrets: runs of their characters are replaced, as they are, escaped (for a URL, JSON or markup),
 * in base64 or in hexadecimal digits. Of a secret in other upper and lower case nothing is left either.
 */
export function withoutSecrets(text: string, secrets: string[]): string {
	const known = secrets.map((secret) => secret.trim()).filter((secret) => secret !== '');
	if (known.length === 0) return text;
	const marks = new Uint8Array(text.length);
	const forms = known.flatMap(formsOf);
	for (const view of viewsOf(text)) for (const form of forms) mark(view, form, marks);
	let shown = '';
	for (let at = 0; at < text.length; at++) {
		if (!marks[at]) shown += text[at];
		else if (!marks[at - 1]) shown += '[secret]';
	}
	return shown;
}
