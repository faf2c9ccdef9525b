/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- writes a page, is no node */
import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';

import { renderSvg } from '../bench/svgChart';
import { NEWEST } from '../e2e/releases';
import { GAUGES, MOST_GROWTH, quartersOf, type Gauge, type SoakRun, type Verdict } from './rules';
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

/** Writes docs/soak.md and its picture. */
export function writePage(run: SoakRun, found: Verdict[]): void {
	const { days, minutes, reports, exchanges, samples } = run;
	const [{ model }] = cpus();
	const memory = (totalmem() / 1024 ** 3).toFixed(0);
	const times = (trouble: string) =>
		run.due.filter((_, day) => TROUBLES[day % 30] === trouble).length;
	const troubles = Object.values(TROUBLES).map((trouble) => `${trouble} (${times(trouble)})`);
	const text = `# A year in one life of n8n

What \`npm run soak\` found on ${new Date().toISOString().slice(0, 10)}: n8n ${NEWEST.version} on ${cpus().length} cores of ${model.trim()} with ${memory} GB, the package as it is packed, and the simulator. ${days} days became complete on a calendar that is moved forward, in ${minutes} real minutes, without a restart: the trigger polled every second, and a second workflow ran a report every two seconds of them.

On some days something went wrong: ${troubles.join(', ')}. DT was sent ${reports} report requests that it counted, and ${exchanges} token exchanges.

${found.map(({ name, isMet, figures }) => `- ${isMet ? 'Met' : '**Not met**'}: ${name} (${figures})`).join('\n')}

Flat means: the median of the last quarter is at most ${MOST_GROWTH} times that of the second quarter (the first one warms n8n up). Measured each week after a garbage collection, ${samples.length} times; n8n stores no executions meanwhile, since its database would grow by them.

| median by quarter | 1st | 2nd | 3rd | 4th |
| --- | --- | --- | --- | --- |
${gauges.map((gauge) => rowOf(run, gauge)).join('\n')}

![Memory, handles, static data and the package's maps by day](images/soak.svg)

"The package's maps" are all maps in variables of its modules (${samples.at(-1)?.maps}): tokens, pending reports, the request ledger, what a poll has left, and the lists of names.
`;
	writeFileSync(join(DOCS, 'soak.md'), text);
	writeFileSync(join(DOCS, 'images', 'soak.svg'), picture(run));
}
