import { plainText } from './plainText';
import { shown } from './shown';
import {
	errorRow,
	type DtErrorCode,
	type DtErrorKind,
	type Facts,
	type ReportLink,
} from './errorCodes';

/** The machine-readable half of a failure; the same object stands in `error.context.dt` and in an error item's `details`. */
export interface DtDetails {
	code: DtErrorCode;
	kind: DtErrorKind;
	retryable: boolean;
	httpStatus?: number;
	/** DT may have counted a report, although none came of the request. */
	mayBeCounted?: true;
	/** What DT itself said, redacted and shortened. */
	serverMessage?: string;
	/** The parameter that was refused, as the user sees it. */
	parameter?: string;
	/** ISO 8601 UTC: when the quota is whole again. */
	resetsAt?: string;
	retryAfterSeconds?: number;
	reportId?: string;
	reportUrl?: string;
	urlExpiresAt?: string;
	/** All reports that a long range took and that were requested. */
	reports?: ReportLink[];
}

const MAY_BE_COUNTED =
	"DT may have counted this request as one of the day's 50 reports, so a repeat may count a second one.";

/** Names that a user or a file gave may stand in these. */
function plainWords({ reason, doing }: Facts): Facts {
	return {
		...(reason !== undefined && { reason: plainText(reason) }),
		...(doing !== undefined && { doing: plainText(doing) }),
	};
}

/** Words of DT's at the end may have no full stop. */
function sentence(text: string): string {
	const said = text.trim();
	return /[.!?…]$/.test(said) ? said : `${said}.`;
}

/**
 * A failure with its code, before it becomes an n8n error.
 *
 * It is thrown by the pure modules, by the client, and by the credential's `preAuthentication`. n8n
 * reads `code`, `status`, `httpCode` and `response` of whatever leaves that hook and replaces the
 * message with its own words when it finds one of them, so none of these names is used here.
 */
export class DtError extends Error {
	readonly dtCode: DtErrorCode;

	readonly facts: Facts;

	/** What to do, and the code, which n8n's error panel shows nowhere else. */
	readonly description: string;

	constructor(dtCode: DtErrorCode, known: Facts = {}) {
		const row = errorRow(dtCode);
		const facts = { ...row.implies, ...known, ...plainWords(known) };
		super(row.message(facts));
		this.name = 'DtError';
		this.dtCode = dtCode;
		this.facts = facts;
		this.description = [
			sentence(row.description(facts)),
			...(facts.mayBeCounted ? [MAY_BE_COUNTED] : []),
			`Code: ${dtCode}.`,
		].join(' ');
	}

	/** The machine-readable half. Absent facts are left out rather than undefined. */
	get details(): DtDetails {
		const { kind, retryable } = errorRow(this.dtCode);
		const { facts } = this;
		const details: DtDetails = {
			code: this.dtCode,
			kind,
			retryable: retryable && facts.isFinal !== true,
		};
		if (facts.mayBeCounted) details.mayBeCounted = true;
		if (facts.httpStatus !== undefined) details.httpStatus = facts.httpStatus;
		if (facts.text) details.serverMessage = facts.text;
		if (facts.field) details.parameter = facts.field;
		if (facts.retryAfterMs !== undefined)
			details.retryAfterSeconds = Math.ceil(facts.retryAfterMs / 1000);
		if (facts.resetsAtEpochMs !== undefined)
			details.resetsAt = new Date(facts.resetsAtEpochMs).toISOString();
		if (facts.reportId) details.reportId = facts.reportId;
		if (facts.reportUrl) details.reportUrl = facts.reportUrl;
		if (facts.urlExpiresAt) details.urlExpiresAt = facts.urlExpiresAt;
		if (facts.reports) details.reports = facts.reports;
		return details;
	}

	/** A repeat of the request cannot help, and may cost another report. */
	get isFinal(): boolean {
		return this.dtCode === 'unknown_outcome' || this.facts.isFinal === true;
	}

	/** The same failure with more known about it; what the caller knows better wins. */
	with(facts: Facts): DtError {
		return new DtError(this.dtCode, { ...this.facts, ...facts });
	}
}

/** A refusal before anything was sent: `field` as the user sees it, `reason` a sentence without its full stop. */
export function invalidParameter(field: string, reason: string, remedy?: string): DtError {
	return new DtError('invalid_parameters', { field, reason, remedy });
}

/** A refusal of a value that is none of a list's; the choices are said, since an AI agent sees no list. */
export function notAChoice(field: string, value: unknown, choices: readonly string[]): DtError {
	return invalidParameter(
		field,
		`${shown(value)} is not one of the choices: ${choices.join(', ')}`,
		'Choose one of them, spelled the same.',
	);
}

/** True for a DtError, also one that was made by another copy of this module (n8n may load two). */
export function isDtError(error: unknown): error is DtError {
	return error instanceof Error && error.name === 'DtError' && 'dtCode' in error;
}
