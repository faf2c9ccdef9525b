// The whole fault matrix, which takes minutes: `npm run test:matrix`. A part of it is in `npm test`.
const { projects, ...shared } = require('../../jest.config.js');
const integration = projects.find(({ displayName }) => displayName === 'integration');

module.exports = {
	...shared,
	projects: [
		{
			...integration,
			displayName: 'matrix',
			testMatch: ['<rootDir>/test/matrix/whole/**/*.test.ts'],
			setupFilesAfterEnv: ['<rootDir>/test/matrix/setup.ts'],
		},
	],
};
