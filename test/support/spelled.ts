/** A text of a table of tests, whose ending `…8000` stands for so many letters. */
export const spelled = (text: string): string =>
	text.replace(/…(\d+)$/, (_, letters: string) => 'a'.repeat(Number(letters)));
