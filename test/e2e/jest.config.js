// The end-to-end run in a real n8n: one test file a version, one after the other (`npm run test:e2e`).
const { join } = require('node:path');

module.exports = {
	displayName: 'n8n',
	rootDir: join(__dirname, '..', '..'),
	testEnvironment: 'node',
	transform: {
		'^.+\\.ts$': ['ts-jest', { tsconfig: '<rootDir>/test/tsconfig.json', diagnostics: false }],
	},
	testMatch: ['<rootDir>/test/e2e/*.e2e.test.ts'],
	testTimeout: 60_000,
	maxWorkers: 1,
	verbose: true,
};
