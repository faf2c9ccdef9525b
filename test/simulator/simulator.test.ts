import { sleep } from '../support/waiting';
import { startSimulator, type Simulator, type SimulatorOptions } from './index';

let dt: Simulator;
const begin = async (options: SimulatorOptions = {}) => {
	dt = await startSimulator(options);
};
afterEach(async () => await dt?.close());

const NOON = Date.parse('2026-11-24T12:00:00Z');
const JSON_TYPE = { 'Content-Type': 'application/json' };

async function tokenAnswer(body: unknown, init: RequestInit = {}) {
	const answer = await fetch(`${dt.apiUrl}/auth/v1/token`, {
		method: 'POST',
		headers: JSON_TYPE,
		body: typeof body === 'string' ? body : JSON.stringify(body),
		...init,
	});
	return [answer.status, (await answer.json()) as Record<string, unknown>] as const;
}

const keys = () => ({
	grant_type: 'client_credentials',
	client_id: dt.clientId,
	client_secret: dt.clientSecret,
});
const token = async () => String((await tokenAnswer(keys()))[1].accessToken);

const query = (change: object = {}) => ({
	source: 'event',
	dateRange: { start: '2026-11-17', end: '2026-11-23' },
	metrics: ['Publisher Revenue', 'Offer Clicks'],
	splits: ['Date', 'Country'],
	filters: [],
	...change,
});

async function ask(body: unknown, bearer?: string, path = '/api/v1/report/offerwall') {
	return await fetch(`${dt.apiUrl}${path}?format=csv`, {
		method: 'POST',
		headers: { ...JSON_TYPE, Authorization: `Bearer ${bearer ?? (await token())}` },
		body: typeof body === 'string' ? body : JSON.stringify(body),
	});
}
const linkOf = async (body: unknown = query()) =>
	((await (await ask(body)).json()) as { url: string }).url;
const textOf = async (body: unknown = query()) => await (await fetch(await linkOf(body))).text();
const rowsOf = async (body: unknown) => (await textOf(body)).trimEnd().split('\n').slice(1);

describe('the token endpoint', () => {
	it('gives a JWT that says what DT’s says', async () => {
		await begin({ now: () => NOON });
		const [status, { accessToken, ...rest }] = await tokenAnswer(keys());
		expect([status, rest]).toEqual([200, { tokenType: 'bearer', expiresIn: 3600 }]);
		const claims = JSON.parse(
			Buffer.from(String(accessToken).split('.')[1], 'base64url').toString(),
		);
		expect(claims).toMatchObject({ iat: NOON / 1000, exp: NOON / 1000 + 3600, aud: 'speedball' });
		expect(claims.sub).toMatch(/^\d+$/);
		expect([dt.clientId, dt.clientSecret]).toEqual([
			expect.stringMatching(/^[0-9a-f]{32}$/),
			expect.stringMatching(/^[\w-]{331,}$/),
		]);
	});

	it.each<[string, (good: object) => unknown]>([
		['unsupported_grant_type', (good) => ({ ...good, grant_type: 'password' })],
		['invalid_request', () => 'grant_type=client_credentials'],
		['invalid_request', () => '[]'],
		['invalid_request', (good) => ({ ...good, grant_type: undefined })],
		['invalid_request', (good) => ({ ...good, client_id: undefined })],
		['invalid_request', (good) => ({ ...good, client_secret: ' ' })],
		['invalid_client', (good) => ({ ...good, client_secret: 'x' })],
		['invalid_client', (good) => ({ ...good, client_id: 'x' })],
	])('says %s', async (error, change) => {
		await begin();
		expect(await tokenAnswer(change(keys()))).toEqual([400, { error }]);
	});

	it('takes JSON by POST only', async () => {
		await begin();
		expect(await tokenAnswer(keys(), { headers: {} })).toEqual([400, { error: 'invalid_request' }]);
		expect((await fetch(`${dt.apiUrl}/auth/v1/token`)).status).toBe(405);
	});

	it('knows revoked and new keys', async () => {
		await begin();
		dt.revoke();
		expect(await tokenAnswer(keys())).toEqual([400, { error: 'invalid_client' }]);
		dt.setKeys('new', 'pair');
		expect((await tokenAnswer(keys()))[0]).toBe(200);
	});
});

describe('several accounts', () => {
	const tokenOf = async (id: string, secret: string) =>
		String(
			(
				await tokenAnswer({
					grant_type: 'client_credentials',
					client_id: id,
					client_secret: secret,
				})
			)[1].accessToken,
		);
	const claimsOf = (jwt: string) =>
		JSON.parse(Buffer.from(jwt.split('.')[1], 'base64url').toString()) as { sub: string };
	const reportBy = async (bearer: string) => {
		const { url } = (await (await ask(query(), bearer)).json()) as { url: string };
		return { url, text: await (await fetch(url)).text() };
	};

	it('have numbers and data of their own, whichever asks first', async () => {
		await begin({ now: () => NOON });
		const subs = [dt.addAccount('second', 's2'), dt.addAccount('third', 's3')];
		const tokens = [await token(), await tokenOf('second', 's2'), await tokenOf('third', 's3')];
		expect(tokens.map((jwt) => claimsOf(jwt).sub)).toEqual(['482116', ...subs]);
		expect(subs).toEqual(['482117', '482118']);
		const [third, first, second, again] = [
			await reportBy(tokens[2]),
			await reportBy(tokens[0]),
			await reportBy(tokens[1]),
			await reportBy(tokens[2]),
		];
		expect(again.text).toBe(third.text);
		const rows = [first, second, third].map(({ text }) => text.trimEnd().split('\n').slice(1));
		expect(rows.map(({ length }) => length)).toEqual([56, 56, 56]);
		expect(new Set(rows.flat()).size).toBe(3 * 56);
		expect(dt.reports.map(({ account, clientId }) => [account, clientId])).toEqual([
			['482118', 'third'],
			['482116', dt.clientId],
			['482117', 'second'],
			['482118', 'third'],
		]);
		expect(new URL(second.url).pathname).toBe(
			`/fyber-async-reports/group%3D482117/${dt.reports[2].id}/${dt.reports[2].id}.csv`,
		);
	});

	it('have the data of the seed that they are given', async () => {
		await begin({ now: () => NOON });
		dt.addAccount('second', 's2', 'a seed');
		const { text } = await reportBy(await tokenOf('second', 's2'));
		await dt.close();
		await begin({ now: () => NOON, seed: 'a seed' });
		expect(await textOf()).toBe(text);
	});

	it('are counted each for itself', async () => {
		await begin({ dailyQuota: 1, now: () => NOON });
		dt.addAccount('second', 's2');
		const [one, two] = [await token(), await tokenOf('second', 's2')];
		const statuses = [];
		for (const bearer of [one, two, one, two]) statuses.push((await ask(query(), bearer)).status);
		expect(statuses).toEqual([200, 200, 429, 429]);
	});

	it('keep their keys and tokens when those of the first end', async () => {
		await begin();
		dt.addAccount('second', 's2');
		const [one, two] = [await token(), await tokenOf('second', 's2')];
		expect((await tokenAnswer({ ...keys(), client_secret: 's2' }))[0]).toBe(400);
		dt.revoke();
		expect((await ask(query(), one)).status).toBe(401);
		expect((await ask(query(), two)).status).toBe(200);
		expect(await tokenAnswer(keys())).toEqual([400, { error: 'invalid_client' }]);
		dt.expireTokens();
		expect((await ask(query(), two)).status).toBe(401);
		expect((await ask(query(), await tokenOf('second', 's2'))).status).toBe(200);
	});
});

describe('the report endpoints', () => {
	it.each([
		'/api/v1/report',
		'/api/v1/report/offerwall',
		'/api/v1/report/',
		'/api/v1/report/offerwall/',
	])('take a report at %s', async (path) => {
		await begin();
		const answer = await ask(query(), undefined, path);
		expect(answer.status).toBe(200);
		expect(await answer.json()).toEqual({ id: dt.reports[0].id, url: dt.reports[0].url });
	});

	it('refuse tokens that are forged, over or ended', async () => {
		let now = NOON;
		await begin({ now: () => now });
		const good = await token();
		expect((await ask(query(), good)).status).toBe(200);
		expect((await ask(query(), `${good}x`)).status).toBe(401);
		expect((await ask(query(), 'none')).status).toBe(401);
		now += 3_600_000;
		expect((await ask(query(), good)).status).toBe(401);
		const next = await token();
		dt.expireTokens();
		expect((await ask(query(), next)).status).toBe(401);
	});

	it.each([
		['{oops'],
		['[]'],
		[query({ source: 'Event' })],
		[query({ metrics: [] })],
		[query({ metrics: ['offer clicks'] })],
		[query({ splits: undefined })],
		[query({ splits: ['country'] })],
		[query({ filters: undefined })],
		[query({ filters: [{ dimension: 'Country', values: [1] }] })],
		[query({ dateRange: undefined })],
		[query({ source: 'mediation', metrics: ['Clicks'] })],
		[query({ splits: ['Device OS'] })],
		[query({ filters: [{ dimension: 'App Name', values: ['Tower'] }] })],
	])('refuse %j', async (body) => {
		await begin();
		const answer = await ask(body);
		expect(answer.status).toBe(400);
		expect(await answer.json()).toMatchObject({ error: 'bad_request' });
		expect(dt.reports).toEqual([]);
	});

	it.each([
		[{ start: '2026-11-24', end: '2026-11-23' }],
		[{ start: '2026-11-24', end: '2026-11-25' }],
		[{ start: '2026-02-30', end: '2026-11-23' }],
		[{ start: '2026-08-25', end: '2026-11-23' }],
	])('answer the bad dates %j with an empty report that counts', async (dateRange) => {
		await begin({ now: () => NOON });
		expect(await textOf(query({ dateRange }))).toBe(
			'Date,Country,Publisher Revenue,Offer Clicks\n',
		);
		dt.set({ emptyAs: 'nothing' });
		expect(await textOf(query({ dateRange }))).toBe('');
		expect(dt.reports).toHaveLength(2);
	});

	it('hold to the quota of the UTC day', async () => {
		let now = NOON;
		await begin({ dailyQuota: 2, quotaRetryAfter: 60, now: () => now });
		const bearer = await token();
		const statuses = [];
		for (let count = 0; count < 3; count++) statuses.push((await ask(query(), bearer)).status);
		expect(statuses).toEqual([200, 200, 429]);
		expect((await ask(query(), bearer)).headers.get('retry-after')).toBe('60');
		now = Date.parse('2026-11-25T00:00:00Z');
		expect((await ask(query())).status).toBe(200);
	});

	it('count the quota for each key, and refuse beyond it with the status that was set', async () => {
		await begin({ dailyQuota: 1, quotaStatus: 403, now: () => NOON });
		const statuses = [(await ask(query())).status, (await ask(query())).status];
		dt.setKeys('another', 'pair');
		statuses.push((await ask(query())).status);
		expect(statuses).toEqual([200, 403, 200]);
	});

	it('take six splits, and no more', async () => {
		await begin();
		const splits = ['Date', 'Country', 'Campaign ID', 'Campaign Name', 'Demand ID', 'Demand Name'];
		expect((await ask(query({ splits }))).status).toBe(200);
		expect((await ask(query({ splits: [...splits, 'Campaign Type'] }))).status).toBe(400);
	});

	it('call the link as told, and reports by the same UUIDs for the same seed', async () => {
		await begin({ urlField: 'signed_url' });
		const { id, ...rest } = (await (await ask(query())).json()) as { id: string };
		expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
		expect(rest).toEqual({ signed_url: dt.reports[0].url });
		await dt.close();
		await begin();
		await ask(query());
		expect(dt.reports[0].id).toBe(id);
	});

	it('take POST only, with a token, in JSON', async () => {
		await begin();
		const url = `${dt.apiUrl}/api/v1/report`;
		expect((await fetch(url)).status).toBe(405);
		const bare = await fetch(url, { method: 'POST', headers: JSON_TYPE, body: '{}' });
		expect([bare.status, await bare.json()]).toEqual([
			401,
			{ error: 'unauthorized', message: expect.any(String) },
		]);
		const plain = await fetch(url, {
			method: 'POST',
			headers: { Authorization: `Bearer ${await token()}` },
			body: JSON.stringify(query()),
		});
		expect(plain.status).toBe(400);
	});

	it.each(['/nothing', '//auth/v1/token', '/api/v1/report//', '/api/v1/reports'])(
		'are not at %s',
		async (path) => {
			await begin();
			const answer = await fetch(`${dt.apiUrl}${path}`, { method: 'POST', body: '{}' });
			expect([answer.status, await answer.json()]).toEqual([404, { error: 'not_found' }]);
			expect(dt.count('other', 404)).toBe(1);
		},
	);

	it('refuse the tokens of revoked keys', async () => {
		await begin();
		const bearer = await token();
		dt.revoke();
		expect((await ask(query(), bearer)).status).toBe(401);
	});

	it.each(['/api/v1/report', '/api/v1/report/'])(
		'know the sister products at the general path %s',
		async (path) => {
			await begin();
			const body = query({ source: 'mediation', metrics: ['Clicks'], splits: ['Device OS'] });
			expect((await ask(body, undefined, path)).status).toBe(200);
			const offerWall = { ...body, splits: ['Campaign ID'] };
			expect((await ask(offerWall, undefined, path)).status).toBe(400);
		},
	);

	it('take seven splits of the sister products, and no more', async () => {
		await begin();
		const splits = [
			...['Date', 'Fyber App ID', 'App Name', 'Placement Name', 'Placement Type'],
			...['Country', 'Device OS'],
		];
		const body = query({ source: 'mediation', metrics: ['Clicks'], splits });
		const one = { ...body, splits: [...splits, 'Demand Source Type Name'] };
		expect((await ask(body, undefined, '/api/v1/report')).status).toBe(200);
		expect((await ask(one, undefined, '/api/v1/report')).status).toBe(400);
	});
});

describe('the file host', () => {
	it('is another host, and refuses a second authorisation', async () => {
		await begin();
		const link = await linkOf();
		expect(new URL(link).hostname).not.toBe(new URL(dt.apiUrl).hostname);
		const answer = await fetch(link, { headers: { Authorization: 'Bearer x' } });
		expect([answer.status, await answer.text()]).toEqual([
			400,
			expect.stringContaining('InvalidArgument'),
		]);
	});

	it('refuses a link that was changed, and another method', async () => {
		await begin();
		const link = await linkOf();
		const changed = await fetch(link.replace('X-Amz-Expires=10800', 'X-Amz-Expires=99999'));
		expect([changed.status, await changed.text()]).toEqual([
			403,
			expect.stringContaining('SignatureDoesNotMatch'),
		]);
		expect((await fetch(link, { method: 'HEAD' })).status).toBe(403);
	});

	it('ends a link', async () => {
		let now = NOON;
		await begin({ now: () => now, linkLifetime: 60 });
		const link = await linkOf();
		now += 59_000;
		expect((await fetch(link)).status).toBe(200);
		now += 1_000;
		const over = await fetch(link);
		expect([over.status, await over.text()]).toEqual([
			403,
			expect.stringContaining('Request has expired'),
		]);
	});

	it.each([
		['empty', [200, '']],
		['missing', [404, expect.stringContaining('NoSuchKey')]],
		['accessDenied', [403, expect.stringContaining('<Message>Access Denied</Message>')]],
	] as const)('says not ready as "%s"', async (notReadyAs, expected) => {
		let now = NOON;
		await begin({ now: () => now, readyAfter: 5_000, notReadyAs });
		const link = await linkOf();
		const early = await fetch(link);
		expect([early.status, await early.text()]).toEqual(expected);
		now += 5_000;
		expect((await (await fetch(link)).text()).startsWith('Date,')).toBe(true);
	});

	it('takes turns with all readings', async () => {
		await begin({ readyAfter: 60_000, notReadyAs: 'mixed' });
		const link = await linkOf();
		const statuses = [];
		for (let look = 0; look < 3; look++) statuses.push((await fetch(link)).status);
		expect(statuses.sort()).toEqual([200, 403, 404]);
	});

	it('writes many rows without holding them', async () => {
		await begin({ rows: 50_000 });
		expect((await textOf()).split('\n')).toHaveLength(50_002);
	});
});

describe('the data', () => {
	it('is the same for the same seed, another for another', async () => {
		await begin({ now: () => NOON });
		const first = await textOf();
		await dt.close();
		await begin({ now: () => NOON });
		expect(await textOf()).toBe(first);
		await dt.close();
		await begin({ now: () => NOON, seed: 'other' });
		expect(await textOf()).not.toBe(first);
	});

	it('can be restated: a row with other amounts, and a row taken back', async () => {
		await begin({ now: () => NOON });
		const days = query({ metrics: ['Offer Clicks'] });
		const before = await rowsOf(days);
		const restate = { day: '2026-11-20', value: 'JAPAN', times: 2 };
		dt.set({ restated: [restate, { day: '2026-11-21', value: 'CANADA', times: 0 }] });
		const after = await rowsOf(days);
		const clicks = (rows: string[], key: string) =>
			Number(rows.find((row) => row.startsWith(key))?.split(',')[2]);
		expect(before.filter((row) => !after.includes(row)).map((row) => row.slice(0, 17))).toEqual([
			'2026-11-20,JAPAN,',
			'2026-11-21,CANADA',
		]);
		const doubled = clicks(after, '2026-11-20,JAPAN') - 2 * clicks(before, '2026-11-20,JAPAN');
		// Counts are rounded after they are multiplied.
		expect(Math.abs(doubled)).toBeLessThanOrEqual(1);
		expect(after).toHaveLength(before.length - 1);
	});

	it('has a row a combination, and says the same of a day whatever the range', async () => {
		await begin({ now: () => NOON });
		const week = await rowsOf(query());
		expect(week).toHaveLength(7 * 8);
		const day = await rowsOf(query({ dateRange: { start: '2026-11-20', end: '2026-11-20' } }));
		expect(day).toHaveLength(8);
		expect(week).toEqual(expect.arrayContaining(day));
		expect(await rowsOf(query({ splits: [] }))).toHaveLength(1);
	});

	it.each([[['Date', 'Country']], [['Country', 'Date']], [['Campaign Type', 'Date']]])(
		'comes sorted by the splits %j',
		async (splits) => {
			await begin({ now: () => NOON });
			const metrics = ['Offer Clicks'];
			const keys = (await rowsOf(query({ splits, metrics }))).map((row) =>
				row.slice(0, row.lastIndexOf(',')).replaceAll('"', ''),
			);
			expect(keys.length).toBeGreaterThan(30);
			expect(keys).toEqual([...keys].sort());
		},
	);

	it('comes in no order where it is told so', async () => {
		await begin({ now: () => NOON });
		const sorted = await rowsOf(query());
		dt.set({ rowOrder: 'none' });
		const shuffled = await rowsOf(query());
		expect([...shuffled].sort()).toEqual([...sorted].sort());
		const days = shuffled.map((row) => row.slice(0, 10));
		expect(days).not.toEqual([...days].sort());
	});

	const textBy = async (body: object) => {
		const answer = await ask(query(body), undefined, '/api/v1/report');
		const { url } = (await answer.json()) as { url: string };
		return await (await fetch(url)).text();
	};
	const MEDIATION = { source: 'mediation', metrics: ['Impressions'] };
	const OFFER_WALL = { metrics: ['Offer Clicks'] };

	it.each<[object, string, string[]]>([
		[MEDIATION, 'Demand Source Type Name', ['Mediation', 'Programmatic']],
		[MEDIATION, 'Device OS', ['android', 'ios']],
		[MEDIATION, 'Placement Type', ['Banner', 'Interstitial', 'Rewarded']],
		[MEDIATION, 'Country', ['CA', 'CI', 'DE', 'GB', 'JP', 'KR', 'TR', 'US']],
		[OFFER_WALL, 'Dynamic Payout Enabled', ['No', 'Yes']],
		[OFFER_WALL, 'Action ID', ['first_purchase', 'level_10_reached', 'video_completed']],
		[OFFER_WALL, 'Offer Task Type', ['Download', 'Video View']],
		[OFFER_WALL, 'Campaign Type', ['CPA', 'CPE', 'CPI', 'CPL', 'CPS']],
	])('has DT’s values: %j by %s', async (body, split, values) => {
		await begin({ now: () => NOON });
		const [header, ...rows] = (await textBy({ ...body, splits: [split] })).trimEnd().split('\n');
		expect(header.split(',')[0]).toBe(split);
		expect(rows.map((row) => row.split(',')[0])).toEqual(values);
	});

	it.each<[object, boolean]>([
		[{ ...MEDIATION, metrics: ['Unique Impressions'] }, true],
		[{ metrics: ['Avg. Position'] }, true],
		[{ metrics: ['Container Fill Rate'] }, true],
		[{ metrics: ['OFW Unique Users'] }, true],
		[{ ...MEDIATION, metrics: ['Impressions'] }, false],
		[{ ...MEDIATION, metrics: ['Revenue (USD)'] }, false],
		[{ metrics: ['Publisher Revenue'] }, false],
		[{ metrics: ['Offer Clicks'] }, false],
	])('lacks a value only where it is no sum: %j', async (body, lacks) => {
		await begin({ now: () => NOON });
		const dateRange = { start: '2026-09-01', end: '2026-11-23' };
		const rows = (await textBy({ ...body, dateRange })).trimEnd().split('\n').slice(1);
		const missing = rows.filter((row) => /,(""|)$/.test(row));
		expect(rows).toHaveLength(84 * 8);
		expect(missing.length > 0).toBe(lacks);
		expect(missing.length).toBeLessThan(rows.length / 10);
	});

	it('adds up, whatever a report is split or filtered by', async () => {
		await begin({ now: () => NOON });
		const clicks = async (splits: string[], values?: string[]) => {
			const filters = values ? [{ dimension: 'Country', values }] : [];
			const rows = await rowsOf(query({ splits, filters, metrics: ['Offer Clicks'] }));
			const numbers = rows.map((row) => row.split(',').at(-1)!);
			return { sum: numbers.reduce((sum, one) => sum + Number(one), 0), numbers };
		};
		const total = await clicks([]);
		expect(total.sum).toBeGreaterThan(10_000);
		const whole = async (splits: string[]) => {
			const { sum, numbers } = await clicks(splits);
			// Half a click a row is rounded off.
			expect(Math.abs(sum - total.sum)).toBeLessThanOrEqual(numbers.length / 2 + 1);
		};
		for (const splits of [['Date'], ['Country'], ['Demand Name'], ['Campaign Type']])
			await whole(splits);
		const japan = await clicks([], ['JAPAN']);
		const others = await clicks([], ['JAPAN', 'CANADA']);
		expect(japan.sum).toBeGreaterThan(0);
		expect(others.sum).toBeGreaterThan(japan.sum);
		expect(total.sum).toBeGreaterThan(others.sum);
	});

	it('keeps to the definitions of its metrics', async () => {
		await begin({ now: () => NOON });
		const rows = await rowsOf(
			query({
				splits: ['Date', 'Country'],
				metrics: [
					'Offer Impressions',
					'OFW Container Impressions',
					'Avg. Offers per Container',
					'Offer Clicks',
					'Container Fill Rate',
				],
			}),
		);
		const whole = rows
			.map((row) => row.split(',').slice(-5))
			.filter((values) => !values.includes('') && !values.includes('""'));
		expect(whole.length).toBeGreaterThan(30);
		for (const [offers, containers, average, clicks, rate] of whole.map((row) => row.map(Number))) {
			expect(average).toBe(offers / containers);
			expect(clicks).toBeLessThan(offers);
			expect(rate).toBeLessThanOrEqual(1);
		}
	});

	it('is filtered by every filter', async () => {
		await begin({ now: () => NOON });
		const filters = [
			{ dimension: 'Country', values: ['JAPAN', 'CANADA'] },
			{ dimension: 'Campaign ID', values: ['7777777777777777777'] },
		];
		const rows = await rowsOf(query({ splits: ['Country'], filters }));
		expect(rows.map((row) => row.split(',')[0]).sort()).toEqual(['CANADA', 'JAPAN']);
		expect(
			await rowsOf(query({ filters: [{ dimension: 'Country', values: ['ATLANTIS'] }] })),
		).toEqual([]);
	});

	it('has what breaks careless clients', async () => {
		await begin({ now: () => NOON });
		const text = await textOf(
			query({
				dateRange: { start: '2026-09-01', end: '2026-11-23' },
				splits: ['Date', 'Campaign ID', 'Campaign Name', 'Demand ID', 'Country'],
				metrics: ['Publisher Revenue', 'Offer Clicks', 'Publisher ARPU', 'Avg. Position'],
			}),
		);
		expect(text).toMatch(/"Dragon Duel, Winter ""Gold"" Push"/);
		expect(text).toMatch(/"Two lines\nof a name"/);
		expect(text).toMatch(/龍の冒険 🐉/);
		expect(text).toMatch(/,9007199254740993001,/);
		expect(text).toMatch(/,0012,/);
		expect(text).toMatch(/,\d+\.0(\n|,)/);
		expect(text).toMatch(/\d\.\d{15,}/);
		expect(text).toMatch(/,,|,\n/);
		expect(text).toMatch(/,""/);
	});

	it('has part of a day that is not complete', async () => {
		await begin({ now: () => NOON - 1 });
		const range = { start: '2026-11-23', end: '2026-11-23' };
		const early = await rowsOf(
			query({ dateRange: range, splits: ['Date', 'Country', 'Campaign ID'] }),
		);
		await dt.close();
		await begin({ now: () => NOON });
		const late = await rowsOf(
			query({ dateRange: range, splits: ['Date', 'Country', 'Campaign ID'] }),
		);
		expect(early.some((row) => /,0(\.0)?,0(\.0)?$/.test(row))).toBe(true);
		expect(late).toHaveLength(48);
		expect(early.length).toBeLessThan(40);
	});
});

describe('faults', () => {
	it('come in order, so often as requested, on the requests they are for', async () => {
		await begin();
		dt.fault({ on: 'token', status: 503, body: 'busy', skip: 1, times: 2 });
		const statuses = [];
		for (let count = 0; count < 4; count++) {
			const answer = await fetch(`${dt.apiUrl}/auth/v1/token`, {
				method: 'POST',
				headers: JSON_TYPE,
				body: JSON.stringify(keys()),
			});
			statuses.push(answer.status);
		}
		expect(statuses).toEqual([200, 503, 503, 200]);
		dt.fault({ on: 'file', status: 500, times: Infinity });
		dt.clearFaults();
		expect((await fetch(await linkOf())).status).toBe(200);
	});

	it('answer with an object as JSON, and add headers to a response that stays', async () => {
		await begin();
		dt.fault({ on: 'token', status: 500, body: { error: 'internal_server_error' } });
		const scripted = await fetch(`${dt.apiUrl}/auth/v1/token`, { method: 'POST' });
		expect([scripted.status, await scripted.json()]).toEqual([
			500,
			{ error: 'internal_server_error' },
		]);
		expect(scripted.headers.get('content-type')).toBe('application/json');
		dt.fault({ on: 'any', headers: { 'X-Trace': '7' } });
		const real = await fetch(`${dt.apiUrl}/nothing`);
		expect([real.status, real.headers.get('x-trace')]).toEqual([404, '7']);
	});

	it('reset a request before it counts, or lose the response after it has', async () => {
		await begin();
		const bearer = await token();
		dt.fault({ on: 'report', action: 'reset' });
		await expect(ask(query(), bearer)).rejects.toThrow();
		expect(dt.reports).toHaveLength(0);
		dt.fault({ on: 'report', action: 'lose' });
		await expect(ask(query(), bearer)).rejects.toThrow();
		expect(dt.reports).toHaveLength(1);
		expect(dt.count('report', 'reset')).toBe(2);
	});

	it('cut a file off, dribble it, hold it back, or never answer', async () => {
		await begin();
		const link = await linkOf();
		const answer = await fetch(link);
		const whole = await answer.text();
		expect(answer.headers.get('content-length')).toBe(String(Buffer.byteLength(whole)));
		dt.fault({ on: 'file', action: 'truncate' });
		await expect(fetch(link).then(async (answer) => await answer.text())).rejects.toThrow();
		dt.fault({ on: 'file', action: 'slow' });
		const pieces: Buffer[] = [];
		for await (const piece of (await fetch(link)).body as unknown as AsyncIterable<Uint8Array>)
			pieces.push(Buffer.from(piece));
		expect(Buffer.concat(pieces).toString()).toBe(whole);
		// Each piece read by itself spoils the letters that lie across two.
		expect(pieces.map((piece) => piece.toString()).join('')).not.toBe(whole);
		dt.fault({ on: 'file', delay: 300 });
		const started = Date.now();
		await fetch(link);
		expect(Date.now() - started).toBeGreaterThanOrEqual(290);
		dt.fault({ on: 'file', action: 'hang' });
		await expect(fetch(link, { signal: AbortSignal.timeout(200) })).rejects.toThrow();
	});
});

/** Written from the documentation alone, in the simplest style, as somebody else would. */
it('serves a stranger’s client with nothing changed but the host', async () => {
	await begin({ readyAfter: 700, notReadyAs: 'missing' });
	const host = dt.apiUrl;
	const auth = await fetch(`${host}/auth/v1/token?format=csv`, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json' },
		body: JSON.stringify({
			grant_type: 'client_credentials',
			client_id: dt.clientId,
			client_secret: dt.clientSecret,
		}),
	});
	const { accessToken } = (await auth.json()) as { accessToken: string };
	const created = await fetch(`${host}/api/v1/report?format=csv`, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${accessToken}` },
		body: JSON.stringify({
			source: 'event',
			dateRange: { start: '2026-11-01', end: '2026-11-03' },
			metrics: ['Offer Clicks'],
			splits: ['Date'],
			filters: [],
		}),
	});
	const { url } = (await created.json()) as { url: string };
	let csv = '';
	for (let attempt = 0; attempt < 20 && csv === ''; attempt++) {
		const file = await fetch(url);
		if (file.status === 200) csv = await file.text();
		if (csv === '') await sleep(200);
	}
	expect(csv.split('\n').sort().slice(1)).toEqual([
		expect.stringMatching(/^2026-11-01,/),
		expect.stringMatching(/^2026-11-02,/),
		expect.stringMatching(/^2026-11-03,/),
		'Date,Offer Clicks',
	]);
});
