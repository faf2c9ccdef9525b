/** Why a change of a line goes unnoticed. */
export interface Explanation {
	/** Below nodes/DtReporting. */
	file: string;
	/** A part of the line. */
	line: string;
	because: string;
}

/** Holds for the page of an older run only: in a new one the test must notice. */
export const ADDED_SINCE = 'A test was added after the recorded run.';

export const EXPLANATIONS: Explanation[] = [
	{
		file: 'core/report/downloadStatus.ts',
		line: 'const past = expiresAt !== undefined && Date.parse(expiresAt) <= now;',
		because:
			'Without an end Date.parse gives NaN, which is never at or before now, so the check of undefined changes nothing.',
	},
	{
		file: 'core/report/link.ts',
		line: "values.get('x-amz-date') ?? '',",
		because: 'Any default that is no date of this form gives undefined all the same.',
	},
	{
		file: 'core/report/link.ts',
		line: "const seconds = values.get('x-amz-expires') ?? '';",
		because: 'Any default that is not digits only gives undefined all the same.',
	},
	{
		file: 'core/report/link.ts',
		line: "(new URL(reportUrl).pathname.split('/').pop() ?? '')",
		because: 'split never gives an empty list, so the default after ?? is never used.',
	},
	{
		file: 'core/report/linkLifetime.ts',
		line: 'if (urlExpiresAt === undefined) return false;',
		because:
			'Without an end Date.parse gives NaN, and no time is later than NaN, so the result is false in any case (the mutant Conditional→false).',
	},
	{
		file: 'core/report/linkLifetime.ts',
		line: '(one < other ? one : other)',
		because: 'Where both are equal it does not matter which of the two is given.',
	},
	{
		file: 'core/report/reportWait.ts',
		line: "status.kind === 'transient' ? (status.retryAfterMs ?? 0) : 0",
		because: 'Only a transient status has retryAfterMs, so others give 0 in either way.',
	},
	{
		file: 'core/report/reportWait.ts',
		line: 'wait.lastCheckAt !== undefined && wait.lastCheckAt >= deadline',
		because:
			'undefined is never at or behind the deadline, so the check of undefined changes nothing.',
	},
	{
		file: 'core/report/openFile.ts',
		line: ".replace(/^\\xef\\xbb\\xbf/, '')",
		because:
			'A byte order mark behind blanks is no form that DT or a file host writes; the docs do not say what it means (the mutant without ^).',
	},
	{
		file: 'core/incremental/backOff.ts',
		line: "[error.dtCode, httpStatus, field, field && reason].filter(Boolean).join(' ')",
		because:
			'The text is only compared with another made the same way, so blanks for absent parts, or none between, change nothing.',
	},
	{
		file: 'core/incremental/daySet.ts',
		line: 'a < b ? -1 : 1,',
		because: 'The ranges of a set start on different days, so two starts are never equal.',
	},
	{
		file: 'core/incremental/daySet.ts',
		line: 'end: before < end ? before : end',
		because: 'Where both are equal it does not matter which of the two is given.',
	},
	{
		file: 'core/incremental/pendingReport.ts',
		line: "status.kind === 'notReady' && status.reason === EMPTY_FILE",
		because: 'Only a status notReady has this reason.',
	},
	{
		file: 'core/incremental/delivery.ts',
		line: 'delivered.at(-1)?.[1]',
		because: 'It is asked only of sets that hold a day, so there is always a last range.',
	},
	{
		file: 'core/incremental/delivery.ts',
		line: 'if (back(day) < counts.length)',
		because:
			'A day counted as revised is at most 89 days before the newest, and a 0 at the end is taken off, so < and <= give the same list.',
	},
	{
		file: 'core/incremental/restore.ts',
		line: 'if (pendingReport) state.pendingReport = pendingReport;',
		because: 'A field that is undefined is no field once n8n has written the state as JSON.',
	},
	{
		file: 'core/incremental/restore.ts',
		line: 'one.checks > other.checks : at > otherAt',
		because:
			'Two of the same request with the same checks are the same report, and at is never equal to otherAt in the other branch.',
	},
	{
		file: 'core/incremental/restore.ts',
		line: 'return one.day > other.day ? one : other',
		because: 'The days are known to differ here, so > and >= are the same.',
	},
	{
		file: 'core/incremental/schedule.ts',
		line: 'start: from > firstNewDay ? from : firstNewDay,',
		because: 'Where both are equal it does not matter which of the two is given.',
	},
	{
		file: 'core/incremental/schedule.ts',
		line: 'const end = before < complete ? before : complete;',
		because: 'Where both are equal it does not matter which of the two is given (the mutant <=).',
	},
	{
		file: 'core/incremental/schedule.ts',
		line: 'end: last < end ? last : end',
		because: 'Where both are equal it does not matter which of the two is given.',
	},
	{
		file: 'core/report/dateWindows.ts',
		line: 'windows.push({ start: from, end: last < end ? last : end });',
		because: 'Where both are equal it does not matter which of the two is given.',
	},
	{
		file: 'core/report/dates.ts',
		line: "'DT has data up to yesterday as a rule. Choose an earlier End Date.',",
		because: 'Words of a message.',
	},
	{
		file: 'core/report/dates.ts',
		line: "throw invalidParameter(field, 'this is empty',",
		because: 'Words of a message.',
	},
	{
		file: 'core/report/dates.ts',
		line: 'const remedy = `Write ${field} as YYYY-MM-DD',
		because: 'Words of a message.',
	},
	{
		file: 'core/report/dates.ts',
		line: 'value !== null &&',
		because: 'null is refused as empty before it comes here; the check is for the type alone.',
	},
	{
		file: 'core/report/dates.ts',
		line: "const instant = Date.parse(`${text.replace(' ', 'T')}${zone ? '' : 'Z'}`);",
		because:
			'The tests run in UTC, where a date-time without a zone is the same with and without Z.',
	},
	{
		file: 'core/report/dates.ts',
		line: 'if (day === undefined) return undefined;',
		because:
			'An instant without a day is no midnight of its zone, so undefined is given all the same.',
	},
	{
		file: 'core/report/dates.ts',
		line: 'if (!(Math.abs(instant) <= LAST_INSTANT)) return undefined;',
		because: 'The last instant is in the year 275760, which the check of the day refuses.',
	},
	{
		file: 'core/report/dates.ts',
		line: 'if (!/^\\d{4}-\\d{2}-\\d{2}$/.test(text)) return false;',
		because:
			'The comparison with the day made anew refuses the same texts, save years of more than four digits, which the property tests of dates hold.',
	},
	{
		file: 'core/report/dates.ts',
		line: '(Z|[+-]\\d{2}:?\\d{2})?$/i;',
		because: 'Date.parse refuses the same texts: those with words before or behind the date-time.',
	},
	{
		file: 'core/report/reportWait.ts',
		line: 'if (remedy) facts.remedy = remedy;',
		because: 'A field that is undefined is no fact.',
	},
	{
		file: 'core/csv/values.ts',
		line: 'if (String(value) === text && Math.abs(value)',
		because: 'A shortcut: the slower way below it comes to the same number.',
	},
	{
		file: 'core/csv/values.ts',
		line: 'if (to - first > SAFE_DIGITS + 1) return NaN;',
		because: 'A shortcut: so many digits are none of this form below it, either.',
	},
	{
		file: 'core/csv/values.ts',
		line: 'const value = decimals > 0 ? whole / POWERS[decimals] : whole;',
		because: 'The power of no decimals is 1.',
	},
	{
		file: 'core/csv/values.ts',
		line: "const [mantissa, exponent = '0']",
		because: 'The name of a decimal is only compared with another that is made in the same way.',
	},
	{
		file: 'core/csv/values.ts',
		line: 'const power = Number(exponent)',
		because: 'The name of a decimal is only compared with another that is made in the same way.',
	},
	{
		file: 'core/csv/values.ts',
		line: "const name = significant === ''",
		because: 'The name of a decimal is only compared with another that is made in the same way.',
	},
	{
		file: 'core/csv/values.ts',
		line: 'const WHOLE =',
		because: 'Such a text is refused as no decimal before.',
	},
	{
		file: 'core/csv/values.ts',
		line: 'export function rowMaker(',
		because: 'No column has the name that the mutant puts into the list.',
	},
	{
		file: 'core/csv/values.ts',
		line: 'if (!isNameless) counts.set(name, count);',
		because:
			'It only saves time with many columns of one name; the property tests of columns (test/hostile) hold the time.',
	},
	{
		file: 'core/csv/values.ts',
		line: "if (isSafe || name !== '__proto__') row[name] = value;",
		because:
			'The property tests of columns (test/hostile), which this run leaves out, hold what becomes of this name.',
	},
	{
		file: 'core/csv/values.ts',
		line: 'Object.defineProperty(row, name,',
		because:
			'The property tests of columns (test/hostile), which this run leaves out, hold what becomes of this name.',
	},
	{
		file: 'helpers/pendingReports.ts',
		line: 'export const forgetReports',
		because: 'Only tests call it.',
	},
	{
		file: 'core/report/link.ts',
		line: 'const IS_V4 =',
		because:
			'A host name that ends in a number is an address, or no URL, so nothing stands before it.',
	},
	{
		file: 'core/report/link.ts',
		line: 'const OUTWARD_V6 =',
		because: 'A host name has a bracket at its start only.',
	},
	{
		file: 'transport/quotaWords.ts',
		line: '[^"\'`“”‘’]{1,200}["\'`”’]',
		because: 'No letter touches the quotes, so nothing grows together without the blank.',
	},
	{
		file: 'transport/httpResponse.ts',
		line: '...(Array.isArray(failure.messages) ? failure.messages : []),',
		because: 'The text that the mutant adds is none that the rules look for.',
	},
	{
		file: 'transport/notSent.ts',
		line: "depth < DEEPEST && current && typeof current === 'object'",
		because: 'What is no object has neither errors nor a cause, so the next step ends the loop.',
	},
	{
		file: 'transport/notSent.ts',
		line: 'Array.isArray(current.errors)',
		because: 'The entry that the mutant adds is no error of connecting.',
	},
	{
		file: 'transport/responseBody.ts',
		line: '} catch {',
		because: 'A function that ends without a return gives undefined, too.',
	},
	{
		file: 'transport/responseBody.ts',
		line: "(parsed === undefined ? '' : spoken(parsed)",
		because: 'undefined says nothing, so the list of what it says is empty.',
	},
	{
		file: 'transport/retryAfter.ts',
		line: "headers['retry-after']?.trim()",
		because: 'Node.js strips blanks around the value of a header already.',
	},
	{
		file: 'transport/retryAfter.ts',
		line: 'if (!value) return undefined;',
		because: 'Date.parse of nothing is NaN, which gives undefined, too.',
	},
	{
		file: 'transport/responseErrors.ts',
		line: 'return Object.keys(cost).length > 0 ? error.with(cost) : error;',
		because: 'With no facts to add, the new failure says the same.',
	},
	{
		file: 'transport/responseErrors.ts',
		line: 'const isPaused = pause !== undefined && pause <= LONGEST_PAUSE_MS;',
		because: 'undefined is not less than a number, so the check of undefined changes nothing.',
	},
	{
		file: 'transport/foreignResponse.ts',
		line: '} catch {',
		because: 'A function that ends without a return gives undefined, which counts as no.',
	},
	{
		file: 'transport/foreignResponse.ts',
		line: "headers['content-type'] ?? ''",
		because: 'Any default without html or xml in it gives the same.',
	},
	{
		file: 'helpers/pendingReports.ts',
		line: 'const isOver = other !== key &&',
		because: 'The entry of the key itself is set right after.',
	},
	{
		file: 'core/incremental/backOff.ts',
		line: 'backOff.retryAt - now < STRANGE_MS',
		because: 'No pause is as long as that: the longest is a day.',
	},
	{
		file: 'core/incremental/state.ts',
		line: "'Checkpoint',",
		because: 'Words of a message.',
	},
	{
		file: 'core/incremental/state.ts',
		line: "'Update n8n-nodes-dt-reporting,",
		because: 'Words of a message.',
	},
	{
		file: 'transport/httpResponse.ts',
		line: 'const isGiven = status >= 200 && status < 300;',
		because: ADDED_SINCE,
	},
	{
		file: 'transport/httpResponse.ts',
		line: 'const mostBytes = isGiven ?',
		because: ADDED_SINCE,
	},
	{
		file: 'transport/httpResponse.ts',
		line: 'await readBody(body, { ...limits, mostBytes }, connection)',
		because: ADDED_SINCE,
	},
	{
		file: 'transport/httpResponse.ts',
		line: 'return { status, headers: plainHeaders(headers), body: text',
		because: ADDED_SINCE,
	},
	{
		file: 'transport/httpResponse.ts',
		line: 'const MOST_OF_A_REFUSAL =',
		because: ADDED_SINCE,
	},
	{
		file: 'transport/responseBody.ts',
		line: 'const IS_ID =',
		because: ADDED_SINCE,
	},
	{
		file: 'transport/responseErrors.ts',
		line: 'if (isSuccess(response) && response.isCutOff) {',
		because: ADDED_SINCE,
	},
	{
		file: 'transport/responseErrors.ts',
		line: "'it is larger than what is read of it'",
		because: ADDED_SINCE,
	},
	{
		file: 'helpers/pendingReports.ts',
		line: "const isOfRetry = use === 'delivered'",
		because: ADDED_SINCE,
	},
	{
		file: 'helpers/requestLedger.ts',
		line: 'if (run !== undefined && context.getNode()',
		because: ADDED_SINCE,
	},
	{
		file: 'helpers/requestLedger.ts',
		line: 'if (this.run === undefined) return',
		because: ADDED_SINCE,
	},
	{
		file: 'core/csv/values.ts',
		line: 'if (digits === 0 || digits > DIGITS_OF_DOUBLE) return false;',
		because: 'The part that was never reached is gone since the recorded run.',
	},
	{
		file: 'errors/errorCodes.ts',
		line: 'const because = reason ?? (answeredBy',
		because: ADDED_SINCE,
	},
	{
		file: 'errors/errorCodes.ts',
		line: 'if (!reportUrl) return',
		because: ADDED_SINCE,
	},
	{
		file: 'errors/errorCodes.ts',
		line: 'proxyLogin: {',
		because: ADDED_SINCE,
	},
	{
		file: 'errors/errorCodes.ts',
		line: 'const IN_BETWEEN: Record<AnsweredBy',
		because: ADDED_SINCE,
	},
	{
		file: 'errors/errorCodes.ts',
		line: 'page: {',
		because: ADDED_SINCE,
	},
	{
		file: 'core/incremental/state.ts',
		line: "'Stored place',",
		because: 'Words of a message.',
	},
	{
		file: 'errors/dtError.ts',
		line: 'doing: plainText(doing)',
		because: ADDED_SINCE,
	},
	{
		file: 'errors/dtError.ts',
		line: 'reason: plainText(reason)',
		because: ADDED_SINCE,
	},
	{
		file: 'errors/dtError.ts',
		line: 'facts.mayBeCounted ? [MAY_BE_COUNTED]',
		because: ADDED_SINCE,
	},
	{
		file: 'errors/dtError.ts',
		line: 'function plainWords(',
		because: ADDED_SINCE,
	},
	{
		file: 'errors/dtError.ts',
		line: 'return {',
		because: ADDED_SINCE,
	},
	{
		file: 'errors/dtError.ts',
		line: 'test(said) ? said',
		because: 'Every description ends with one of these.',
	},
	{
		file: 'errors/credentialError.ts',
		line: 'const carrier = new NodeApiError(',
		because: 'The integration tests of the credential hold what is shown.',
	},
];
