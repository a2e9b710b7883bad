import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { LocalAws } from '../local/server.ts';
import type { DemoRun } from './demo-run.ts';

/** Beside what else is built here: neither git nor the linter looks at it. */
export const REPORT_FILE = fileURLToPath(new URL('../dist/report.html', import.meta.url));

export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function progress(text: string): void {
  process.stderr.write(`... ${text}\n`);
}

export function heading(text: string): void {
  say(`\n${text}\n${'-'.repeat(text.length)}`);
}

export function sayMails({ mails }: DemoRun): void {
  for (const { subject, body } of mails) say(`Subject: ${subject}\n\n${body}`);
}

const run = promisify(execFile);
const main = fileURLToPath(new URL('../cli/main.ts', import.meta.url));
const configuration = fileURLToPath(new URL('../rightsizer.example.yml', import.meta.url));

export interface DemoReport {
  readonly aws: LocalAws;
  /** ISO time of the run that it shows. */
  readonly time: string;
  readonly out: string;
}

/**
 * Writes a morning's report with `rightsizer report`, which changes nothing in AWS. Makes the file's folder if missing.
 *
 * @throws {Error} With what the command said when it failed.
 */
export async function writeDemoReport({ aws, time, out }: DemoReport): Promise<void> {
  await mkdir(dirname(out), { recursive: true });
  await run(process.execPath, [main, 'report', '--config', configuration, '--time', time, '--out', out], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...aws.environment },
  });
}
