/** A name from a file may be long. */
const LONGEST = 300;

/**
 * Foreign words fit for a message: white space for control characters, nothing for characters that are not seen
 * or that turn the text around, and no half of a letter at the end.
 */
export const plainText = (text: string): string =>
	cutAt(
		text
			.slice(0, 2 * LONGEST)
			.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
			.replace(/[\p{Cf}\p{Cs}]/gu, ''),
		LONGEST,
	);

/** The beginning of a text, with no half of a letter at its end. */
export function cutAt(text: string, length: number): string {
	if (text.length <= length) return text;
	const end = /[\ud800-\udbff]/.test(text[length - 2]) ? length - 2 : length - 1;
	return `${text.slice(0, end)}…`;
}
