// Two projects: `unit` (pure, no network) and `integration` (the simulator and n8n's own core).
// The end-to-end run in a real n8n has a configuration of its own: test/e2e/jest.config.js.
const transform = {
	'^.+\\.ts$': ['ts-jest', { tsconfig: '<rootDir>/test/tsconfig.json', diagnostics: false }],
};

module.exports = {
	testTimeout: 20_000,
	// The tests wait for servers rather than for the processor.
	maxWorkers: 4,
	// A worker that has grown is ended between two test files: jest warns of a leak if it takes long to end.
	workerIdleMemoryLimit: '300MB',
	// With --coverage, a figure to read and not a threshold.
	coverageProvider: 'v8',
	coverageReporters: ['text-summary'],
	collectCoverageFrom: ['{credentials,nodes}/**/*.ts'],
	projects: [
		{
			displayName: 'unit',
			rootDir: __dirname,
			testEnvironment: '<rootDir>/test/tools/environment.cjs',
			transform,
			testMatch: ['<rootDir>/test/{credentials,docs,hostile,nodes,simulator,soak}/**/*.test.ts'],
		},
		{
			displayName: 'integration',
			rootDir: __dirname,
			testEnvironment: '<rootDir>/test/tools/environment.cjs',
			transform,
			testMatch: ['<rootDir>/test/integration/**/*.test.ts'],
			setupFiles: ['<rootDir>/test/integration/setup.ts'],
		},
	],
};
