import { readBaseUrl } from '../../../../../nodes/DtReporting/transport/credential';
import { isAllowedLink, linkExpiry } from '../../../../../nodes/DtReporting/core/report/link';

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
	['http://notlocalhost:4011/r.csv', TEST_SERVER, false],
	['http://localhost@files.example/r.csv', TEST_SERVER, false],
	['http://127.5.6.7:4011/r.csv', TEST_SERVER, true],
	['http://[::1]:4011/r.csv', 'http://localhost:4010', true],
	['http://127.0.0.1.example/r.csv', TEST_SERVER, false],
	['http://[::2]/r.csv', TEST_SERVER, false],
	['http://127.0.0.1/r.csv', 'https://127.0.0.1:4010', false],
	['ftp://127.0.0.1/r.csv', TEST_SERVER, false],
	['ftp://files.example/r.csv', DT, false],
	['file:///etc/passwd', TEST_SERVER, false],
	['r.csv', DT, false],
])('%s under %s may be followed: %s', (link, base, allowed) =>
	expect(isAllowedLink(link, base)).toBe(allowed),
);

it.each([
	['127.0.0.1', true],
	['127.255.0.9', true],
	['127.1', true],
	['LOCALHOST', true],
	['[::1]', true],
	['[0:0:0:0:0:0:0:1]', true],
	['128.0.0.1', false],
	['0.0.0.0', false],
	['localhost.example', false],
	['127.0.0.1.example', false],
	['[::ffff:127.0.0.1]', false],
])('%s is this machine, for a base URL and for a link alike: %s', (host, expected) => {
	const asBase = () => readBaseUrl(`http://${host}:4010`);
	if (expected) expect(asBase).not.toThrow();
	else expect(asBase).toThrow('Base URL');
	expect(isAllowedLink(`http://${host}:4011/r.csv`, TEST_SERVER)).toBe(expected);
});

it.each([
	['?X-Amz-Date=20261124T120000Z&X-Amz-Expires=10800', '2026-11-24T15:00:00.000Z'],
	['?x-amz-expires=60&x-amz-date=20261231T235930Z', '2027-01-01T00:00:30.000Z'],
	['?X-Amz-Date=20261124T120000Z', undefined],
	['?X-Amz-Expires=60', undefined],
	['?X-Amz-Date=yesterday&X-Amz-Expires=60', undefined],
	['?X-Amz-Date=120261124T120000Z&X-Amz-Expires=60', undefined],
	['?X-Amz-Date=20261124T120000Z00&X-Amz-Expires=60', undefined],
	['?X-Amz-Date=20261324T120000Z&X-Amz-Expires=60', undefined],
	['?X-Amz-Date=20261124T120000Z&X-Amz-Expires=soon', undefined],
	['?X-Amz-Date=20261124T120000Z&X-Amz-Expires=-60', undefined],
	['?X-Amz-Date=20261124T120000Z&X-Amz-Expires=60s', undefined],
	['?X-Amz-Date=20261124T120000Z&X-Amz-Expires=604800', '2026-12-01T12:00:00.000Z'],
	['', undefined],
])('a link with %s ends at %s', (query, end) =>
	expect(linkExpiry(`https://files.example/r.csv${query}`)).toBe(end),
);
