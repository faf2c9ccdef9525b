// The short set in one n8n version, which versions.ts names in the environment.
const whole = require('../jest.config.js');

module.exports = {
	...whole,
	testMatch: ['<rootDir>/test/e2e/versions/*.e2e.test.ts'],
};
