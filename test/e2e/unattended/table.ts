import type { SimulatedReport } from '../../simulator';
import type { ReceivedDay } from '../dailyWorkflow';
import type { Passed } from './month';

const clock = (instant: number) => new Date(instant).toISOString().slice(5, 16).replace('T', ' ');

const line = (...cells: string[]) =>
	cells
		.map((cell, column) => cell.padEnd(WIDTHS[column]))
		.join('  ')
		.trimEnd();

const WIDTHS = [10, 11, 11, 8, 5, 0];

/** A line a day: when its report was requested, when the workflow received it, and what happened. */
export function tableOf(
	passed: Passed[],
	received: ReceivedDay[],
	reports: SimulatedReport[],
): string {
	const lines = passed.flatMap((step) =>
		step.days.map((day) => {
			const got = received.filter((each) => each.day === day);
			const report = reports.findIndex(({ id }) => id === got[0]?.reportId);
			const asked = report < 0 ? '-' : clock(reports[report].requestedAt);
			return line(
				day,
				asked,
				got.map(({ at }) => clock(at)).join(' ') || 'never',
				`no. ${report + 1}`,
				got.map(({ rows }) => rows).join(' '),
				describe(step, day),
			);
		}),
	);
	return [line('day', 'asked', 'received', 'report', 'rows', 'what happened'), ...lines].join('\n');
}

/** A step of several days says it once. */
function describe({ what, days, reports, kills }: Passed, day: string): string {
	if (day !== days[0]) return '  "';
	const also = [
		kills > 0 && `${kills} SIGKILL`,
		reports.length > 1 && `${reports.length} reports`,
	].filter((part) => part);
	return also.length > 0 ? `${what} (${also.join(', ')})` : what === 'nothing' ? '' : what;
}
