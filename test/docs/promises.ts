/** What docs/promises.md and SECURITY.md say of the tests that hold them. */
import { testTitles } from './testTitles';

const REFERENCE = /`(test\/[\w./-]+\.ts)`:\s*(`[^`]+`(?:;\s*`[^`]+`)*)/g;

/** A test that a page names. */
export interface NamedTest {
	file: string;
	title: string;
}

/** The tests that a text names: a file in code, a colon, then full titles in code, separated by semicolons. */
export const namedTests = (text: string): NamedTest[] =>
	[...text.matchAll(REFERENCE)].flatMap(([, file, titles]) =>
		[...titles.matchAll(/`([^`]+)`/g)].map(([, title]) => ({ file, title })),
	);

/**
 * Those of some named tests that are not there.
 *
 * @param read gives the source of a file, or undefined where there is none
 */
export function unknownTests(
	tests: NamedTest[],
	read: (file: string) => string | undefined,
): string[] {
	const known = new Map<string, string[]>();
	const titlesIn = (file: string): string[] => {
		const titles = known.get(file) ?? testTitles(read(file) ?? '');
		known.set(file, titles);
		return titles;
	};
	return tests
		.filter(({ file, title }) => !titlesIn(file).includes(title))
		.map(({ file, title }) => `${file}: ${title}`);
}

/** The items of a page's lists, each with the lines that belong to it. */
export const listItems = (text: string): string[] =>
	[...text.matchAll(/^- [\s\S]*?(?=^- |^#|^$|$(?![\s\S]))/gm)].map(([item]) => item.trim());

/** What stands behind the first file of a list item and is read as no test, for want of a semicolon or a colon. */
export function unread(item: string): string {
	const [promise] = item.split(/\s+(?:- )?`test\//);
	const rest = item.slice(promise.length).replace(REFERENCE, '');
	return rest.replace(/[\s-]/g, '') === '' ? '' : rest.trim();
}

/** The bold words that begin the list items of a text. */
export const boldPromises = (text: string): string[] =>
	listItems(text).flatMap((item) => /^- (\*\*.+?\*\*)/.exec(item)?.[1] ?? []);
