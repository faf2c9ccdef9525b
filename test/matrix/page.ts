/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- writes a page, is no node */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { cellsOf, meets } from './cells';
import { FAULTS, STEPS, type MatrixFault, type Step } from './faults';
import { OPERATIONS_OF, OPERATION_NAMES, type Operation } from './operations';
import { outcomeOf } from './rules';

/** Where the page stands; `npm run docs` writes it, and a test holds it current. */
export const MATRIX_PAGE = join(__dirname, '..', '..', 'docs', 'fault-matrix.md');

const TITLES: Record<Step, string> = {
	token: 'The token exchange',
	report: 'The report request',
	firstCheck: 'The first check of the link',
	laterCheck: 'A later check of the link',
	download: 'In the midst of the file',
	redirect: 'Behind a redirect of the file host',
};

/** Characters of a cell that lists faults; more go into another row. */
const WIDEST_FAULTS = 34;

/** The faults of a step that come to the same for the same operations. */
interface Row {
	operations: Operation[];
	/** The cells behind the operations. */
	result: string;
	faults: MatrixFault[];
}

/** Operations that request no report, whatever happens. */
const REQUESTS_NONE: readonly Operation[] = ['getToken', 'download'];

/** What some operations make of a fault. */
interface Result {
	operations: Operation[];
	code: string;
	once: string;
	perDay: string;
}

/** The results of a fault: the trigger stands beside the operations that come to the same code. */
function resultsOf(step: Step, fault: MatrixFault): Result[] {
	const results: Result[] = [];
	for (const operation of OPERATIONS_OF[step].filter((each) => meets(step, each, fault))) {
		const { code: name, retryable, reports } = outcomeOf(step, operation, fault);
		const again = retryable ? 'yes' : 'no';
		const code = name === 'success' ? 'success | ' : `\`${name}\` | ${again}`;
		const isTrigger = operation === 'trigger';
		const isSilent = isTrigger || REQUESTS_NONE.includes(operation);
		const once = isSilent ? '' : `${reports.once}, ${reports.retried}`;
		const perDay = isTrigger ? String(reports.perDay) : '';
		const same = results.find(
			(other) => other.code === code && (isSilent || other.once === '' || other.once === once),
		);
		if (same) {
			same.operations.push(operation);
			same.once ||= once;
			same.perDay ||= perDay;
		} else results.push({ operations: [operation], code, once, perDay });
	}
	return results;
}

function rowsOf(step: Step): Row[] {
	const rows = new Map<string, Row>();
	for (const fault of FAULTS.filter(({ steps }) => steps.includes(step))) {
		for (const { operations, code, once, perDay } of resultsOf(step, fault)) {
			const result = `${code} | ${once} | ${perDay}`;
			const key = `${operations.join()} ${result}`;
			const row = rows.get(key) ?? { operations, result, faults: [] };
			row.faults.push(fault);
			rows.set(key, row);
		}
	}
	return [...rows.values()];
}

/** The groups of faults by name; the kinds of bodies and pauses are named where they make a difference. */
function namesOf(faults: MatrixFault[], step: Step): string[] {
	const byVariant = new Map<string, string[]>();
	for (const group of new Set(faults.map((fault) => fault.group))) {
		const variant = variantOf(group, faults, step);
		byVariant.set(variant, [...(byVariant.get(variant) ?? []), group]);
	}
	return [...byVariant].flatMap(([variant, groups]) => joined(groups, variant));
}

function variantOf(group: string, faults: MatrixFault[], step: Step): string {
	const all = FAULTS.filter((fault) => fault.group === group && fault.steps.includes(step));
	const own = faults.filter((fault) => fault.group === group);
	if (own.length === all.length) return '';
	const kinds = (of: (fault: MatrixFault) => string | undefined) => {
		const mine = new Set(own.map(of));
		const others = [...new Set(all.map(of))].filter((kind) => !mine.has(kind));
		if (others.length === 0) return '';
		return others.length < mine.size ? `not ${others.join('/')}` : [...mine].join('/');
	};
	const pauses = kinds(({ pause }) => pause);
	return [kinds(({ body }) => body), pauses && `pause ${pauses}`].filter(Boolean).join(', ');
}

/** Names in as few cells as they fit into; statuses share their \`HTTP\`. */
function joined(groups: string[], variant: string): string[] {
	const cells: string[] = [];
	for (const name of [...groups].sort((a, b) => Number(isStatus(b)) - Number(isStatus(a)))) {
		const last = cells.at(-1);
		const longer = `${last}, ${last && isStatus(last) ? name.replace('HTTP ', '') : name}`;
		if (last !== undefined && longer.length <= WIDEST_FAULTS) cells[cells.length - 1] = longer;
		else cells.push(name);
	}
	return cells.map((cell) => (variant === '' ? cell : `${cell} (${variant})`));
}

const isStatus = (name: string) => name.startsWith('HTTP ');

function sectionOf(step: Step): string {
	const every = OPERATIONS_OF[step];
	const lines = rowsOf(step).flatMap(({ operations, result, faults }) => {
		const who =
			operations.length === every.length
				? 'all'
				: operations.map((each) => OPERATION_NAMES[each]).join(', ');
		return namesOf(faults, step).map((names) => `| ${names} | ${who} | ${result} |`);
	});
	const names = every.map((operation) => OPERATION_NAMES[operation]).join(', ');
	return `## ${TITLES[step]}

Operations: ${names}. ${cellsOf(step).length} cells.

| Fault | Operation | Result | Retry? | Reports | A day |
| --- | --- | --- | --- | --- | --- |
${lines.join('\n')}
`;
}

/** The text of docs/fault-matrix.md. */
export function matrixPage(): string {
	const cells = STEPS.reduce((count, step) => count + cellsOf(step).length, 0);
	return `# Fault matrix

What each operation and the trigger make of each fault at each step of a report's way. The tests play all ${cells.toLocaleString('en-US')} cells against the simulator with n8n's own core (\`npm run test:matrix\`), each fault thrown, and one of each kind also on the error output, with _Continue_ and with Retry On Fail. A cell fails where it comes to another code, is not typed, waits for what cannot come, requests more reports than stated, or shows a secret.

- **Fault**: \`HTTP 403 (HTML)\` is that status with a page; the other bodies are JSON, text and none. \`pause\` is the form of Retry-After: none, a number, a date, or an absurd number.
- **Result**: the code of the error ([errors.md](errors.md)), or success.
- **Retry?**: \`details.retryable\`.
- **Reports**: the report requests that DT gets in one execution, and in one of three tries with Retry On Fail; _Get Token_ and _Download_ request none. **A day**: those of the trigger, at most, on a day through which the fault lasts. A refused request counts against no quota.

${STEPS.map(sectionOf).join('\n')}`;
}

if (require.main === module) writeFileSync(MATRIX_PAGE, matrixPage());
