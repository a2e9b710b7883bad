import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectorScenario } from '../../demo/scenarios/connector.ts';
import { type LocalAws, startLocalAws } from '../../local/server.ts';
import { commandHere } from '../support/command-here.ts';
import { nestingProblems } from '../support/html-nesting.ts';
import { madeFolder } from '../support/runs.ts';

const TIME = '2026-11-22T06:00:00Z';

let aws: LocalAws;
const folder = madeFolder();

beforeAll(async () => {
  aws = await startLocalAws({ scenario: connectorScenario, now: () => new Date(TIME) });
});
afterAll(() => aws.close());

function report(args: readonly string[]) {
  return commandHere(['report', '--time', TIME, ...args], { environment: aws.environment });
}

describe('rightsizer report', () => {
  it('writes one page with every target, its charts and the other sizes, and changes nothing in AWS', async () => {
    const out = join(folder, 'report.html');
    expect(await report(['--out', out])).toEqual({ status: 0, output: `${out}: 3 targets\n`, errors: '' });
    const page = await readFile(out, 'utf8');
    for (const id of ['connector/master', 'connector/val', 'connector/production'])
      expect(page).toContain(`>${id}</h2>`);
    expect(nestingProblems(page)).toEqual([]);
    expect(page.match(/<svg [^>]*role="img"/g)).toHaveLength(15);
    expect(page.match(/<h3>Other sizes<\/h3>/g)).toHaveLength(3);
    expect(
      page
        .replaceAll('xmlns="http://www.w3.org/2000/svg"', '')
        .replaceAll('xmlns:xlink="http://www.w3.org/1999/xlink"', ''),
    ).not.toMatch(/https?:\/\/|<script|@import|url\((?!#)/);
    expect(aws.calls().filter(({ operation }) => /Put|Publish|Delete/.test(operation))).toEqual([]);
  });

  it('says where it could not write, before anything is asked', async () => {
    const out = join(folder, 'none', 'report.html');
    const before = aws.calls().length;
    const { status, errors } = await report(['--out', out]);
    expect([status, aws.calls().length]).toEqual([1, before]);
    expect(errors).toBe(`rightsizer: ${out} cannot be written (ENOENT: no such file or directory).\n`);
  });
});
