/**
 * The environment of a test file. A process that ends by itself frees its heap piece by piece, which takes a
 * worker of jest longer than the half second after which jest warns of a leak. One that calls `exit` does not.
 */
const { TestEnvironment } = require('jest-environment-node');

if (process.send) process.once('exit', (code) => process.exit(code));

module.exports = TestEnvironment;
