import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const SCRIPT = join(import.meta.dirname, 'krr.py');

/** Milliseconds of each KRR run in NumPy over the same series, half CPU, half memory; undefined without NumPy. */
export function krrMilliseconds(series: readonly Float64Array[], runs: number): readonly number[] | undefined {
  const input = Buffer.concat(
    series.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength)),
  );
  const run = spawnSync('python3', [SCRIPT, String(series.length), String(runs)], { input, encoding: 'utf8' });
  return run.status === 0 ? (JSON.parse(run.stdout) as readonly number[]) : undefined;
}
