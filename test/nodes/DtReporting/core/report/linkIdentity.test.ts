import {
	fileIdOf,
	isSigned,
	linkHash,
	timeOfLink,
} from '../../../../../nodes/DtReporting/core/report/link';

it.each([
	['?X-Amz-Signature=s', true],
	['?X-Amz-Date=d&X-Amz-Signature=s&X-Amz-Expires=60', true],
	['?AWSAccessKeyId=k&Signature=s&Expires=1', true],
	['?x-amz-signature=s', true],
	['?X-Amz-SignedHeaders=host', false],
	['?My-Signature=s', false],
	['?Signatures=s', false],
	['', false],
])('a link with %j is signed: %s', (query, signed) =>
	expect(isSigned(`https://files.example/r.csv${query}`)).toBe(signed),
);

it('the hash of a link is the first 16 hexadecimal digits of its SHA-256', () =>
	// The standard's own example: FIPS 180-2, appendix B.1.
	expect(linkHash('abc')).toBe('ba7816bf8f01cfea'));

describe('a report without an id', () => {
	const linkTo = (name: string) => `https://files.example/account/${name}?X-Amz-Signature=s`;

	it.each([
		['0a1b2c3d-0a1b-4c3d-8e9f-0a1b2c3d4e5f.csv', '0a1b2c3d-0a1b-4c3d-8e9f-0a1b2c3d4e5f'],
		['0A1B2C3D-0A1B-4C3D-8E9F-0A1B2C3D4E5F.CSV', '0A1B2C3D-0A1B-4C3D-8E9F-0A1B2C3D4E5F'],
		['r-0a1b2c3d-0a1b-4c3d-8e9f-0a1b2c3d4e5f.csv', 'r-0a1b2c3d-0a1b-4c3d-8e9f-0a1b2c3d4e5f'],
		['0123456789abcdef', '0123456789abcdef'],
	])('has the unique name of its file as an id: %s', (name, id) =>
		expect(fileIdOf(linkTo(name))).toBe(id),
	);

	it.each([
		['report.csv', 'report-'],
		['report.csv.gz', 'report.csv.gz-'],
		['0123456789abcde.csv', '0123456789abcde-'],
		['summary-of-your-month.csv', 'summary-of-your-month-'],
		['a1b2c3d-0a1b-4c3d-8e9f-0a1b2c3d4e5f.csv', 'a1b2c3d-0a1b-4c3d-8e9f-0a1b2c3d4e5f-'],
		['0a1b2c3d-0a1b-4c3d-0a1b2c3d4e5f.csv', '0a1b2c3d-0a1b-4c3d-0a1b2c3d4e5f-'],
		['0a1b2c3d-0a1b-4c3d-8e9f-0a1b2c3d4e5.csv', '0a1b2c3d-0a1b-4c3d-8e9f-0a1b2c3d4e5-'],
		['', ''],
		['.csv', ''],
		['z'.repeat(300), `${'z'.repeat(200)}-`],
	])('is distinguished by its link where others may have the name, too: %s', (name, start) =>
		expect(fileIdOf(linkTo(name))).toBe(`${start}${linkHash(linkTo(name))}`),
	);
});

const at = (time: string) => Date.parse(`2026-11-24T${time}Z`);
const HOUR_AHEAD = { requestedAt: '2026-11-24T13:00:00Z', answeredAt: '2026-11-24T12:00:00Z' };
const UNKNOWN = { requestedAt: '2026-11-24T12:00:00Z' };

it.each([
	['its own clock, set by DT’s', HOUR_AHEAD, undefined, '12:30:00'],
	['its own clock alone', UNKNOWN, undefined, '13:30:00'],
	['the file host’s clock, which is earlier', HOUR_AHEAD, '12:20:00', '12:20:00'],
	['DT’s clock, which is earlier', HOUR_AHEAD, '14:00:00', '12:30:00'],
])('a machine at 13:30 judges a link by %s', (_, life, hostTime, time) =>
	expect(timeOfLink(life, hostTime === undefined ? undefined : at(hostTime), at('13:30:00'))).toBe(
		at(time),
	),
);
