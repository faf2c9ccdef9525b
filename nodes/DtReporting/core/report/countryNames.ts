/**
 * Names of countries beside the English ones that Intl has. How DT spells those with several names is
 * not public (docs/dt-api.md section 2, ?), so that a filter requests all of them.
 */

/** Other English names, by ISO 3166 code: ISO's own, older ones, and those of common lists. */
export const OTHER_NAMES: Record<string, string[]> = {
	BN: ['Brunei Darussalam'],
	BO: ['Bolivia, Plurinational State of'],
	BQ: ['Bonaire, Sint Eustatius and Saba'],
	BS: ['The Bahamas'],
	CC: ['Cocos Islands'],
	CD: ['Congo, The Democratic Republic of the', 'Democratic Republic of the Congo'],
	CG: ['Congo', 'Republic of the Congo'],
	CI: ['Ivory Coast'],
	CV: ['Cabo Verde'],
	CZ: ['Czech Republic'],
	FK: ['Falkland Islands (Malvinas)'],
	FM: ['Micronesia, Federated States of'],
	GM: ['The Gambia'],
	HK: ['Hong Kong'],
	IR: ['Iran, Islamic Republic of'],
	KP: ["Korea, Democratic People's Republic of"],
	KR: ['Korea, Republic of', 'Republic of Korea'],
	LA: ["Lao People's Democratic Republic"],
	MD: ['Moldova, Republic of', 'Republic of Moldova'],
	MK: ['Macedonia', 'Macedonia, the former Yugoslav Republic of'],
	MM: ['Myanmar', 'Burma'],
	MO: ['Macao', 'Macau'],
	PS: ['Palestine', 'Palestine, State of', 'Palestinian Territory, Occupied'],
	RU: ['Russian Federation'],
	SH: ['Saint Helena, Ascension and Tristan da Cunha'],
	SY: ['Syrian Arab Republic'],
	SZ: ['Swaziland'],
	TL: ['East Timor'],
	TR: ['Turkey', 'Türkİye'],
	TW: ['Taiwan, Province of China'],
	TZ: ['Tanzania, United Republic of', 'United Republic of Tanzania'],
	UM: ['United States Minor Outlying Islands'],
	VA: ['Holy See', 'Holy See (Vatican City State)'],
	VE: ['Venezuela, Bolivarian Republic of'],
	VG: ['Virgin Islands, British'],
	VI: ['Virgin Islands, U.S.'],
	VN: ['Viet Nam'],
};

/** What people write for a country, and what no report calls it. */
export const SHORT_FORMS: Record<string, string> = {
	UAE: 'AE',
	UK: 'GB',
	'Great Britain': 'GB',
	'United Kingdom of Great Britain and Northern Ireland': 'GB',
	Holland: 'NL',
	USA: 'US',
	'United States of America': 'US',
};
