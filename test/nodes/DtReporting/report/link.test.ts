import { isAllowedLink, linkExpiry } from '../../../../nodes/DtReporting/report/link';

const DT = 'https://reporting.fyber.com';
const TEST_SERVER = 'http://127.0.0.1:4010';

it.each([
	['https://bucket.s3.amazonaws.com/r.csv?X-Amz-Signature=s', DT, true],
	['https://bucket.s3.amazonaws.com/r.csv', TEST_SERVER, true],
	['http://bucket.s3.amazonaws.com/r.csv', DT, false],
	['http://localhost:4011/r.csv', DT, false],
	['http://localhost:4011/r.csv', TEST_SERVER, true],
	['http://127.0.0.1/r.csv', TEST_SERVER, true],
	['http://localhost.example/r.csv', TEST_SERVER, false],
	['http://localhost@files.example/r.csv', TEST_SERVER, false],
	['ftp://files.example/r.csv', DT, false],
	['file:///etc/passwd', TEST_SERVER, false],
	['r.csv', DT, false],
])('%s under %s may be followed: %s', (link, base, allowed) =>
	expect(isAllowedLink(link, base)).toBe(allowed),
);

it.each([
	['?X-Amz-Date=20261124T120000Z&X-Amz-Expires=10800', '2026-11-24T15:00:00.000Z'],
	['?x-amz-expires=60&x-amz-date=20261231T235930Z', '2027-01-01T00:00:30.000Z'],
	['?X-Amz-Date=20261124T120000Z', undefined],
	['?X-Amz-Date=yesterday&X-Amz-Expires=60', undefined],
	['?X-Amz-Date=20261124T120000Z&X-Amz-Expires=soon', undefined],
	['', undefined],
])('a link with %s ends at %s', (query, end) =>
	expect(linkExpiry(`https://files.example/r.csv${query}`)).toBe(end),
);
