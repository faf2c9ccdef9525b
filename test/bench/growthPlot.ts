/* eslint-disable @n8n/community-nodes/no-restricted-imports -- draws a picture, is no node */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FOLDER } from './baselines';
import { renderSvg } from './svgChart';

/** How a time in milliseconds grows with a size. */
export interface Curve {
	name: string;
	points: Array<[size: number, ms: number]>;
}

const WIDTH = 960;
const HEIGHT = 340;
const MARGIN = 60;

/** Draws curves side by side, both axes logarithmic, each beside a line of linear growth, into docs/. */
export async function writePlot(curves: Curve[]): Promise<void> {
	const panel = WIDTH / curves.length;
	const svg = renderSvg(WIDTH, HEIGHT, {
		title: curves.map(({ name }, at) => ({
			text: `Time by ${name}`,
			left: at * panel + MARGIN,
			top: 8,
			textStyle: { fontSize: 13 },
		})),
		grid: curves.map((_, at) => ({
			left: at * panel + MARGIN,
			width: panel - MARGIN - 20,
			top: 50,
			bottom: 50,
		})),
		xAxis: curves.map((_, at) => ({
			gridIndex: at,
			type: 'log',
			name: 'log scale',
			nameLocation: 'middle',
			nameGap: 26,
		})),
		yAxis: curves.map((_, at) => ({ gridIndex: at, type: 'log', name: 'ms' })),
		series: curves.flatMap(({ name, points }, at) => {
			const axes = { xAxisIndex: at, yAxisIndex: at, type: 'line' };
			return [
				{ ...axes, name, data: points, symbolSize: 7, color: '#ff6d5a' },
				{
					...axes,
					name: 'linear',
					data: linear(points),
					symbol: 'none',
					color: '#909298',
					lineStyle: { type: 'dashed' },
					endLabel: { show: true, formatter: 'linear', offset: [-48, 14] },
				},
			];
		}),
	});
	const file = join(FOLDER, '..', '..', 'docs', 'benchmark-growth.svg');
	writeFileSync(file, svg);
}

/** Linear growth through the last point. */
function linear(points: Curve['points']): Curve['points'] {
	const [size, ms] = points[points.length - 1];
	return points.map(([other]) => [other, (ms * other) / size]);
}
