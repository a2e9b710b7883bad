import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleSize } from './bundle-size.ts';
import { coldImport } from './cold-import.ts';
import { configurationTime } from './configuration-time.ts';
import { coreTime } from './core-time.ts';
import { sizeThroughput } from './size-throughput.ts';

const outdir = await mkdtemp(join(tmpdir(), 'rightsizer-bench-'));
try {
  console.log(`Node ${process.versions.node}, ${cpus().length} cores (${cpus()[0]?.model})`);
  console.log(coreTime());
  console.log(await configurationTime(outdir));
  console.log(await bundleSize(outdir));
  console.log(await coldImport(outdir));
  console.log(await sizeThroughput());
} finally {
  await rm(outdir, { recursive: true, force: true });
}
