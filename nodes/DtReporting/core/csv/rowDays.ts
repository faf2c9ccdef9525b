import { InvalidCsvError, type CsvReader } from './csvReader';
import type { DateRange } from '../report/dates';

/** The split that tells days apart. Source: docs/dt-api.md section 4 (A). */
export const DATE = 'Date';

/** So many summary lines are named by their number. */
const MOST_NAMED = 3;

/** What is the same in every charset, and fit to be shown. */
const PLAIN = /^[\x20-\x7e]+$/;

/** A day as DT writes it: `YYYY-MM-DD` (docs/dt-api.md section 3, B); a time behind it is of no matter. */
const dayIn = (value: string) => /^(\d{4}-\d{2}-\d{2})(?:$|[T ])/.exec(value)?.[1];

/**
 * Tells the day of each row of a report, by its column Date. A line without any day (blank, or a word such as
 * `Total`) is a summary of other rows: it is noted, and belongs to no day. A report without the column has
 * neither days nor summary lines.
 */
export class RowDays {
	/** The place of the column Date, -1 where there is none. */
	readonly column: number;

	/** How many summary lines there were. */
	summaryLines = 0;

	private readonly named: string[] = [];

	private lastValue: string | undefined;

	private lastDay: string | undefined;

	/**
	 * @param asked the days that were requested, where that is known
	 */
	constructor(
		header: string[],
		private readonly asked?: DateRange,
	) {
		this.column = header.indexOf(DATE);
	}

	/**
	 * Whether a row is one of the report's, and no summary of others.
	 *
	 * @throws InvalidCsvError where the days are known and the row is of another one, or of none that can be read
	 */
	accepts(record: CsvReader): boolean {
		return this.column < 0 || this.dayOf(record) !== undefined;
	}

	/**
	 * The day of a row, as `accepts` reads it; what cannot be read passes where the days are not known.
	 *
	 * @returns undefined for a summary line
	 * @throws InvalidCsvError as `accepts` does
	 */
	dayOf(record: CsvReader): string | undefined {
		const value = record.value(this.column);
		if (value === this.lastValue) return this.lastDay;
		if (!/\d/.test(value)) {
			this.note(record.row, value);
			return undefined;
		}
		const day = dayIn(value);
		const { asked } = this;
		if (asked && (day === undefined || day < asked.start || day > asked.end)) {
			const found = value.slice(0, 30);
			throw new InvalidCsvError(
				`row ${record.row} is of the day "${found}", which was not requested`,
			);
		}
		this.lastValue = value;
		this.lastDay = day ?? value;
		return this.lastDay;
	}

	private note(row: number, value: string): void {
		this.summaryLines++;
		if (this.named.length >= MOST_NAMED) return;
		this.named.push(PLAIN.test(value) ? `row ${row} ("${value.slice(0, 30)}")` : `row ${row}`);
	}

	/** A sentence about the summary lines; nothing where there was none. */
	get notice(): string | undefined {
		if (this.summaryLines === 0) return undefined;
		const more = this.summaryLines - this.named.length;
		const lines = [...this.named, ...(more > 0 ? [`${more} more`] : [])].join(', ');
		return `The report has lines without a day in the column ${DATE}, taken for summaries of other rows and not counted as rows: ${lines}.`;
	}
}
