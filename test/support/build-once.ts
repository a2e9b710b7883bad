import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleHandlers, shipBundle } from '../../bundle.js';
import { invokeBundle } from '../../demo/invoke-bundle.ts';

/** Builds the Lambdas once for all test files of a run, with esbuild's account of them beside. */
export async function setup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'rightsizer-built-'));
  const { metafile } = await bundleHandlers({ outdir: folder });
  await writeFile(join(folder, 'metafile.json'), JSON.stringify(metafile));
  const built = join(folder, 'recommend.mjs');
  process.env.BUILT_RECOMMEND = built;
  await compileOnce(built, join(folder, 'compiled'));
  // A program that just ended may still leave compiled code there.
  return () => rm(folder, { recursive: true, force: true, maxRetries: 10 });
}

/** Starts a bundle once, so that what Node compiles of it lies beside: a killed process would leave none to copy. */
async function compileOnce(built: string, outdir: string): Promise<void> {
  const bundle = await shipBundle(built, outdir, 'rightsizer.example.yml');
  await invokeBundle({ bundle, event: 'none', timeoutSeconds: 9, environment: { AWS_REGION: 'us-east-1' } });
}
