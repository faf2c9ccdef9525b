/** Rows as a text table: columns as wide as their widest value, numbers to the right. */
export function table(rows: Array<Record<string, unknown>>): string {
	const columns = Object.keys(rows[0] ?? {});
	const cells = rows.map((row) => columns.map((column) => shown(row[column])));
	const widths = columns.map((column, at) =>
		Math.max(widthOf(column), ...cells.map((row) => widthOf(row[at]))),
	);
	const isNumber = columns.map((column) => rows.every((row) => typeof row[column] !== 'string'));
	const line = (values: string[]) =>
		values.map((value, at) => pad(value, widths[at], isNumber[at])).join('  ');
	const rule = widths.map((width) => '─'.repeat(width)).join('  ');
	return [line(columns), rule, ...cells.map(line)].map((text) => text.trimEnd()).join('\n');
}

function shown(value: unknown): string {
	if (value === null || value === undefined) return '–';
	if (typeof value === 'number' && !Number.isInteger(value)) return value.toFixed(2);
	return String(value).replace(/\s+/g, ' ');
}

const widthOf = (text: string) => [...text].length;

function pad(text: string, width: number, right: boolean): string {
	const blanks = ' '.repeat(width - widthOf(text));
	return right ? blanks + text : text + blanks;
}
