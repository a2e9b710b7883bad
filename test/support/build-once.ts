import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildRecommend } from '../../bundle.js';

/** Builds the Lambda once for all test files of a run, see `bundleInto`. */
export async function setup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'rightsizer-built-'));
  process.env.BUILT_RECOMMEND = await buildRecommend(folder);
  return () => rm(folder, { recursive: true, force: true });
}
