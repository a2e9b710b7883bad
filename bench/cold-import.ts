import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'esbuild';

const RUNS = 9;
const AIM_RATIO = 1.5;
const CLIENTS = ['cloudwatch', 'ecs', 'ssm', 'sns'] as const;

/** The four clients alone, made as the recommender makes them, bundled with the same options. */
async function bundleClients(outfile: string): Promise<void> {
  const imports = CLIENTS.map((name) => `export * as ${name} from '@aws-sdk/client-${name}';`).join('\n');
  await build({
    stdin: { contents: imports, resolveDir: import.meta.dirname, loader: 'js' },
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'none',
  });
}

function importMilliseconds(file: string): number {
  const script = `const start = performance.now(); await import(${JSON.stringify(file)}); console.log(performance.now() - start);`;
  const env = { AWS_REGION: 'us-east-1', PATH: process.env.PATH };
  return Number(execFileSync(process.execPath, ['--input-type=module', '-e', script], { env, encoding: 'utf8' }));
}

/** Cold import of the bundle against the four SDK clients alone, in processes of their own, taken in turns. */
export async function coldImport(outdir: string): Promise<string> {
  const clients = join(outdir, 'clients.mjs');
  await bundleClients(clients);
  const times = { bundle: [] as number[], clients: [] as number[] };
  for (let run = 0; run < RUNS; run += 1) {
    times.clients.push(importMilliseconds(clients));
    times.bundle.push(importMilliseconds(join(outdir, 'recommend.mjs')));
  }
  const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1] ?? 0;
  const [own, theirs] = [median(times.bundle), median(times.clients)];
  return `cold import, median of ${RUNS}: bundle ${own.toFixed(0)} ms, four SDK clients alone ${theirs.toFixed(0)} ms, ratio ${(own / theirs).toFixed(2)} (aim: under ${AIM_RATIO})`;
}
