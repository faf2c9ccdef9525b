/** Whether a value must be in quotes by RFC 4180. */
export const needsQuotes = (text: string): boolean => /[",\r\n]/.test(text);

export const inQuotes = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** RFC 4180: quoted only when needed; a missing value as nothing or as two quotes (B). */
function field(text: string, emptyInQuotes: boolean): string {
	if (text === '') return emptyInQuotes ? '""' : '';
	return needsQuotes(text) ? inQuotes(text) : text;
}

export const line = (fields: string[], emptyInQuotes = false): string =>
	`${fields.map((text) => field(text, emptyInQuotes)).join(',')}\n`;
