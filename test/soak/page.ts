/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- writes a page, is no node */
import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';

import { renderSvg } from '../bench/svgChart';
import { NEWEST } from '../e2e/releases';
import {
	GAUGES,
	MOST_ENTRIES,
	MOST_GROWTH,
	quartersOf,
	type Gauge,
	type SoakRun,
	type Verdict,
} from './rules';
import { TROUBLES } from './year';

const DOCS = join(__dirname, '..', '..', 'docs');
const WIDTH = 960;
const HEIGHT = 560;

const gauges = Object.keys(GAUGES) as Gauge[];
const titleOf = (gauge: Gauge) =>
	GAUGES[gauge].unit === '' ? GAUGES[gauge].name : `${GAUGES[gauge].name}, ${GAUGES[gauge].unit}`;

/** Each gauge in a panel of its own, from zero, by the days delivered. */
function picture({ samples }: SoakRun): string {
	const [columns, rows] = [3, 2];
	const [panelWidth, panelHeight] = [WIDTH / columns, HEIGHT / rows];
	const left = (at: number) => (at % columns) * panelWidth;
	const top = (at: number) => Math.floor(at / columns) * panelHeight;
	return renderSvg(WIDTH, HEIGHT, {
		title: gauges.map((gauge, at) => ({
			text: titleOf(gauge),
			left: left(at) + 50,
			top: top(at) + 8,
			textStyle: { fontSize: 13 },
		})),
		grid: gauges.map((_, at) => ({
			left: left(at) + 50,
			width: panelWidth - 70,
			top: top(at) + 40,
			height: panelHeight - 95,
		})),
		xAxis: gauges.map((_, at) => ({
			gridIndex: at,
			type: 'value',
			name: 'day',
			nameLocation: 'middle',
			nameGap: 26,
			max: 'dataMax',
		})),
		yAxis: gauges.map((_, at) => ({ gridIndex: at, type: 'value', min: 0 })),
		series: gauges.map((gauge, at) => ({
			type: 'line',
			xAxisIndex: at,
			yAxisIndex: at,
			symbol: 'none',
			color: '#ff6d5a',
			data: samples.map((sample) => [sample.day, sample[gauge] / GAUGES[gauge].divisor]),
		})),
	});
}

function rowOf(run: SoakRun, gauge: Gauge): string {
	const quarters = quartersOf(run.samples, gauge).map((value) => value.toFixed(0));
	return `| ${titleOf(gauge)} | ${quarters.join(' | ')} |`;
}

/** The maps that have grown since the first measurement, and what they hold in the end. */
function grown(samples: SoakRun['samples']): string {
	const [{ entriesByMap: before }] = samples;
	const after = samples[samples.length - 1].entriesByMap;
	return Object.keys(after)
		.sort()
		.filter((name) => after[name] > (before[name] ?? 0))
		.map((name) => `\`${name}\` (${after[name]})`)
		.join(', ');
}

/** Writes docs/soak.md and its picture. */
export function writePage(run: SoakRun, found: Verdict[]): void {
	const { days, minutes, reports, exchanges, samples, scheduledRows } = run;
	const [{ model }] = cpus();
	const memory = (totalmem() / 1024 ** 3).toFixed(0);
	const times = (trouble: string) =>
		run.due.filter((_, day) => TROUBLES[day % 30] === trouble).length;
	const troubles = Object.values(TROUBLES).map((trouble) => `${trouble} (${times(trouble)})`);
	const text = `# A year in one life of n8n

What \`npm run soak\` found on ${new Date().toISOString().slice(0, 10)}, with n8n ${NEWEST.version} on ${cpus().length} cores of ${model.trim()} with ${memory} GB, the package as it is packed, and the simulator in DT's place.

n8n and the simulator share a calendar that is moved forward: ${days} days became complete in ${minutes} real minutes, while n8n ran without a restart. The trigger polled every real second, several times a day, and delivered each day to a workflow. A second workflow, on a schedule of two seconds, ran _Report: Run_ ${scheduledRows.length} times to its end. DT counted ${reports} report requests and ${exchanges} token exchanges.

On some days something went wrong, how often in brackets: ${troubles.join(', ')}.

## Rules

${found.map(({ name, isMet, figures }) => `- ${isMet ? 'Met' : '**Not met**'}: ${name} (${figures}).`).join('\n')}

Flat means: the median of the last quarter of the year is at most ${MOST_GROWTH} times that of the second quarter; the first one warms n8n up. Figures of few units may grow by ${GAUGES.handles.slack}, static data by ${GAUGES.kept.slack} bytes. The four figures are the quarters, in the units of the table. The script ends with code 1 when a rule is not met.

## Figures

n8n's main process, measured once a week after a garbage collection, ${samples.length} times. n8n is set to store no executions, so that its own database does not grow meanwhile.

| median by quarter | 1st | 2nd | 3rd | 4th |
| --- | --- | --- | --- | --- |
${gauges.map((gauge) => rowOf(run, gauge)).join('\n')}

![Memory, handles, static data and the package's maps by day](images/soak.svg)

The package's maps are the ${samples.at(-1)?.maps} in variables of its modules, read with V8's inspector: tokens, pending reports, ended requests, what polls keep, and the lists of names. A map that lives as long as the process drops its oldest entry beyond ${MOST_ENTRIES}, so their sum grows up to there and no further. Grown since the first week: ${grown(samples)}.
`;
	writeFileSync(join(DOCS, 'soak.md'), text);
	writeFileSync(join(DOCS, 'images', 'soak.svg'), picture(run));
}
