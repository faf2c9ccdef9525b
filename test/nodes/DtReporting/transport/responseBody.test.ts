import {
	isRefusal,
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
	[{ status: 'pending', message: 'Queued' }],
	[{ error: false, error_description: '' }],
	[['error']],
	['error'],
])('%j is none', (body) => expect(isRefusal(JSON.stringify(body))).toBe(false));

it.each([
	[{ id: 'r1', url: ` ${LINK} ` }, LINK, 'r1'],
	[{ id: 7, url: '', signed_url: LINK }, LINK, '7'],
	[{ id: '', url: 5 }, undefined, undefined],
	['x', undefined, undefined],
])('%j holds the link %s of %s', (body, link, id) => {
	expect(reportLink(JSON.stringify(body))).toBe(link);
	expect(reportIdIn(JSON.stringify(body))).toBe(id);
});
