import fc from 'fast-check';

import { isDtError, type DtError } from '../../nodes/DtReporting/errors/dtError';
import { MOST_LEVELS, parseExactly } from '../../nodes/DtReporting/transport/exactJson';
import { answeredBy } from '../../nodes/DtReporting/transport/foreignResponse';
import { plainHeaders } from '../../nodes/DtReporting/transport/httpResponse';
import {
	isRefusal,
	messageIn,
	reportIdIn,
	reportLink,
} from '../../nodes/DtReporting/transport/responseBody';
import {
	reportError,
	requestError,
	tokenError,
} from '../../nodes/DtReporting/transport/responseErrors';
import { growsEvenly, holds } from './fuzz';
import { hostileJson, hostileText, OBJECT_NAMES } from './hostileText';

const CONTEXT = { doing: 'testing', secrets: ['a-secret-of-some-length'], now: 0 };
const body = fc.oneof(
	hostileJson,
	hostileText,
	hostileJson.map((json) => `{"error":${json},"message":${json},"url":${json},"id":${json}}`),
	hostileJson.map((json) => `{"errors":[${json},${json}],"code":${json},"status":${json}}`),
);
const headers = fc.dictionary(
	fc.oneof(fc.constantFrom('retry-after', 'content-type', 'date', ...OBJECT_NAMES), hostileText),
	hostileText,
);
const answer = fc.record({ status: fc.integer({ min: 100, max: 599 }), headers, body });

it('whatever DT answers, it is a typed error that can be shown and stored', () => {
	holds(
		300,
		fc.property(answer, (given) => {
			const response = { ...given, headers: plainHeaders(given.headers) };
			for (const toError of [tokenError, reportError, requestError]) {
				const error: DtError = toError(response, CONTEXT);
				expect(isDtError(error)).toBe(true);
				const stored = JSON.stringify([error.message, error.description, error.details]);
				expect(stored.length).toBeLessThan(6_000);
				expect(stored).not.toContain('a-secret-of-some-length');
				expect(`${error.message}${error.description}`).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
			}
			expect(['page', 'proxyLogin', undefined]).toContain(answeredBy(response));
		}),
	);
});

it('what is read of an answer is text, whatever its JSON holds', () => {
	holds(
		300,
		fc.property(body, (text) => {
			expect(['string', 'undefined']).toContain(typeof reportLink(text));
			expect(['string', 'undefined']).toContain(typeof messageIn(text));
			expect(typeof isRefusal(text)).toBe('boolean');
			const id = reportIdIn(text);
			expect(id === undefined || (id.length <= 200 && !/\p{C}/u.test(id))).toBe(true);
		}),
	);
});

it.each([
	['r1', 'r1'],
	[7, '7'],
	['../../etc/passwd', '../../etc/passwd'],
	['x'.repeat(201), undefined],
	['a\nb', undefined],
	['a\0', undefined],
	['a\u202eb', undefined],
	['a\u2028b', undefined],
	['\ud800', undefined],
	[{ toString: 'x' }, undefined],
	[['r1'], undefined],
])('an id %j is %p', (id, read) => expect(reportIdIn(JSON.stringify({ id }))).toBe(read));

it.each(OBJECT_NAMES)('a key %s of an answer says nothing by itself', (name) => {
	const text = `{${JSON.stringify(name)}:{"error":"x","url":"https://files.example/r.csv","accessToken":"t"}}`;
	expect([reportLink(text), messageIn(text), isRefusal(text)]).toEqual([
		undefined,
		undefined,
		false,
	]);
	expect(({} as Record<string, unknown>).url).toBeUndefined();
});

describe('JSON that is nested', () => {
	const SHAPES: Array<[string, string, string]> = [
		['lists', '[', ']'],
		['objects', '{"a":', '}'],
		['both', '[{"a":', '}]'],
	];
	const nested = (open: string, close: string, levels: number) => {
		const each = levels / (open.match(/[[{]/g)?.length ?? 1);
		return `${open.repeat(each)}1${close.repeat(each)}`;
	};

	it.each(SHAPES)('%s is read down to 500 levels', (_, open, close) => {
		const json = nested(open, close, MOST_LEVELS);
		expect(MOST_LEVELS).toBe(500);
		expect(JSON.stringify(parseExactly(json))).toBe(json);
		expect(() => parseExactly(nested(open, close, MOST_LEVELS + 2))).toThrow(
			'It is nested deeper than 500 levels',
		);
	});

	it.each(SHAPES)('%s is an error of any kind, however deep', (_, open, close) => {
		for (const deep of [nested(open, close, 200_000), open.repeat(100_000)]) {
			for (const text of [deep, `{"error":${deep}}`, `{"url":${deep}}`]) {
				const response = { status: 200, headers: {}, body: text };
				for (const toError of [tokenError, reportError, requestError]) {
					expect(isDtError(toError(response, CONTEXT))).toBe(true);
				}
			}
		}
	});

	it('counts no brackets in strings', () => {
		const json = JSON.stringify({ a: '[{"'.repeat(2_000), '[[[': '\\"['.repeat(2_000) });
		expect(JSON.stringify(parseExactly(json))).toBe(json);
	});
});

it.each([
	'[',
	'{"a":',
	'"',
	'\\',
	'9',
	'{"error":"',
	'<',
	' ',
	'\n',
	"'a ",
	'limit ',
	'_',
	'a9',
	'https://',
])('an answer is read in a time that grows evenly with many of %j', (piece) => {
	const workOn = (size: number) => {
		const response = { status: 400, headers: {}, body: piece.repeat(size / piece.length) };
		for (const toError of [tokenError, reportError, requestError]) toError(response, CONTEXT);
	};
	expect(growsEvenly(8_000, workOn)).toBe(true);
});
