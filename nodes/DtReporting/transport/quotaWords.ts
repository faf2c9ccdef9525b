/**
 * Whether the words of a refusal speak of a limit that was reached. How DT says it is unknown
 * (docs/dt-api.md section 2, ?), so it is recognised by meaning: a limit, and that it is used up. A metric
 * that is called Daily Revenue, or a range of more days than a report may have, is neither.
 */
export type SpokenLimit =
	/** The day's reports. */
	| 'day'
	/** So many requests a second, a minute or an hour. */
	| 'pace';

/** Longer text is a page, and what matters is at its beginning. */
const MOST_READ = 2000;

const THING = '(?:reports?|requests?|queries|query|calls?)';
const QUOTA = /\bquotas?\b/;
const LIMIT = new RegExp(
	`\\b(?:${THING}|rate|usage|api|daily) (?:limits?|allowance|maximum|cap)\\b|\\b(?:limits?|allowance|maximum|cap)\\b(?=.{0,40}\\b(?:reports|requests|queries|calls|per day|a day|daily|today)\\b)`,
);
const DAY = /\b(?:daily|per day|a day|each day|today|24 ?h(?:ours?)?)\b/;
const PACE =
	/\b(?:rate|throttl\w*|per (?:second|minute|hour)|too many (?:requests|queries|calls))\b/;
const USED_UP =
	/\b(?:reached|reaches|exceed(?:s|ed|ing)?|exhausted|depleted|consumed|surpassed|hit|spent|used up|used all|(?:have|has|already|been) used|over (?:the |your )?(?:daily |report |request |rate )?(?:limit|quota|allowance)|no more|no (?:\w+ )?(?:reports|requests|queries|calls) (?:left|remain(?:ing)?)|(?:0|none) (?:left|remaining))\b/;
const TOO_MANY = new RegExp(`\\btoo many ${THING}\\b`);
/** "You have used 50 reports per day" names no limit by that name. */
const COUNT = new RegExp(
	`\\b(?:\\d{1,6}|all|no|no more|today.?s|daily)(?: of)?(?: the| your)? ${THING}\\b`,
);

/** A refusal of a name, whatever words that name holds. */
const BAD_NAME =
	/\b(?:unknown|invalid|unsupported|unrecogni[sz]ed|no such) (?:metric|split|dimension|filter|field|column|name|source|value)/;
/** The limits that a single query has. */
const OF_THE_QUERY =
	/\b(?:dimensions?|splits?|metrics?|filters?|columns?|rows?|date ?range|\d{1,4} days)\b/;

/** Codes in snake or camel case become words; what is in quotes is a name. */
const plain = (words: string): string =>
	words
		.slice(0, MOST_READ)
		.replace(/(?<!\w)["'`“‘][^"'`“”‘’]{1,200}["'`”’](?!\w)/g, ' ')
		.replace(/([a-z])([A-Z])/g, '$1 $2')
		.toLowerCase()
		.replace(/[_\-\s]+/g, ' ');

/**
 * The limit that words say was reached; undefined where they speak of none.
 *
 * @param words what was said, not the body around it
 */
export function reachedLimit(words: string): SpokenLimit | undefined {
	const said = plain(words);
	const isTooMany = TOO_MANY.test(said);
	const isUsedUp = USED_UP.test(said);
	const ofTheDay = DAY.test(said);
	if ((!isTooMany && !isUsedUp) || BAD_NAME.test(said)) return undefined;
	if (!QUOTA.test(said) && OF_THE_QUERY.test(said) && !(ofTheDay && LIMIT.test(said))) {
		return undefined;
	}
	const isLimit = isTooMany || QUOTA.test(said) || LIMIT.test(said) || COUNT.test(said);
	if (!isLimit) return undefined;
	if (ofTheDay) return 'day';
	return PACE.test(said) ? 'pace' : 'day';
}

/** Whether words under a status that itself means a limit (429) name the day's. */
export function namesDayLimit(words: string): boolean {
	const said = plain(words);
	if (DAY.test(said)) return true;
	return reachedLimit(words) === 'day' || (QUOTA.test(said) && !PACE.test(said));
}
