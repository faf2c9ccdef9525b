/** RFC 4180: quoted only when needed; a missing value as nothing or as two quotes (B). */
export function field(text: string, emptyInQuotes: boolean): string {
	if (text === '') return emptyInQuotes ? '""' : '';
	return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export const line = (fields: string[], emptyInQuotes = false): string =>
	`${fields.map((text) => field(text, emptyInQuotes)).join(',')}\n`;
