/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, no-console -- writes a page, no node */
import { writeFileSync } from 'node:fs';

import { GROUPS, type Group } from './groups';
import { ADDED_SINCE, EXPLANATIONS } from './survivors';

/** What Stryker reports, as far as it is read. */
export interface MutationReport {
	files: Record<string, { source: string; mutants: Mutant[] }>;
}

interface Mutant {
	mutatorName: string;
	replacement?: string;
	status:
		| 'Killed'
		| 'Timeout'
		| 'Survived'
		| 'NoCoverage'
		| 'CompileError'
		| 'RuntimeError'
		| 'Ignored';
	location: { start: { line: number } };
}

export interface GroupResult {
	group: Group;
	report: MutationReport;
	/** It was made just now, not read from an earlier run. */
	isNew: boolean;
}

/** A place in the source where a change went unnoticed. */
interface Survivor {
	file: string;
	line: string;
	lineNumber: number;
	changes: string[];
	because?: string;
}

const percent = (part: number, whole: number) => (whole === 0 ? 100 : (100 * part) / whole);

const counted = (mutants: Mutant[]) => {
	const killed = mutants.filter(({ status }) => status === 'Killed' || status === 'Timeout').length;
	const left = mutants.filter(
		({ status }) => status === 'Survived' || status === 'NoCoverage',
	).length;
	return { killed, all: killed + left };
};

const mutantsOf = ({ report }: GroupResult) =>
	Object.values(report.files).flatMap(({ mutants }) => mutants);

/** The lines whose changes were not noticed, each with its explanation. */
function survivorsOf({ report, isNew }: GroupResult): Survivor[] {
	const survivors = new Map<string, Survivor>();
	for (const [path, { source, mutants }] of Object.entries(report.files)) {
		const file = path.replace(/^.*nodes\/DtReporting\//, '');
		const lines = source.split('\n');
		for (const { status, replacement = '', mutatorName, location } of mutants) {
			if (status !== 'Survived' && status !== 'NoCoverage') continue;
			const lineNumber = location.start.line;
			const line = lines[lineNumber - 1].trim();
			const key = `${file} ${lineNumber}`;
			const because = EXPLANATIONS.find(
				(entry) =>
					entry.file === file &&
					line.includes(entry.line) &&
					!(isNew && entry.because === ADDED_SINCE),
			)?.because;
			const entry = survivors.get(key) ?? { file, line, lineNumber, changes: [], because };
			entry.changes.push(`${mutatorName} ${replacement}`.replace(/\s+/g, ' ').slice(0, 60));
			survivors.set(key, entry);
		}
	}
	return [...survivors.values()];
}

/** Writes the page; tells how much is left to explain, and the share of mutants that a test noticed. */
export function writePage(
	path: string,
	results: GroupResult[],
	version: string,
): { unexplained: number; score: number } {
	const rows = results.map((result) => {
		const { killed, all } = counted(mutantsOf(result));
		return `| ${result.group.name} | ${all} | ${killed} | ${percent(killed, all).toFixed(1)} % |`;
	});
	const total = counted(results.flatMap(mutantsOf));
	const survivors = results.flatMap(survivorsOf);
	const files = [...new Set(survivors.map(({ file }) => file))].sort();
	const text = `# Mutation testing

\`npm run mutation\` changes what decides, one place at a time (a condition turned round, a number moved, a block emptied), and looks whether a unit test notices. This page is its last result: ${new Date().toISOString().slice(0, 10)}, StrykerJS ${version}, Node.js ${process.versions.node}.

| group | mutants | noticed | share |
| --- | --- | --- | --- |
${rows.join('\n')}
| **all** | ${total.all} | ${total.killed} | **${percent(total.killed, total.all).toFixed(1)} %** |

${[leftOut(results), notTried(results)].filter(Boolean).join('\n\n')}

## What was not noticed

Each line whose change no unit test noticed, and why that is so. A change that means the same is no gap; the others are held by the integration tests, which mutants are not run against.

${files.map((file) => fileSection(file, survivors)).join('\n\n')}
`;
	writeFileSync(path, text);
	for (const { file, lineNumber, line, changes, because } of survivors) {
		if (because === undefined)
			console.error(`${file}:${lineNumber}  ${line}\n    ${changes.join('\n    ')}`);
	}
	return {
		unexplained: survivors.filter(({ because }) => because === undefined).length,
		score: percent(total.killed, total.all),
	};
}

/** The groups whose mutants were not tried with this version. */
function notTried(results: GroupResult[]): string {
	const tried = results.map(({ group }) => group.name);
	const missing = GROUPS.map(({ name }) => name).filter((name) => !tried.includes(name));
	return missing.length > 0 ? `Not tried in this run: ${missing.join('; ')}.` : '';
}

const leftOut = (results: GroupResult[]): string =>
	results
		.filter(({ group }) => group.without !== undefined)
		.map(({ group: { name, without } }) => {
			const { mutators, because } = without!;
			return `Left out of "${name}": ${mutators.join(', ')}, since ${because}.`;
		})
		.join('\n');

function fileSection(file: string, survivors: Survivor[]): string {
	const own = survivors.filter((survivor) => survivor.file === file);
	const reasons = [...new Set(own.map(({ because }) => because ?? 'Not explained yet.'))];
	const list = reasons.map((reason) => {
		const lines = own.filter(({ because = 'Not explained yet.' }) => because === reason);
		const code = lines.map(({ line }) => `\`${line.replaceAll('`', "'").slice(0, 80)}\``);
		return `- ${[...new Set(code)].join(', ')}: ${reason}`;
	});
	return `### ${file}\n\n${list.join('\n')}`;
}
