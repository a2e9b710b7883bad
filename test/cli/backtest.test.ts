import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectorScenario } from '../../demo/scenarios/connector.ts';
import { type LocalAws, startLocalAws } from '../../local/server.ts';
import { commandHere, type OptionsHere } from '../support/command-here.ts';
import { madeFolder } from '../support/runs.ts';

const TIME = '2026-11-22T06:00:00Z';
const HOURS = 6 * 168;
let aws: LocalAws;
const folder = madeFolder();

beforeAll(async () => {
  aws = await startLocalAws({ scenario: connectorScenario, now: () => new Date(TIME) });
});
afterAll(() => aws.close());

/** Six weeks at 19 % of 2048 units, ten hours of the fifth at 39 %; 25 % of 4096 MiB, one hour of the sixth at 75 %. */
function line(fields: object = {}): string {
  const hours = (at: (hour: number) => number) => Array.from({ length: HOURS }, (_, hour) => at(hour));
  return JSON.stringify({
    id: 'a',
    policy: 'production',
    task: { cpuUnits: 2048, memoryMiB: 4096 },
    periodSeconds: 3600,
    endTime: '2026-11-22T00:00:00Z',
    cpu: { maximum: hours((hour) => (hour >= 672 && hour < 682 ? 39 : 19)) },
    memory: { maximum: hours((hour) => (hour === 900 ? 75 : 25)) },
    ...fields,
  });
}

/** `rightsizer backtest`. */
function backtest(args: readonly string[], options: OptionsHere = {}) {
  return commandHere(['backtest', ...args], options);
}

describe('rightsizer backtest', () => {
  it('prints a table of what each policy and rule would have cost and exceeded', async () => {
    const { status, output, errors } = await backtest([], { input: `${line()}\n\n${line({ id: 'b' })}\n` });
    expect([status, errors]).toEqual([0, '']);
    // Twice 72.08, 28.65 and 21.26 USD; 20 of 672 points; see test/backtest/walk-forward.test.ts.
    expect(output).toBe(
      `${[
        'policy / rule  USD per month  CPU exceeded %  memory episodes  changes',
        'what stood            144.16           0.000                0        0',
        'own policy             57.30           2.976                2        4',
        'production             57.30           2.976                2        4',
        'development            57.30           2.976                2        4',
        'validation             57.30           2.976                2        4',
        'CloudFix               57.30           2.976                2        4',
        'KRR                    42.52           2.976                2        2',
        'VPA                    42.52           2.976                2        2',
        'max + 25 %             57.30           2.976                2        4',
        '',
        'Services: 2. Each week decided on the four before.',
      ].join('\n')}\n`,
    );
  });

  it('fails without a line to play, and says what it wants', async () => {
    expect(await backtest([], { input: '\n' })).toEqual({
      status: 1,
      output: '',
      errors:
        'rightsizer: Nothing was played. It reads lines in the format of "rightsizer size", with more than four weeks of data each.\n',
    });
  });

  it('reads a file, gives each service and the total as JSON, and goes on past lines that cannot be played', async () => {
    const path = join(folder, 'series.ndjson');
    await writeFile(path, `${line()}\nnonsense\n${line({ cpu: { maximum: [1] }, memory: undefined })}\n`);
    const { status, output, errors } = await backtest(['--input', path, '--json']);
    expect(status).toBe(1);
    expect(errors).toMatch(
      /^rightsizer: line 2: the line is not JSON: .*\nrightsizer: a: a backtest takes more than four weeks of data\n$/,
    );
    const { services, total } = JSON.parse(output);
    expect(services).toEqual([{ id: 'a', policy: 'production', scores: total }]);
    expect(total[0]).toMatchObject({ rule: 'what stood', usdPerMonth: expect.closeTo(72.08, 2), changes: 0 });
  });

  it('reads what CloudWatch still has of a service: nine weeks, of which five are held', async () => {
    const args = ['--service', 'connector', '--stage', 'production', '--time', TIME, '--json'];
    const { status, output, errors } = await backtest(args, { environment: aws.environment });
    expect([status, errors]).toEqual([0, '']);
    const { services, total } = JSON.parse(output);
    expect(services.map(({ id }: { id: string }) => id)).toEqual(['connector/production']);
    expect(total.map(({ rule }: { rule: string }) => rule)).toContain('max + 25 %');
    // 2048 / 6144: (2 x 0.04048 + 6 x 0.004445) x 730 = 78.57; five weeks of five-minute points are 10,080.
    expect(total[0]).toMatchObject({ rule: 'what stood', usdPerMonth: expect.closeTo(78.57, 2) });
    expect(total[0].cpuPoints).toBeGreaterThan(9000);
    expect(total[0].cpuPoints).toBeLessThanOrEqual(10_080);
    expect(aws.calls().filter(({ operation }) => /Put|Publish|Delete/.test(operation))).toEqual([]);
  });

  it('names a file, a time and a stage that are not there', async () => {
    const none = join(folder, 'none');
    const missing = await backtest(['--input', none]);
    const problem = 'the file cannot be read (ENOENT: no such file or directory)';
    expect([missing.status, missing.errors]).toEqual([1, `rightsizer: --input ${none}: ${problem}.\n`]);
    const noFile = await backtest(['--input', folder]);
    expect(noFile.errors).toMatch(/^rightsizer: --input .*: the file cannot be read \(EISDIR: /);
    const { environment } = aws;
    const time = await backtest(['--stage', 'val', '--time', 'noon'], { environment });
    expect([time.status, time.errors]).toEqual([1, expect.stringContaining('--time noon: not an ISO time')]);
    const stage = await backtest(['--stage', 'none'], { environment });
    expect([stage.status, stage.output]).toEqual([1, '']);
  });
});
