// The tests of one group of mutants, see groups.ts: the quick ones, since some thousand mutants are tried.
const path = require('node:path');

const root = path.join(__dirname, '..', '..');
const [unit] = require(path.join(root, 'jest.config.js')).projects;

module.exports = {
	...unit,
	rootDir: root,
	testEnvironment: 'node',
	testMatch: process.env.MUTATION_TESTS.split(';').map((glob) => `<rootDir>/${glob}`),
};
