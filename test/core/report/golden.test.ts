import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { messageFor } from '../../../core/report/message.ts';
import type { Report } from '../../../core/report/report.ts';
import { NEWS_REPORTS } from './news-reports.ts';

const FOLDER = new URL('golden/', import.meta.url);
const CHANNELS = ['email', 'https', 'sqs'] as const;
type Channel = (typeof CHANNELS)[number];

/** A body as it is kept: JSON one field a line, so that a difference can be read. */
function kept(report: Report, channel: Channel): string {
  const message = messageFor(report);
  if (message === undefined) throw new Error('nothing was sent');
  const body = message.bodies[channel] ?? '';
  if (channel === 'email') return `Subject: ${message.subject}\n\n${body}`;
  return `${JSON.stringify(JSON.parse(body), null, 2)}\n`;
}

const CASES = Object.entries(NEWS_REPORTS).flatMap(([name, report]) =>
  CHANNELS.map((channel) => [name, channel, report] as const),
);

describe('the messages are those of test/core/report/golden', () => {
  it.each(CASES)('%s for %s', (name, channel, report) => {
    const file = new URL(`${name}.${channel}.txt`, FOLDER);
    const text = kept(report, channel);
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, text);
    expect(existsSync(file)).toBe(true);
    expect(text).toBe(readFileSync(file, 'utf8'));
  });
});
