import {
	DIMENSIONS,
	METRICS,
	PRODUCTS,
	isOf,
	type CatalogueEntry,
	type Product,
} from './catalogue';
import { isOfferWall, type ReportBody } from './query';

/** Letters and digits only, in lower case: what is left when the spelling is forgiven. */
const loose = (name: string) => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** How many single letters differ, counted up to a limit (Levenshtein). */
function distance(a: string, b: string, limit: number): number {
	if (Math.abs(a.length - b.length) > limit) return limit + 1;
	let row = Array.from({ length: b.length + 1 }, (_, index) => index);
	for (let i = 1; i <= a.length; i++) {
		const next = [i];
		for (let j = 1; j <= b.length; j++) {
			const change = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
			next.push(Math.min(row[j] + 1, next[j - 1] + 1, change));
		}
		row = next;
	}
	return row[b.length];
}

/**
 * The known name that a name was probably meant to be.
 *
 * @returns undefined for a known name, and for one that is like none of them: the catalogue is
 *   incomplete, so an unlike name may well be right
 */
export function nearMiss(name: string, catalogue: CatalogueEntry[]): string | undefined {
	if (catalogue.some((entry) => entry.name === name)) return undefined;
	const given = loose(name);
	const limit = given.length > 8 ? 2 : 1;
	return catalogue.find((entry) => distance(given, loose(entry.name), limit) <= limit)?.name;
}

/** Sentences about names that seem mistyped, or are another product's. */
export function nameHints({ source, metrics, splits, filters }: ReportBody): string[] {
	const dimensions = [...splits, ...filters.map(({ dimension }) => dimension)];
	const product: Product = isOfferWall(source) ? 'offerWall' : 'sisters';
	return [
		...metrics.flatMap((name) => hintAt(name, 'metric', METRICS, product)),
		...[...new Set(dimensions)].flatMap((name) => hintAt(name, 'dimension', DIMENSIONS, product)),
	];
}

function hintAt(
	name: string,
	kind: 'metric' | 'dimension',
	catalogue: CatalogueEntry[],
	product: Product,
): string[] {
	const known = catalogue.find((entry) => entry.name === name);
	if (known) {
		if (isOf(known, product)) return [];
		const other = product === 'offerWall' ? 'sisters' : 'offerWall';
		return [
			`"${name}" is a ${kind} of ${PRODUCTS[other]}, not of ${PRODUCTS[product]}, as far as is known. Choose another, or change the product.`,
		];
	}
	const own = catalogue.filter((entry) => isOf(entry, product));
	const near = nearMiss(name, own);
	return near ? [`"${name}" was sent as written. DT spells it "${near}", as far as is known.`] : [];
}
