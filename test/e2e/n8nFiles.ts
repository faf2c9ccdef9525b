/* eslint-disable @n8n/community-nodes/no-restricted-imports -- names a folder of a real n8n, is no node */
import { join } from 'node:path';

/** The one folder in which n8n may read and write files, see N8N_RESTRICT_FILE_ACCESS_TO. */
export const filesFolder = (instanceFolder: string): string => join(instanceFolder, 'files');
