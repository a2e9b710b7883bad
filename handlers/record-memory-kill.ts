import middy from '@middy/core';
import { linesToRecord } from '../core/memory-kill.ts';

/**
 * Prints metrics instead of sending them: Lambda takes standard output to CloudWatch Logs, which reads the embedded
 * metrics of lines that are JSON and nothing else. Not with console.log: under Lambda's JSON log format it puts the
 * line as text into an object of its own, in which no metric is found (awslabs/aws-embedded-metrics-node, pull 158).
 */
async function recordMemoryKill(event: unknown) {
  const lines = linesToRecord(event);
  for (const line of lines) process.stdout.write(`${line}\n`);
  return { lines: lines.length };
}

export const handler = middy().handler(recordMemoryKill);
