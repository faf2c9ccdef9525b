import { InvalidCsvError } from '../../../../../nodes/DtReporting/core/csv/csvReader';
import { TooLarge } from '../../../../../nodes/DtReporting/core/csv/tooLarge';
import {
	statusOfInvalid,
	statusOfRefusal,
} from '../../../../../nodes/DtReporting/core/report/downloadStatus';
import { s3Error } from '../../../../support/s3Error';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const LATER = '2026-11-24T15:00:00.000Z';
const PAGE = '<html><body>Blocked</body></html>';

it.each<[number, string, string, string]>([
	[404, '', 'notReady', 'HTTP 404'],
	[404, s3Error('NoSuchKey'), 'notReady', 'HTTP 404 NoSuchKey'],
	[410, '', 'expired', 'HTTP 410'],
	[400, s3Error('ExpiredToken'), 'expired', 'HTTP 400 ExpiredToken'],
	[407, PAGE, 'unreadable', 'a proxy requires a login (HTTP 407)'],
	[403, s3Error('AccessDenied'), 'notReady', 'HTTP 403 AccessDenied'],
	[403, PAGE, 'unreadable', 'a proxy or a firewall, not the file host, said HTTP 403'],
	[403, '', 'unreadable', 'a proxy or a firewall, not the file host, said HTTP 403'],
	[
		403,
		s3Error('InvalidAccessKeyId'),
		'unreadable',
		'the file host said HTTP 403 InvalidAccessKeyId',
	],
	[408, '', 'transient', 'HTTP 408'],
	[429, '', 'transient', 'HTTP 429'],
	[499, '', 'unreadable', 'the file host said HTTP 499'],
	[500, s3Error('InternalError'), 'transient', 'HTTP 500 InternalError'],
	[503, '', 'transient', 'HTTP 503'],
	[301, '', 'unreadable', 'the file host said HTTP 301'],
])('HTTP %i with %j is %s: %s', (status, body, kind, reason) =>
	expect(statusOfRefusal(status, body, LATER, NOW)).toEqual({ kind, reason }),
);

it.each([
	['an hour before its end', '2026-11-24T13:00:00Z', 'notReady'],
	['at its end', '2026-11-24T12:00:00Z', 'expired'],
	['an hour after its end', '2026-11-24T11:00:00Z', 'expired'],
	['that does not say its end', undefined, 'notReady'],
])('a refused link %s is %s', (_, expiresAt, kind) =>
	expect(statusOfRefusal(403, s3Error('AccessDenied'), expiresAt, NOW).kind).toBe(kind),
);

it('a file that is no CSV stays so, and one that is too large needs a remedy of its own', () => {
	expect(statusOfInvalid(new InvalidCsvError('row 2 is cut off'))).toEqual({
		kind: 'unreadable',
		reason: 'row 2 is cut off',
		isLasting: true,
	});
	expect(statusOfInvalid(new TooLarge('it has too many rows', 'Request fewer days.'))).toEqual({
		kind: 'unreadable',
		code: 'report_too_large',
		reason: 'it has too many rows',
		remedy: 'Request fewer days.',
		isFinal: true,
	});
});

it('a fault that is none of the file is thrown on', () => {
	const fault = new TypeError('terminated');
	expect(() => statusOfInvalid(fault)).toThrow(fault);
	expect(() => statusOfInvalid('no Error at all')).toThrow('no Error at all');
});
