import { DIMENSIONS, METRICS } from '../../../../nodes/DtReporting/report/catalogue';
import { countryName, nearMiss } from '../../../../nodes/DtReporting/report/names';

it.each([
	['publisher revenue', 'Publisher Revenue'],
	['PublisherRevenue', 'Publisher Revenue'],
	['Publisher Revenu', 'Publisher Revenue'],
	['Offer Click', 'Offer Clicks'],
	['Avg Position', 'Avg. Position'],
	['OFW Uniqe Users', 'OFW Unique Users'],
])('%s was probably meant to be %s', (name, meant) => expect(nearMiss(name, METRICS)).toBe(meant));

it.each(['Publisher Revenue', 'A Brand New Metric', 'Clicks per Mile', ''])(
	'%p is left alone',
	(name) => expect(nearMiss(name, METRICS)).toBeUndefined(),
);

it('knows dimensions too', () => {
	expect(nearMiss('country', DIMENSIONS)).toBe('Country');
	expect(nearMiss('Provider Custom ID', DIMENSIONS)).toBe('Provider Custom Id');
	expect(nearMiss('Campaign ID', DIMENSIONS)).toBeUndefined();
});

it('has every name once', () => {
	for (const list of [METRICS, DIMENSIONS]) {
		expect(new Set(list.map(({ name }) => name)).size).toBe(list.length);
	}
});

it.each([
	['US', 'UNITED STATES'],
	['de', 'GERMANY'],
	['United States', 'UNITED STATES'],
	['UNITED STATES', undefined],
	['TÜRKİYE', undefined],
	['ZZ', undefined],
])('the country %s is %s', (value, name) => expect(countryName(value)).toBe(name));
