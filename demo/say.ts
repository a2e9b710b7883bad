import { fileURLToPath } from 'node:url';
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
