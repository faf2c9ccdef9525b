import {
	isRefusal,
	jsonObject,
	messageIn,
	reportIdIn,
	reportLink,
	wordsIn,
} from '../../../../nodes/DtReporting/transport/responseBody';

const LINK = 'https://files.example/r1.csv';

it.each([
	[{ error: 'bad_request', message: 'Unknown metric: X' }, 'bad_request: Unknown metric: X'],
	[{ code: 'LIMIT', message: 'Daily limit reached' }, 'LIMIT: Daily limit reached'],
	[{ code: 400, message: 'Unknown split' }, 'Unknown split'],
	[{ code: 1042, message: 'Unknown split' }, '1042: Unknown split'],
	[{ status: 'error', errors: ['No metrics', 'No splits'] }, 'No metrics; No splits'],
	[
		{ errors: [{ code: 'E1', message: 'No metrics' }, { detail: 'No splits' }] },
		'E1: No metrics; No splits',
	],
	[{ error: { code: 'E1', message: 'No metrics' } }, 'E1: No metrics'],
	[{ error: 'forbidden', message: 'forbidden' }, 'forbidden'],
	[{ title: 'Bad Request', detail: 'No metrics' }, 'Bad Request: No metrics'],
	[{ error: 'invalid_request', error_description: 'No body' }, 'invalid_request: No body'],
	[{ message: ' No metrics ', reason: 'empty' }, 'No metrics: empty'],
	[{ code: 99, message: 'No metrics' }, '99: No metrics'],
	[{ code: 100, message: 'No metrics' }, 'No metrics'],
	[{ code: 599, message: 'No metrics' }, 'No metrics'],
	[{ code: 600, message: 'No metrics' }, '600: No metrics'],
	[{ error: 'bad_request', errors: [] }, 'bad_request'],
	[{ errors: [{ line: 4 }, 'No splits', ''] }, 'No splits'],
	[['1st', '2nd', '3rd', '4th', '5th', '6th'], '1st; 2nd; 3rd; 4th; 5th'],
	[[[[['deep']]]], 'deep'],
	[[[[[['deeper']]]]], undefined],
	['No metrics', 'No metrics'],
	[{ id: 'r1' }, undefined],
	[[], undefined],
	[{ error: { error: { error: { error: { error: 'deep' } } } } }, undefined],
])('%j says %s', (body, words) => {
	const text = JSON.stringify(body);
	expect(messageIn(text)).toBe(words);
	expect(wordsIn(text)).toBe(words ?? text);
});

it('takes a body that is no JSON at its word', () => {
	expect(messageIn('Bad gateway')).toBeUndefined();
	expect(wordsIn('Bad gateway')).toBe('Bad gateway');
});

it.each([
	[{ error: 'bad_request', message: 'Unknown metric: X' }],
	[{ code: 'LIMIT', message: 'Daily limit reached' }],
	[{ code: 1042, message: 'Unknown split' }],
	[{ status: 'error', errors: ['No metrics'] }],
	[{ status: 'FAILED' }],
	[{ error: 7 }],
	[{ errors: [{ message: 'No metrics' }] }],
	[{ error: { code: 7 } }],
	[{ error: true }],
	[{ success: false, message: 'No' }],
	[{ ok: false }],
	[{ id: 'r1', error: 'bad_request' }],
	[{ url: '', error: 'bad_request' }],
])('%j is a refusal', (body) => expect(isRefusal(JSON.stringify(body))).toBe(true));

it.each([
	[{ url: LINK, error: 'a warning', code: 'W1', message: 'Five splits at most' }],
	[{ signed_url: LINK, errors: ['x'] }],
	[{ accessToken: 't', error: 'x' }],
	[{ id: 'r1' }],
	[{ id: 'r1', error: null, errors: [], code: 0, message: 'ok' }],
	[{ code: 200, message: 'OK' }],
	[{ code: 'SUCCESS', message: 'Queued' }],
	[{ error: 0, errors: {} }],
	[{ status: 'pending', message: 'Queued' }],
	[{ error: false, error_description: '' }],
	[['error']],
	['error'],
])('%j is none', (body) => expect(isRefusal(JSON.stringify(body))).toBe(false));

it.each([
	['fail', true],
	['failure', true],
	['rejected', true],
	['denied', true],
	[' error ', true],
	['no error', false],
	['error-free', false],
])('the status “%s” refuses: %s', (status, expected) =>
	expect(isRefusal(JSON.stringify({ status }))).toBe(expected),
);

it.each([
	['0', false],
	['201', false],
	['success', false],
	['accepted', false],
	['created', false],
	[' ok ', false],
	[2001, true],
	['NOT_OK', true],
])('the code %j with a message refuses: %s', (code, expected) =>
	expect(isRefusal(JSON.stringify({ code, message: 'Queued' }))).toBe(expected),
);

it.each([
	[{ id: 'r1', url: ` ${LINK} ` }, LINK, 'r1'],
	[{ id: 7, url: '', signed_url: LINK }, LINK, '7'],
	[{ id: '', url: 5 }, undefined, undefined],
	[{ id: ' ', url: ' ', signed_url: LINK }, LINK, undefined],
	[{ id: '\u0000r1', url: LINK }, LINK, undefined],
	[{ id: 'r1\u2028', url: LINK }, LINK, undefined],
	[{ id: 'r'.repeat(201), url: LINK }, LINK, undefined],
	[{ id: 'r'.repeat(200), url: LINK }, LINK, 'r'.repeat(200)],
	['x', undefined, undefined],
])('%j holds the link %s of %s', (body, link, id) => {
	expect(reportLink(JSON.stringify(body))).toBe(link);
	expect(reportIdIn(JSON.stringify(body))).toBe(id);
});

it.each([
	['before it is no part of it', '\uFEFF{"id":"r1"}', { id: 'r1' }],
	['within it stays', '{"id":"r\uFEFF1"}', { id: 'r\uFEFF1' }],
	['twice is no JSON', '\uFEFF\uFEFF{"id":"r1"}', undefined],
])('a byte order mark %s', (_, body, json) => expect(jsonObject(body)).toEqual(json));
