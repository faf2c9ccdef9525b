import {
	countryValues,
	type CountryStyle,
} from '../../../../../nodes/DtReporting/core/report/countries';

const sent = (value: string, style: CountryStyle) => countryValues([value], style).values;

describe('for the Offer Wall', () => {
	it.each([
		['US', 'UNITED STATES'],
		['us', 'UNITED STATES'],
		['united states', 'UNITED STATES'],
		['United States of America', 'UNITED STATES'],
		['USA', 'UNITED STATES'],
		['de', 'GERMANY'],
		['Japan', 'JAPAN'],
		['GB', 'UNITED KINGDOM'],
		['UK', 'UNITED KINGDOM'],
		['uk', 'UNITED KINGDOM'],
		['Great Britain', 'UNITED KINGDOM'],
		['XK', 'KOSOVO'],
	])('%s is sent as %s alone', (value, name) => {
		expect(countryValues([value], 'names')).toEqual({
			values: [name],
			translated: [{ given: value, sent: [name] }],
			unknown: [],
		});
	});

	it.each([
		['UNITED STATES'],
		['CANADA'],
		['KOREA, REPUBLIC OF'],
		['SOUTH KOREA'],
		['TURKEY'],
		['TÜRKİYE'],
		['TÜRKIYE'],
		["CÔTE D'IVOIRE"],
		["COTE D'IVOIRE"],
	])('%s stays alone', (value) => {
		const result = { values: [value], translated: [], unknown: [] };
		expect(countryValues([value], 'names')).toEqual(result);
	});

	it.each([
		['TR', ['TURKEY', 'TÜRKİYE', 'TÜRKIYE']],
		['turkey', ['TURKEY', 'TÜRKİYE', 'TÜRKIYE']],
		['KR', ['SOUTH KOREA', 'KOREA, REPUBLIC OF']],
		['Korea, Republic of', ['SOUTH KOREA', 'KOREA, REPUBLIC OF']],
		['ci', ["CÔTE D'IVOIRE", "COTE D'IVOIRE", 'IVORY COAST']],
		["cote d'ivoire", ["CÔTE D'IVOIRE", "COTE D'IVOIRE"]],
		['Côte d’Ivoire', ["CÔTE D'IVOIRE"]],
		['BA', ['BOSNIA & HERZEGOVINA', 'BOSNIA AND HERZEGOVINA']],
		['Saint Lucia', ['ST. LUCIA', 'SAINT LUCIA']],
		['RU', ['RUSSIA', 'RUSSIAN FEDERATION']],
		['Reunion', ['RÉUNION', 'REUNION']],
	])('%s, of several spellings, is sent in all of them', (value, spellings) => {
		expect(sent(value, 'names')).toEqual(expect.arrayContaining(spellings));
		expect(countryValues([value], 'names')).toMatchObject({
			translated: [{ given: value, sent: sent(value, 'names') }],
			unknown: [],
		});
	});
});

describe('for DT FairBid and DT Exchange', () => {
	it.each([
		['us', 'US'],
		['UK', 'GB'],
		['UNITED STATES', 'US'],
		['germany', 'DE'],
		['Turkey', 'TR'],
		['TÜRKİYE', 'TR'],
		['Türkiye', 'TR'],
		['KOREA, REPUBLIC OF', 'KR'],
		['Côte d’Ivoire', 'CI'],
		["COTE D'IVOIRE", 'CI'],
		['Bosnia and Herzegovina', 'BA'],
		['St Lucia', 'LC'],
	])('%s is sent as %s', (value, code) => {
		expect(countryValues([value], 'codes')).toEqual({
			values: [code],
			translated: [{ given: value, sent: [code] }],
			unknown: [],
		});
	});

	it.each(['US', 'DE', 'TR'])('%s stays', (value) => {
		expect(countryValues([value], 'codes')).toEqual({
			values: [value],
			translated: [],
			unknown: [],
		});
	});
});

it.each(['ZZ', 'zz', 'XX', 'EU', 'SU', 'DD', 'Atlantis', 'Korea', 'REPUBLIC OF', '', '12'])(
	'"%s" is known as no country, and stays as it is',
	(value) => {
		for (const style of ['names', 'codes'] as const) {
			expect(countryValues([value], style)).toEqual({
				values: [value],
				translated: [],
				unknown: [value],
			});
		}
	},
);

it('keeps the order, and repeats nothing', () => {
	expect(countryValues(['JAPAN', 'us', 'Atlantis', 'US', 'JP'], 'names')).toEqual({
		values: ['JAPAN', 'UNITED STATES', 'Atlantis'],
		translated: [
			{ given: 'us', sent: ['UNITED STATES'] },
			{ given: 'US', sent: ['UNITED STATES'] },
			{ given: 'JP', sent: ['JAPAN'] },
		],
		unknown: ['Atlantis'],
	});
});
