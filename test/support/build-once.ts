import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleHandlers } from '../../bundle.js';

/** Builds the Lambdas once for all test files of a run, with esbuild's account of them beside. */
export async function setup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'rightsizer-built-'));
  const { metafile } = await bundleHandlers({ outdir: folder });
  await writeFile(join(folder, 'metafile.json'), JSON.stringify(metafile));
  process.env.BUILT_RECOMMEND = join(folder, 'recommend.mjs');
  // A program that just ended may still leave compiled code there.
  return () => rm(folder, { recursive: true, force: true, maxRetries: 10 });
}
