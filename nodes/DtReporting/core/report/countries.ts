import { OTHER_NAMES, SHORT_FORMS } from './countryNames';

/**
 * How a product names countries: the Offer Wall by upper-case English names (docs/dt-api.md section 2,
 * A), DT FairBid and DT Exchange by ISO 3166 codes (section 6, B).
 */
export type CountryStyle = 'names' | 'codes';

/** Which values are sent for those that the user gave. */
export interface CountryValues {
	values: string[];
	/** The values that are sent in the place of another. */
	translated: Array<{ given: string; sent: string[] }>;
	/** What is no known country's name and no code, and is sent as written. */
	unknown: string[];
}

/** Translates what is certain; everything else stays as it is. */
export function countryValues(given: string[], style: CountryStyle): CountryValues {
	const result: CountryValues = { values: [], translated: [], unknown: [] };
	for (const value of given) {
		const code = codeOf(value);
		const sent = code === undefined ? [value] : inStyle(value, code, style);
		if (code === undefined) result.unknown.push(value);
		else if (!sent.includes(value)) result.translated.push({ given: value, sent });
		result.values.push(...sent);
	}
	return { ...result, values: [...new Set(result.values)] };
}

/** A value that is in a product's style already is right as far as is known, and stays alone. */
function inStyle(value: string, code: string, style: CountryStyle): string[] {
	if (style === 'codes') return [code];
	const names = namesOf(code);
	return names.includes(value) ? [value] : names;
}

let regions: Intl.DisplayNames | undefined;

/** The English name of a region. Made when first needed: the names take n8n some 20 ms to load. */
function regionName(code: string): string | undefined {
	regions ??= new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
	return regions.of(code);
}

/** What Intl has names for that are no countries: groups, parts of countries, places for tests. */
const NO_COUNTRIES = new Set('AC CP CQ DG EA EU EZ IC QO TA UN XA XB ZZ'.split(' '));

function isCountry(code: string): boolean {
	if (!/^[A-Z]{2}$/.test(code) || NO_COUNTRIES.has(code)) return false;
	// Intl names codes of former countries after their successors; those are not certain.
	const isOfToday = new Intl.Locale(`und-${code}`).region === code;
	return isOfToday && regionName(code) !== undefined;
}

/** All spellings that a country's upper-case name may have at DT: most countries have one. */
function namesOf(code: string): string[] {
	const english = (regionName(code) ?? code).replaceAll('’', "'");
	const names = [english, ...(OTHER_NAMES[code] ?? [])].map((name) => name.toUpperCase());
	const withAnd = names.map((name) => name.replaceAll('&', 'AND'));
	const withSaint = withAnd.map((name) => name.replaceAll('ST. ', 'SAINT '));
	const all = [...names, ...withAnd, ...withSaint];
	return [...new Set([...all, ...all.map(withoutAccents)])];
}

const withoutAccents = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '');

/** A name with its spelling forgiven: letters and digits only. */
const loose = (name: string) =>
	withoutAccents(name)
		.toLowerCase()
		.replaceAll('&', 'and')
		.replaceAll('ı', 'i')
		.replace(/\bst\b\.?/g, 'saint')
		.replace(/[^\p{L}\p{N}]/gu, '');

let codes: Map<string, string> | undefined;

/** The codes of all countries by their names, made when first needed. */
function codesByName(): Map<string, string> {
	if (codes) return codes;
	const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
	const all = letters.flatMap((first) => letters.map((second) => first + second));
	codes = new Map(
		all
			.filter(isCountry)
			.flatMap((code) => namesOf(code).map((name) => [loose(name), code] as const)),
	);
	for (const [name, code] of Object.entries(SHORT_FORMS)) codes.set(loose(name), code);
	return codes;
}

/** The ISO 3166 code of a country given by code or by English name; undefined for all else. */
function codeOf(value: string): string | undefined {
	const code = value.toUpperCase();
	return isCountry(code) ? code : codesByName().get(loose(value));
}
