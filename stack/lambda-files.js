import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The Lambdas of the stack, by the names of their files. */
export const LAMBDAS = /** @type {const} */ ([
  'recommend',
  'recommend-fleet',
  'fleet-worker',
  'record-memory-kill',
  'notify-slack',
]);

/** What the Lambdas import as `virtual:rightsizer-configuration`; it lies beside them. */
export const CONFIGURATION_MODULE = 'rightsizer-configuration.mjs';

/**
 * Puts a checked configuration where the Lambdas find it.
 *
 * @param {string} folder
 * @param {unknown} content
 */
export async function writeConfiguration(folder, content) {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, CONFIGURATION_MODULE), `export const configuration = ${JSON.stringify(content)};\n`);
}
