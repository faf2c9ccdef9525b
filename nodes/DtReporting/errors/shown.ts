/** A value as text; nothing for one that cannot be converted, as {"toString": 1} from JSON cannot. */
export function textOf(value: unknown): string {
	try {
		return String(value);
	} catch {
		return '';
	}
}

/** A value that was refused, in a few words: text in quotation marks, and no more of it than one can read. */
export function shown(value: unknown): string {
	if (typeof value === 'string') return `"${value.slice(0, 40)}"`;
	if (Array.isArray(value)) return 'A list';
	return typeof value === 'object' && value !== null ? 'An object' : String(value);
}
