import fc from 'fast-check';
import type { IHttpRequestOptions } from 'n8n-workflow';

import { isReportPath, readPath } from '../../nodes/DtReporting/actions/request/path';
import {
	fileIdOf,
	isLoopback,
	isSigned,
	linkExpiry,
	linkFault,
} from '../../nodes/DtReporting/core/report/link';
import { isDtError } from '../../nodes/DtReporting/errors/dtError';
import { authenticate } from '../../nodes/DtReporting/transport/authenticate';
import { readBaseUrl } from '../../nodes/DtReporting/transport/credential';
import { growsEvenly, holds } from './fuzz';
import { hostileText } from './hostileText';

const BASES = [
	'https://reporting.fyber.com',
	'https://gateway.example/dt',
	'http://127.0.0.1:4010',
];

/** So many cases were not refused: a property that refuses all of them says nothing. */

const part = fc.oneof(
	fc.constantFrom(
		...[
			'https://',
			'http://',
			'https:',
			'HTTPS://',
			'file:',
			'javascript:',
			'//',
			'/\\',
			'\\',
			'/',
		],
		...['reporting.fyber.com', 'gateway.example', '/dt/', 'evil.example', '127.0.0.1', 'localhost'],
		...['@', ':', '#', '?', '..', '/../', '%2e%2e', '%2f', '%5c', '%252e', ';', ':4010', '[::1]'],
		...['2130706433', '0x7f.1', '0177.1', '１２７.1', '。', '\t', '\n', '\0', 'api/v1/report'],
		...['?X-Amz-Date=20261101T000000Z', '&X-Amz-Expires=9', '&X-Amz-Signature=a', '.csv'],
	),
	hostileText,
);
const parts = fc.array(part, { maxLength: 6 }).map((pieces) => pieces.join(''));
const beginning = fc.constantFrom(
	...BASES,
	...BASES.map((base) => `${base}/`),
	...[
		'HTTPS://reporting.fyber.com:443/',
		'https://evil.example/',
		'https://reporting.fyber.com.evil/',
	],
	...['', '', '/', '//'],
);

/** Text that is an address, or nearly one. */
const address = fc.tuple(beginning, parts).map((pieces) => pieces.join(''));

/** What some work gives; nothing where it ends in the refusal of a parameter. */
function resultOf<T>(work: () => T): T | undefined {
	try {
		return work();
	} catch (error) {
		expect(isDtError(error) ? error.dtCode : error).toBe('invalid_parameters');
		return undefined;
	}
}

/** As a server may read it that undoes escapes however often. */
function decoded(path: string): string {
	let text = path;
	for (let round = 0; round < 9; round++) {
		text = text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
			String.fromCharCode(parseInt(hex, 16)),
		);
	}
	return text;
}

it('a path that is not refused stays below the Base URL, also where a server undoes its escapes', () => {
	// A property that refuses all cases says nothing.
	const tally = { cases: 0, accepted: 0 };
	holds(
		2_000,
		fc.property(fc.oneof(address, parts), fc.constantFrom(...BASES), (given, base) => {
			tally.cases++;
			const path = resultOf(() => readPath(given, base));
			if (path === undefined) return;
			tally.accepted++;
			const target = new URL(`${base}${path}`);
			expect(target.origin).toBe(new URL(base).origin);
			expect(target.username + target.password).toBe('');
			expect(`${target.origin}${target.pathname}`.startsWith(`${base}/`)).toBe(true);
			expect(decoded(target.pathname).split(/[/\\]/)).not.toContain('..');
			expect(typeof isReportPath(path, base)).toBe('boolean');
		}),
	);
	expect(50 * tally.accepted).toBeGreaterThan(tally.cases);
});

it('a Base URL that is not refused is https or on loopback, and is read the same again', () => {
	// A property that refuses all cases says nothing.
	const tally = { cases: 0, accepted: 0 };
	holds(
		2_000,
		fc.property(address, (given) => {
			tally.cases++;
			const base = resultOf(() => readBaseUrl(given));
			if (base === undefined) return;
			tally.accepted++;
			const { protocol, hostname, username, password, search, hash } = new URL(base);
			expect(protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))).toBe(true);
			expect([username, password, search, hash, base.endsWith('/')]).toEqual([
				'',
				'',
				'',
				'',
				false,
			]);
			expect(readBaseUrl(base)).toBe(base);
		}),
	);
	expect(50 * tally.accepted).toBeGreaterThan(tally.cases);
});

it('a link that is followed is https, or on loopback beside a Base URL on loopback', () => {
	// A property that refuses all cases says nothing.
	const tally = { cases: 0, accepted: 0 };
	holds(
		2_000,
		fc.property(address, fc.constantFrom(...BASES), (link, base) => {
			tally.cases++;
			if (linkFault(link, base) !== undefined) return;
			tally.accepted++;
			const { protocol, hostname, username, password } = new URL(link);
			const isTest = base.startsWith('http:') && isLoopback(hostname);
			expect(protocol === 'https:' || (protocol === 'http:' && isTest)).toBe(true);
			expect(username + password).toBe('');
			expect(isLoopback(hostname) && !isTest).toBe(false);
			const end = linkExpiry(link);
			expect(end === undefined || !Number.isNaN(Date.parse(end))).toBe(true);
			expect(typeof isSigned(link)).toBe('boolean');
			const id = fileIdOf(link);
			expect(id).toMatch(/^[^/\\\p{C}\s]{1,217}$/u);
		}),
	);
	expect(50 * tally.accepted).toBeGreaterThan(tally.cases);
});

it('a token is put on no request to another host, however its address is written', () => {
	const tally = { cases: 0, accepted: 0 };
	const options = fc.record({ url: address, baseURL: fc.option(address, { nil: undefined }) });
	holds(
		2_000,
		fc.property(options, fc.constantFrom(...BASES), ({ url, baseURL }, base) => {
			tally.cases++;
			const request: IHttpRequestOptions = { url, baseURL };
			// Without a token, whoever is to get one makes n8n renew it first.
			const credential = { clientId: 'c', clientSecret: 's'.repeat(340), baseUrl: base };
			let wantsToken = false;
			try {
				authenticate(credential, request);
			} catch (error) {
				wantsToken = (error as { response?: unknown }).response !== undefined;
			}
			expect(request.headers).toBeUndefined();
			if (!wantsToken) return;
			tally.accepted++;
			const isRelative = baseURL && !/^(?:[a-z][a-z\d+.-]*:)?\/\//i.test(url);
			const sentTo = isRelative
				? new URL(`${baseURL.replace(/\/?\/$/, '')}/${url.replace(/^\/+/, '')}`)
				: new URL(url, baseURL || undefined);
			expect(sentTo.origin).toBe(new URL(base).origin);
		}),
	);
	expect(50 * tally.accepted).toBeGreaterThan(tally.cases);
});

it.each<[string, (text: string) => unknown]>([
	['a path', (text) => resultOf(() => readPath(text, BASES[0]))],
	['a Base URL', (text) => resultOf(() => readBaseUrl(text))],
	['a link', (text) => linkFault(text, BASES[0])],
])('%s is judged in a time that grows evenly', (_, judge) => {
	for (const piece of ['/', '%2e', '%25', '@', 'a', '\\', '.']) {
		const workOn = (size: number) => judge(`https://x/a${piece.repeat(size / piece.length)}x`);
		const asPath = (size: number) => judge(`/a${piece.repeat(size / piece.length)}x`);
		expect([growsEvenly(10_000, workOn), growsEvenly(10_000, asPath)]).toEqual([true, true]);
	}
});
