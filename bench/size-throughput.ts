import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const LINES = 1000;
const POINTS = 8064;
const AIM_SECONDS = 10;

/** One request with four full series; the id is put in front of it for each line. */
function requestTail(): string {
  const series = (base: number) =>
    Array.from(
      { length: POINTS },
      (_, index) => Math.round((base + 10 * Math.sin(index / 46) + ((index * 7919) % 100) / 50) * 100) / 100,
    );
  const request = {
    policy: 'production',
    task: { cpuUnits: 2048, memoryMiB: 4096 },
    periodSeconds: 300,
    endTime: '2026-11-22T00:00:00Z',
    cpu: { average: series(20), maximum: series(30) },
    memory: { average: series(50), maximum: series(55) },
  };
  return `${JSON.stringify(request).slice(1)}\n`;
}

/** 1,000 lines of four full series through `rightsizer size`: time, and the largest memory of the process. */
export async function sizeThroughput(): Promise<string> {
  const main = join(import.meta.dirname, '../cli/main.ts');
  const report = 'process.on("exit", () => console.error("maxrss", process.resourceUsage().maxRSS))';
  const child = spawn(process.execPath, [
    '--import',
    `data:text/javascript,${encodeURIComponent(report)}`,
    main,
    'size',
  ]);
  let answers = 0;
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => {
    answers += chunk.toString().split('\n').length - 1;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const tail = requestTail();
  const start = performance.now();
  for (let line = 0; line < LINES; line += 1) {
    if (!child.stdin.write(`{"id":${line},${tail}`)) await once(child.stdin, 'drain');
  }
  child.stdin.end();
  await once(child, 'close');
  const seconds = (performance.now() - start) / 1000;
  const megabytes = Number(/maxrss (\d+)/.exec(errors)?.[1] ?? 0) / 1024;
  return `size, ${answers} of ${LINES} lines of four series x ${POINTS} points: ${seconds.toFixed(1)} s (aim: under ${AIM_SECONDS} s), largest memory ${megabytes.toFixed(0)} MB`;
}
