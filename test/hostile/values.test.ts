import fc from 'fast-check';

import { readNumber, readSwitch, readWhole } from '../../nodes/DtReporting/actions/parameters';
import { readCursor, writeCursor } from '../../nodes/DtReporting/core/csv/cursor';
import { readFilters } from '../../nodes/DtReporting/core/report/filters';
import { linkHash } from '../../nodes/DtReporting/core/report/link';
import { textList } from '../../nodes/DtReporting/core/report/lists';
import { nameHints } from '../../nodes/DtReporting/core/report/nearMisses';
import { planQuery, type QueryInput } from '../../nodes/DtReporting/core/report/query';
import { isDtError } from '../../nodes/DtReporting/errors/dtError';
import { exchangeToken } from '../../nodes/DtReporting/transport/requestToken';
import { retryAfterMs } from '../../nodes/DtReporting/transport/retryAfter';
import { holds, holdsAsync } from './fuzz';
import { hostileJson, hostileText, OBJECT_NAMES } from './hostileText';

const NOW = Date.parse('2026-11-27T16:00:00Z');
const KEYS = { clientId: 'c', clientSecret: 's', baseUrl: 'https://reporting.fyber.com' };

/** What an expression on an input item may give. */
const anything = fc.oneof(
	hostileJson.map((json) => JSON.parse(json) as unknown),
	hostileText,
	fc.constantFrom(null, undefined, Symbol('x'), 10n, () => 1, Object.create(null), NaN, new Map()),
	fc.constantFrom(...OBJECT_NAMES).map((name) => ({ [name]: 1 })),
);

/** The result of some work; nothing where it ends in the typed refusal of a parameter. */
function resultOf<T>(work: () => T): T | undefined {
	try {
		return work();
	} catch (error) {
		expect(isDtError(error) ? error.dtCode : error).toBe('invalid_parameters');
		const { message } = error as Error;
		expect(message.length).toBeLessThan(400);
		expect(message).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
		return undefined;
	}
}

describe('whatever a parameter holds, it is read or refused', () => {
	it('as a number, a whole number or a switch', () => {
		holds(
			700,
			fc.property(anything, (value) => {
				const number = resultOf(() => readNumber('Limit', value, 7, 1));
				expect(number === undefined || number >= 1).toBe(true);
				const whole = resultOf(() =>
					readWhole('Days', value, { whenAbsent: 7, least: 0, most: 89 }),
				);
				expect(whole === undefined || (Number.isInteger(whole) && whole <= 89)).toBe(true);
				expect([true, false, undefined]).toContain(resultOf(() => readSwitch('Sort', value, true)));
			}),
		);
	});

	it('as a list of names or filters', () => {
		holds(
			700,
			fc.property(anything, (value) => {
				const list = resultOf(() => textList('Metrics', value)) ?? [];
				expect(list.every((name) => typeof name === 'string' && name.trim() !== '')).toBe(true);
				for (const { dimension, values } of resultOf(() => readFilters(value)) ?? []) {
					expect([typeof dimension, values.length > 0]).toEqual(['string', true]);
				}
			}),
		);
	});

	it('as any part of a query, and what is sent has the names that were given', () => {
		const input = fc.record({
			endpoint: fc.oneof(
				{ weight: 4, arbitrary: fc.constantFrom('offerwall', 'fairBid') },
				anything,
			),
			source: fc.oneof({ weight: 4, arbitrary: fc.constant('event') }, anything),
			dateRange: fc.oneof({ weight: 4, arbitrary: fc.constant('yesterday') }, anything),
			metrics: fc.array(hostileText, { maxLength: 4 }),
			additionalSplits: fc.oneof(fc.constantFrom(...OBJECT_NAMES), anything),
			splits: fc.array(hostileText, { maxLength: 4 }),
			filters: fc.oneof(
				fc.array(fc.record({ dimension: hostileText, values: fc.array(hostileText) })),
				anything,
			),
		});
		holds(
			700,
			fc.property(input, (given) => {
				const query = resultOf(() => planQuery(given as QueryInput, NOW));
				if (!query) return;
				const { metrics } = query.body;
				const wanted = new Set(given.metrics.map((name) => name.trim().toLowerCase()));
				expect(metrics.map((name) => name.toLowerCase())).toEqual(
					[...wanted].filter((name) => name !== ''),
				);
				expect(nameHints(query.body).every((hint) => hint.length > 0)).toBe(true);
			}),
		);
	});

	it('as a cursor, also one that was changed on the way', () => {
		const link = 'https://files.example/r.csv';
		const cursor = { v: 1, link: linkHash(link), offset: 5, row: 1, rows: 0, header: ['Date'] };
		const changed = fc
			.tuple(fc.constantFrom(...Object.keys(cursor), 'contentType', 'etag', 'length'), anything)
			.map(([name, value]) => ({ ...cursor, [name]: value }));
		const given = fc.oneof(
			anything,
			changed.map((each) => Buffer.from(JSON.stringify(each, plain)).toString('base64url')),
		);
		holds(
			700,
			fc.property(given, (value) => {
				const read = resultOf(() => readCursor(value, link));
				if (!read) return;
				const { offset, header, contentType, etag } = read;
				expect(Number.isSafeInteger(offset) && offset > 0 && header.length > 0).toBe(true);
				for (const text of [contentType, etag])
					expect(['string', 'undefined']).toContain(typeof text);
				expect(readCursor(writeCursor(read), link)).toEqual(read);
			}),
		);
	});
});

/** JSON has no word for these. */
const plain = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);

describe('a token', () => {
	const tokenOf = async (body: unknown) => {
		const answer = { statusCode: 200, headers: {}, body: JSON.stringify(body) };
		return await exchangeToken(async () => answer, KEYS, NOW);
	};

	it.each([
		[3600, 3600],
		['60', 60],
		[31_622_400, 31_622_400],
		[31_622_401, 3600],
		[1e13, 3600],
		[1e308, 3600],
		['1e400', 3600],
		[-5, 3600],
		[0, 3600],
		['soon', 3600],
		[null, 3600],
		[[60], 3600],
		[{ toString: 1, valueOf: 1 }, 3600],
	])('that expires in %j lives for %i seconds', async (expiresIn, seconds) => {
		const token = await tokenOf({ accessToken: 'a.b.c', expiresIn });
		expect(token.expiresIn).toBe(seconds);
		expect(new Date(token.expiresAt).getTime()).toBe(NOW + seconds * 1_000);
	});

	it.each([
		['a line break', 'a\r\nX-Other: 1'],
		['a NUL', 'a\0b'],
		['a letter beyond ASCII', 'täken'],
		['a lone surrogate', 'a\ud800'],
		['a blank inside', 'a b'],
		['more than 8,192 characters', 'a'.repeat(8_193)],
		['no text', 7],
		['an object', { toString: 'x' }],
	])('with %s is none', async (_, accessToken) => {
		await expect(tokenOf({ accessToken })).rejects.toMatchObject({
			dtCode: 'unexpected_response',
			facts: { reason: 'it holds no accessToken' },
		});
	});

	it('is read out of any JSON, or refused with a code', async () => {
		await holdsAsync(
			400,
			fc.asyncProperty(hostileJson, async (body) => {
				const answer = { statusCode: 200, headers: {}, body };
				try {
					await exchangeToken(async () => answer, KEYS, NOW);
				} catch (error) {
					expect(isDtError(error)).toBe(true);
				}
			}),
		);
	});
});

it.each([
	['5', 5_000],
	['0', 0],
	['9'.repeat(400), 172_800_000],
	['Fri, 31 Dec 9999 23:59:59 GMT', 172_800_000],
	['Fri, 01 Jan 1999 00:00:00 GMT', 0],
	['-5', 0],
	['soon', undefined],
	['\0', undefined],
])('a Retry-After of %s is a pause of %p ms', (value, pause) => {
	expect(retryAfterMs({ 'retry-after': value }, NOW)).toBe(pause);
});
