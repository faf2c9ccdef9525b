import { identityOf, openFile } from '../../../../../nodes/DtReporting/core/report/openFile';
import { inChunks } from '../../../../support/chunks';

const answer = (headers: Record<string, string>, body = '') => ({
	status: 200,
	headers,
	chunks: inChunks(body, 7),
});

it.each<[string, Record<string, string>, object]>([
	['nothing', {}, {}],
	['its tag alone', { etag: '"e"' }, { etag: '"e"' }],
	[
		'all of it',
		{ etag: '"e"', 'content-type': 'text/csv', 'content-length': '1234' },
		{ etag: '"e"', contentType: 'text/csv', length: 1234 },
	],
	[
		'the length of a part and of the whole',
		{ 'content-length': '5', 'content-range': 'bytes 5-9/1234' },
		{ length: 1234 },
	],
	// RFC 9110, section 14.4: the length of the whole may be unknown.
	['the length of a part alone', { 'content-length': '5', 'content-range': 'bytes 5-9/*' }, {}],
	[
		'a range that cannot be read',
		{ 'content-length': '5', 'content-range': 'bytes 5-9/12 kB' },
		{},
	],
])('a file is identified where the file host states %s', (_, headers, identity) =>
	expect(identityOf(answer(headers))).toEqual(identity),
);

it('an opened file tells what identifies it later', async () => {
	const headers = { etag: '"e"', 'content-type': 'text/csv', 'content-length': '6' };
	const opened = await openFile(answer(headers, 'Date\n1'), { all: ['Date'] }, undefined, 0);
	expect(opened).toMatchObject({
		status: { kind: 'ready' },
		identity: { etag: '"e"', contentType: 'text/csv', length: 6 },
	});
});

it.each([
	['nothing', ''],
	['a byte order mark', '\uFEFF'],
	['a byte order mark and blank lines', '\uFEFF\r\n \n'],
])('a file that holds %s is an empty one, and not ready', async (_, body) => {
	const opened = await openFile(answer({}, body), { all: ['Date'] }, undefined, 0);
	expect(opened.status).toEqual({ kind: 'notReady', reason: 'an empty file' });
});
