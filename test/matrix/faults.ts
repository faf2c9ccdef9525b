/* eslint-disable @n8n/community-nodes/no-restricted-imports -- describes faults, is no node */
import { constants, gzipSync } from 'node:zlib';

import { s3Error } from '../support/s3Error';
import type { Fault } from '../simulator';
import { WIRE_FAULTS } from './wireFaults';

export const STEPS = [
	'token',
	'report',
	'firstCheck',
	'laterCheck',
	'download',
	'redirect',
] as const;
/** Where on the way of a report a fault strikes. */
export type Step = (typeof STEPS)[number];

export const LINK_STEPS: Step[] = ['firstCheck', 'laterCheck', 'redirect'];
export const FILE_STEPS: Step[] = [...LINK_STEPS, 'download'];

export type BodyKind = 'JSON' | 'HTML' | 'text' | 'empty';
export type PauseKind = 'none' | 'number' | 'date' | 'absurd';

/** Where a request is sent instead, when no server of DT's is to answer it. */
export type Place = 'refused' | 'unknownHost' | 'untrusted' | 'notTls';

export interface MatrixFault {
	/** The row of the page, and the test. */
	group: string;
	steps: readonly Step[];
	/** How the simulator answers; Retry-After as a date is written when it is scripted. */
	answer?: Omit<Fault, 'on'>;
	status?: number;
	body?: BodyKind;
	pause?: PauseKind;
	/** Nobody, or somebody else, answers there. */
	place?: Place;
	/** What DT gives as the report's link. */
	link?: unknown;
	/** The base URL has https. */
	isHttps?: boolean;
	/** How far DT's clock is ahead. */
	clockHours?: number;
	/** The cell runs into a time-out. */
	isSlow?: boolean;
}

const REDIRECTS = [301, 302, 303, 307, 308];
const REFUSALS = [400, 401, 403, 404, 405, 407, 408, 409, 410, 412, 413, 415, 422, 425, 429];
const FAILURES = [500, 502, 503, 504, 520];
export const STATUSES = [...REDIRECTS, ...REFUSALS, ...FAILURES];
export const BODIES: BodyKind[] = ['JSON', 'HTML', 'text', 'empty'];
export const PAUSES: PauseKind[] = ['none', 'number', 'date', 'absurd'];

/** Each refusal repeats what the request held, so that a leak would be seen. */
function bodyOf(kind: BodyKind): Fault['body'] {
	return ({ headers, body }) => {
		const echo = `Not this time: ${headers.authorization ?? ''} ${body}`;
		if (kind === 'JSON') return { error: 'refused', message: echo };
		if (kind === 'HTML') return `<html><body>${echo}</body></html>`;
		return kind === 'text' ? echo : '';
	};
}

const TYPES: Record<BodyKind, string> = {
	JSON: 'application/json',
	HTML: 'text/html',
	text: 'text/plain',
	empty: 'text/plain',
};

/** Statuses for which a pause may be requested in each form; for the others one form stands for all. */
const PAUSED = [403, 429, 500, 503];
const pausesOf = (status: number): PauseKind[] =>
	PAUSED.includes(status) ? PAUSES : ['none', 'number'];

const statusFaults = STATUSES.flatMap((status) =>
	BODIES.flatMap((body) =>
		pausesOf(status).map(
			(pause): MatrixFault => ({
				group: `HTTP ${status}`,
				steps: ['token', 'report', ...LINK_STEPS],
				status,
				body,
				pause,
				answer: { status, body: bodyOf(body), headers: { 'Content-Type': TYPES[body] } },
			}),
		),
	),
);

const all: readonly Step[] = STEPS;
const api: readonly Step[] = ['token', 'report'];
const answers = (steps: readonly Step[], rows: Record<string, MatrixFault['answer']>) =>
	Object.entries(rows).map(([group, answer]): MatrixFault => ({ group, steps, answer }));

/** DT's own words. Source: docs/dt-api.md sections 1 and 3. */
const verdicts = [
	...['unsupported_grant_type', 'invalid_request', 'invalid_client'].map(
		(error): MatrixFault => ({
			group: `DT says ${error}`,
			steps: ['token'],
			answer: { status: 400, body: { error } },
		}),
	),
	...answers(api, {
		'DT says internal_server_error': { status: 500, body: { error: 'internal_server_error' } },
	}),
	...answers(['report'], {
		'token refused once': { status: 401, times: 1 },
		'quota in words': {
			status: 400,
			body: { error: 'forbidden', message: 'Daily report quota reached' },
		},
		'refusal under 200': { status: 200, body: { error: 'bad_request', message: 'No' } },
	}),
	...answers(LINK_STEPS, {
		'S3 AccessDenied': { status: 403, body: s3Error('AccessDenied', 'Access Denied') },
		'S3 NoSuchKey': { status: 404, body: s3Error('NoSuchKey', 'No such key') },
		'S3 Request has expired': {
			status: 403,
			body: s3Error('AccessDenied', 'Request has expired'),
		},
		'S3 SignatureDoesNotMatch': { status: 403, body: s3Error('SignatureDoesNotMatch', 'No') },
		'S3 ExpiredToken': { status: 400, body: s3Error('ExpiredToken', 'The token has expired') },
		'S3 InvalidArgument': { status: 400, body: s3Error('InvalidArgument', 'Two kinds') },
	}),
];

const half = (bytes: Buffer) => bytes.subarray(0, Math.floor(bytes.length / 2));
/** Some lines of a CSV and the start of another, whose other fields are missing. */
const cutInRecord = (bytes: Buffer) =>
	bytes.subarray(0, bytes.lastIndexOf('\n', Math.floor(bytes.length / 2)) + 5);
const cutGzip = (bytes: Buffer) => gzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH });
const GZIP = { 'Content-Encoding': 'gzip' };

/** Bodies under 200. */
const forms = answers(
	all.filter((step) => step !== 'download'),
	{
		'200 JSON null': { body: 'null' },
		'200 JSON number': { body: '17' },
		'200 JSON array': { body: '[]' },
		'200 JSON string': { body: '"ok"' },
		'200 HTML': { body: '<html>Welcome</html>' },
		'200 text': { body: 'Welcome' },
		'200 empty': { status: 200, body: '' },
		'200 wrong content type': { headers: { 'Content-Type': 'text/html' } },
		'200 gzip unsaid': { change: gzipSync },
	},
).concat(
	answers(all, {
		'200 gzip right': { change: gzipSync, headers: GZIP },
		'200 gzip wrong': { headers: GZIP },
	}),
	answers(['token', 'report'], {
		'200 cut off': { change: half },
		'200 gzip cut off': { change: (bytes) => cutGzip(half(bytes)), headers: GZIP },
	}),
	answers(['download'], {
		'200 cut off': { change: cutInRecord },
		'200 gzip cut off': { change: (bytes) => cutGzip(cutInRecord(bytes)), headers: GZIP },
	}),
	answers(['firstCheck'], { '200 header only': { change: (bytes) => lineOf(bytes) } }),
);

/** The header of a CSV, without any row. */
function lineOf(bytes: Buffer): Buffer {
	return bytes.subarray(0, bytes.indexOf('\n') + 1);
}

/** The right response of the token endpoint, but for one field. */
const withField = (name: string, value: unknown): Fault['change'] => {
	return (bytes) => {
		const right = JSON.parse(bytes.toString()) as Record<string, unknown>;
		return Buffer.from(JSON.stringify({ ...right, [name]: value }));
	};
};

const tokens = answers(['token'], {
	'token without expiry': { change: withField('expiresIn', undefined) },
	'token with a negative expiry': { change: withField('expiresIn', -3600) },
	'token whose expiry is text': { change: withField('expiresIn', 'soon') },
	'empty token': { change: withField('accessToken', '') },
	'no token': { change: withField('accessToken', undefined) },
	'token that is no text': { change: withField('accessToken', 17) },
});

const LINKS: Array<[group: string, link: unknown, isHttps?: boolean]> = [
	['no link', undefined],
	['relative link', '/files/report.csv'],
	['file: link', 'file:///etc/passwd'],
	['http: link to another host', 'http://files.example/report.csv?X-Amz-Signature=a'],
	['link to 169.254.169.254', 'http://169.254.169.254/latest/meta-data?X-Amz-Signature=a'],
	['link to 127.0.0.1', 'http://127.0.0.1:9/report.csv?X-Amz-Signature=a', true],
	['link to [::1]', 'http://[::1]:9/report.csv?X-Amz-Signature=a', true],
];
const links = LINKS.map(
	([group, link, isHttps]): MatrixFault => ({
		group,
		steps: ['report', 'firstCheck'],
		link,
		isHttps,
	}),
);

const to = (group: string, location: string) =>
	answers(['firstCheck', 'laterCheck'], {
		[group]: { status: 302, headers: { Location: location } },
	});
const redirects = [
	...to('redirect to file:', 'file:///etc/passwd'),
	...to('redirect to http: on another host', 'http://files.example/report.csv'),
	...to('redirect to 169.254.169.254', 'http://169.254.169.254/latest/meta-data'),
	...to('redirect to no URL', 'http://'),
	...to('redirect in a circle', '?again'),
];

const clocks = [5, -5].map(
	(clockHours): MatrixFault => ({
		group: `DT's clock 5 hours ${clockHours > 0 ? 'ahead' : 'behind'}`,
		steps: ['report', 'firstCheck', 'laterCheck'],
		clockHours,
	}),
);

/** A token of the form of DT's that no server has issued. */
export const FOREIGN_TOKEN = ['header', 'claims', 'signature']
	.map((part) => Buffer.from(`the ${part} of a token`).toString('base64url'))
	.join('.');

export const FAULTS: MatrixFault[] = [
	...verdicts,
	...statusFaults,
	...forms,
	...tokens,
	...links,
	...redirects,
	...WIRE_FAULTS,
	...clocks,
];

/** One of each group stands for it: JSON and no Retry-After where there is a choice. */
export const isRepresentative = ({ status, body, pause }: MatrixFault): boolean =>
	status === undefined || (body === 'JSON' && pause === 'none');

export const nameOf = ({ group, body, pause }: MatrixFault): string =>
	[group, body, pause && `Retry-After ${pause}`].filter(Boolean).join(', ');
