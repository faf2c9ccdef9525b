/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- a benchmark, not a node */
/** The libraries compared with: they live in this folder's own node_modules. */
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { packageVersion } from '../tools/installFolder';

/** This folder. */
export const FOLDER = __dirname;

const here = createRequire(__filename);

/** Loads a library at run time, so that the type check passes without it. */
export const load = <Shape>(name: string): Shape => here(name) as Shape;

/** A library's version, here or among the project's own. */
export const versionOf = (name: string): string =>
	packageVersion(FOLDER, name) ?? packageVersion(join(FOLDER, '..', '..'), name) ?? '?';
