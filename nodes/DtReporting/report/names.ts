import { DIMENSIONS, METRICS, type CatalogueEntry } from './catalogue';
import type { ReportBody } from './query';

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

const REGIONS = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });

/**
 * The name that DT probably wants for a country: upper-case English (docs/dt-api.md section 2, A).
 *
 * @returns undefined where the value looks right already, or no country is recognised
 */
export function countryName(value: string): string | undefined {
	const code = value.toUpperCase();
	if (/^[A-Z]{2}$/.test(code)) return code === 'ZZ' ? undefined : REGIONS.of(code)?.toUpperCase();
	return value === code ? undefined : code;
}

/** Sentences about names that look mistyped; nothing is changed by itself. */
export function nameHints({ metrics, splits, filters }: ReportBody): string[] {
	const meant = (name: string, catalogue: CatalogueEntry[]) => {
		const near = nearMiss(name, catalogue);
		return near
			? [`"${name}" was sent as written. DT spells it "${near}", as far as is known.`]
			: [];
	};
	const countries = filters
		.filter(({ dimension }) => dimension === 'Country')
		.flatMap(({ values }) => values)
		.flatMap((value) => {
			const name = countryName(value);
			return name
				? [`DT filters countries by upper-case English names: "${name}" rather than "${value}".`]
				: [];
		});
	return [
		...metrics.flatMap((name) => meant(name, METRICS)),
		...splits.flatMap((name) => meant(name, DIMENSIONS)),
		...filters.flatMap(({ dimension }) => meant(dimension, DIMENSIONS)),
		...countries,
	];
}
