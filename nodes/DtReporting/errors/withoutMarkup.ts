/** What stands between these tags is for the browser, and no words. */
const UNSPOKEN = ['style', 'script'];

/**
 * The words of a page: a blank stands for each tag, and for what is between the tags of a style or a
 * script. It reads a text once, however broken its markup is: a tag that never ends is text, a style that
 * never ends goes on to the end.
 */
export function withoutMarkup(text: string): string {
	let words = '';
	for (let at = 0; at < text.length; ) {
		const begin = text.indexOf('<', at);
		const end = begin < 0 ? -1 : text.indexOf('>', begin);
		if (end < 0) return words + text.slice(at);
		words += `${text.slice(at, begin)} `;
		const unspoken = UNSPOKEN.find((name) => isTag(text, begin, name));
		const after = unspoken ? closeOf(text, end, unspoken) : end;
		if (after < 0) return words;
		at = after + 1;
	}
	return words;
}

/** Whether a tag of that name begins here. */
function isTag(text: string, begin: number, name: string): boolean {
	const end = begin + 1 + name.length;
	return text.slice(begin + 1, end).toLowerCase() === name && !/[\w-]/.test(text[end] ?? '');
}

/** Where the closing tag of that name ends, or -1. */
function closeOf(text: string, from: number, name: string): number {
	const closing = new RegExp(`</${name}`, 'gi');
	closing.lastIndex = from;
	const close = closing.exec(text);
	return close ? text.indexOf('>', close.index) : -1;
}
