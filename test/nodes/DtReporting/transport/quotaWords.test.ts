import { namesDayLimit, reachedLimit } from '../../../../nodes/DtReporting/transport/quotaWords';

it.each([
	'Daily quota reached',
	'quota_exceeded',
	'quotaExceeded: come back tomorrow',
	'report_limit: You have used 50 reports per day',
	'DAILY_LIMIT_REACHED',
	'The limit of 50 reports per day has been exceeded',
	"You've used up today's reports",
	'You are over your daily limit',
	'No reports left today',
	'Too many reports',
	'too_many_requests: 50 reports were asked for today',
	'The report limit was hit',
	'All 50 reports of your daily allowance are spent',
	'You exceed the report limit',
	'The account is over quota',
	'No daily reports left',
	'No requests remain',
	'The daily\r\n limit was reached',
	'Daily report limit reached, so the metrics were not read',
	'Message: "Daily quota reached',
	'The daily limit was reached by all the partners’ keys',
	"The daily limit was reached by all the partners' keys",
	'Rate limit exceeded: 50 reports in 24h',
	'Rate limit exceeded: 50 reports in 24 h',
	'Rate limit exceeded: 50 reports in a 24 hour window',
	'Rate limit exceeded: 50 reports in 24 hours',
])('%s: the day’s reports are used up', (words) => expect(reachedLimit(words)).toBe('day'));

it.each([
	'Too many requests',
	'Rate limit exceeded',
	'Throttled: request limit exceeded',
	'The limit of 5 requests per minute is exceeded',
])('%s: the pace is too high', (words) => expect(reachedLimit(words)).toBe('pace'));

it.each([
	"Unknown metric 'Daily Revenue'",
	'Unknown metric: Daily Revenue',
	'bad_request: Unknown metric "Reports per Day"',
	"Unknown metric 'Daily limit exceeded'",
	'Unknown dimension Quota Reached',
	'Daily',
	'Splits per day need the dimension Date',
	'The date range exceeds the maximum of 90 days per report',
	'The query exceeds the limit of 5 dimensions',
	'Limit exceeded: 5 splits a request',
	'Source must be event or performance; daily reports use event',
	'A quota cannot be asked for',
	'Too many characters',
	'The server was hit by a fault',
	'Unrecognised metric: Daily Report Limit Reached',
	'Unrecognized metric: Daily Report Limit Reached',
	'The name "Daily quota reached" is taken',
	'',
])('%s: no limit was reached', (words) => expect(reachedLimit(words)).toBeUndefined());

it.each([
	'dimension',
	'split',
	'metric',
	'filter',
	'column',
	'row',
	'date range',
	'daterange',
	'span of 120 days',
])('a report limit that one %s exceeds is the query’s own', (part) =>
	expect(reachedLimit(`Report limit exceeded by one ${part}`)).toBeUndefined(),
);

it.each([
	['daily quota', true],
	['The report limit was hit', true],
	['quota', true],
	['50 reports per day', true],
	['slow down', false],
	['Too many requests', false],
	['the quota of 5 requests per minute', false],
])('under 429, %s names the day: %s', (words, expected) =>
	expect(namesDayLimit(words)).toBe(expected),
);

it('reads no further than the beginning of a page', () => {
	expect(reachedLimit(`${'So many words. '.repeat(100)}Daily quota reached`)).toBe('day');
	expect(reachedLimit(`${'So many words. '.repeat(134)}Daily quota reached`)).toBeUndefined();
});

it('reads any text in a moment', () => {
	const parts = [
		'"',
		"'",
		'limit ',
		'the ',
		'reports ',
		'5 ',
		'_',
		'daily ',
		' ',
		'over your ',
		'aA',
	];
	const started = Date.now();
	for (const part of parts) reachedLimit(part.repeat(100_000));
	for (let round = 0; round < 300; round++) {
		const text = Array.from({ length: 400 }, (_, i) => parts[(i * 7 + round * i) % parts.length]);
		reachedLimit(text.join(''));
	}
	expect(Date.now() - started).toBeLessThan(2_000);
});
