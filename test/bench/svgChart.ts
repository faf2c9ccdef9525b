import { load } from './baselines';

interface Charts {
	init(
		element: null,
		theme: null,
		options: object,
	): { setOption(option: object): void; renderToSVGString(): string };
}

/** A chart as SVG on white, so that it can be read in light and dark themes. `option` is what ECharts takes. */
export function renderSvg(width: number, height: number, option: object): string {
	const chart = load<Charts>('echarts').init(null, null, {
		renderer: 'svg',
		ssr: true,
		width,
		height,
	});
	chart.setOption({ animation: false, backgroundColor: '#ffffff', ...option });
	return `${chart.renderToSVGString()}\n`;
}
