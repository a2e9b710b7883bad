import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Report } from '../../core/report/report.ts';
import { connectorScenario } from '../../demo/scenarios/connector.ts';
import { type LocalAws, startLocalAws } from '../../local/server.ts';
import { commandHere } from '../support/command-here.ts';
import { madeFolder } from '../support/runs.ts';

const TIME = '2026-11-22T06:00:00Z';

let aws: LocalAws;
const folder = madeFolder();

beforeAll(async () => {
  aws = await startLocalAws({ scenario: connectorScenario, now: () => new Date(TIME) });
});
afterAll(() => aws.close());

const HINT = '("rightsizer init" writes one; RIGHTSIZER_CONFIG names one elsewhere)';

/** `rightsizer plan` against the embedded AWS, without the variables that are named. */
function plan(args: readonly string[], without: readonly string[] = []) {
  const environment = Object.fromEntries(Object.entries(aws.environment).filter(([name]) => !without.includes(name)));
  return commandHere(['plan', '--time', TIME, ...args], { environment });
}

async function fileWith(text: string): Promise<string> {
  const path = join(folder, 'rightsizer.yml');
  await writeFile(path, text);
  return path;
}

describe('rightsizer plan', () => {
  it('shows what a run would decide, writes nothing and sends nothing', async () => {
    const { status, output, errors } = await plan([]);
    expect(status).toBe(2);
    expect(errors).toBe('');
    const [head, ...rows] = output.split('\n');
    expect(head).toMatch(/^service +stage +now +then +finding +a run +USD a month +risk$/);
    expect(rows[0]).toMatch(
      /^connector +master +1024\/2048 +512\/2048 +CPU over +stores +36\.04 -> \d+\.\d\d +[\d.]+\/[\d.]+$/,
    );
    expect(rows[1]).toMatch(
      /^connector +production +2048\/6144 +\d+\/\d+ +memory over +stores +78\.57 -> \d+\.\d\d +[\d.]+\/[\d.]+$/,
    );
    expect(rows[2]).toMatch(/^connector +val +256\/512 +256\/512 +optimized/);
    expect(Math.max(...output.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(output).not.toContain('\u001b');
    expect(output).toMatch(
      /\nUSD a month: \d+\.\d\d now, (.* after a run .*, )?\d+\.\d\d at the aim \(saves \d+\.\d\d\), all\s+tasks/,
    );
    const changing = aws.calls().filter(({ operation }) => /Put|Publish|Delete/.test(operation));
    expect(changing).toEqual([]);
    expect(aws.parameters()).toEqual([]);
    expect(aws.outbox()).toEqual([]);
  });

  it('gives the whole report as JSON', async () => {
    const { status, output } = await plan(['--json']);
    const report: Report = JSON.parse(output);
    expect(status).toBe(2);
    expect(report).toMatchObject({
      schemaVersion: 1,
      kind: 'run',
      dryRun: true,
      time: '2026-11-22T06:00:00.000Z',
      window: { endTime: '2026-11-22T05:50:00.000Z', periodSeconds: 300 },
      totals: { targets: 3, changed: 3, failed: 0 },
    });
    expect(report.targets.map(({ id, publication }) => [id, publication.kind])).toEqual([
      ['connector/master', 'planned'],
      ['connector/val', 'planned'],
      ['connector/production', 'planned'],
    ]);
  });

  it('tells what it does when asked', async () => {
    expect((await plan(['--stage', 'val', '--verbose'])).errors).toContain('targets answered {"runId":"2026-11-22T06:');
  });

  it('ends with 1 when a service is deployed in no stage, and names region and account', async () => {
    const config = await fileWith(`
services:
  gone:
    cluster: gone
    service: web
    parameters: { task: { cpu: c, memory: m } }
    stages: { production: {} }
`);
    const { status, output, errors } = await plan(['--config', config]);
    expect(status).toBe(1);
    expect(output).toMatch(/\ngone +production +- +- +not deployed +skips +- +-\n/);
    expect(output).toMatch(/\ngone\/production: .+\n( {2}.+\n)*$/);
    expect(errors).toBe(
      'rightsizer: gone is not deployed in its only stage, in us-east-1 of account 123456789012. Are region, account and the names in rightsizer.yml right?\n',
    );
  });

  it('ends with 1 when a target fails, and shows the others', async () => {
    aws.addFaults([{ operation: 'cloudwatch.GetMetricData', fault: 'accessDenied', count: 1 }]);
    const { status, output, errors } = await plan(['--stage', 'val', 'master']);
    aws.clearFaults();
    expect(status).toBe(1);
    expect(output.replaceAll('\n  ', ' ')).toMatch(
      /\nconnector\/(master|val): PortError: CloudWatch GetMetricData of .*connector-\1-connect.*AccessDenied/,
    );
    expect(output).toMatch(/^connector +(master|val) +\d+\/.* (optimized|over|under) /m);
    expect(errors).toContain('a target failed');
  });
});

describe('the forms of rightsizer plan', () => {
  it('are Markdown for a pull request', async () => {
    const { status, output, errors } = await plan(['--markdown']);
    expect({ status, errors }).toEqual({ status: 2, errors: '' });
    expect(output).toMatch(/^\| service \| stage \|.*\n(\| -.*\n)(\| connector \|.*\n){3}\n\*\*USD a month: /);
    expect(output.match(/<details>/g)).toHaveLength(3);
  });

  it('are params of a serverless.yml, which agree with the report', async () => {
    const report: Report = JSON.parse((await plan(['--json'])).output);
    const { status, output } = await plan(['--params']);
    expect(status).toBe(2);
    const { params } = parse(output) as { params: Record<string, Record<string, string>> };
    expect(Object.keys(params).sort()).toEqual(['default', 'master', 'production', 'val']);
    expect(params.default).toEqual(params.master);
    for (const { stage, recommended } of report.targets) {
      expect(params[stage]).toMatchObject({
        taskCpu: String(recommended?.task.cpuUnits),
        taskMemory: String(recommended?.task.memoryMiB),
        connectContainerMemory: String(recommended?.containers.connect?.memoryMiB),
      });
    }
  });

  it('are the story of each decision', async () => {
    const { status, output } = await plan(['--explain', '--stage', 'production']);
    expect(status).toBe(2);
    for (const title of ['Evidence', 'Statistic and headroom', 'Floors', 'Choice', 'Risk', 'Alternatives', 'Now'])
      expect(output).toContain(`\n  ${title}\n    `);
    expect(output).toMatch(
      /^WOULD STORE AS RUNNING connector\/production\n {2}2048 CPU \/ 6144 MiB, as before\n {2}the aim is 2048 CPU \/ 4096 MiB\n/,
    );
    expect(output).toContain('\n  could save 6.49 USD a month (78.57 -> 72.08)\n  finding: memory over;');
  });

  it.each([
    ['--json', '--markdown'],
    ['--params', '--explain'],
    ['--explain', '--json'],
  ])('exclude each other: %s and %s', async (a, b) => {
    const { status, output, errors } = await commandHere(['plan', a, b]);
    expect({ status, output }).toEqual({ status: 1, output: '' });
    expect(errors).toMatch(/^error: option '--\w+' cannot be used with option '--\w+'\n/);
    expect(errors).toContain(a);
    expect(errors).toContain(b);
  });
});

describe('the credentials of rightsizer plan', () => {
  it('are those of --profile, before keys in the environment', async () => {
    const credentials = join(folder, 'credentials');
    await writeFile(credentials, '[other]\naws_access_key_id = AKIALOCAL210987654321\naws_secret_access_key = local\n');
    const environment = { ...aws.environment, AWS_SHARED_CREDENTIALS_FILE: credentials };
    const before = aws.calls().length;
    const { errors } = await commandHere(['plan', '--stage', 'val', '--profile', 'other'], { environment });
    const accounts = new Set(
      aws
        .calls()
        .slice(before)
        .map(({ account }) => account),
    );
    expect(accounts).toEqual(new Set(['210987654321']));
    expect(errors).not.toContain('credential');
  });

  it('are missing when there is no such profile: keys in the environment do not stand in for it', async () => {
    const { status, output, errors } = await plan(['--stage', 'val', '--profile', 'nobody']);
    expect({ status, output }).toEqual({ status: 1, output: '' });
    expect(errors).toMatch(/^rightsizer: No AWS credentials from the profile nobody: .*\n$/);
  });

  it('are missing in one plain sentence', async () => {
    const { status, output, errors } = await plan([], ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']);
    expect({ status, output }).toEqual({ status: 1, output: '' });
    expect(errors).toBe(
      'rightsizer: No AWS credentials: name a profile with --profile or AWS_PROFILE, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.\n',
    );
  });
});

describe('what keeps rightsizer plan from working', () => {
  it('is a configuration that does not exist', async () => {
    expect(await plan(['--config', 'none.yml'])).toEqual({
      status: 1,
      output: '',
      errors: `rightsizer: none.yml has 1 problem:\n  none.yml: the file does not exist ${HINT}\n`,
    });
  });

  it('is a time that is none', async () => {
    const { status, errors } = await plan(['--time', 'soon']);
    expect(status).toBe(1);
    expect(errors).toBe('rightsizer: --time soon: not an ISO time such as 2026-11-23T06:00:00Z\n');
  });

  it('is a region that nobody names', async () => {
    const { status, output } = await plan([], ['AWS_REGION', 'AWS_DEFAULT_REGION']);
    expect(status).toBe(1);
    expect(output).toContain('No AWS region: set AWS_REGION, or `region` in rightsizer.yml.');
  });
});

describe('the region of rightsizer plan', () => {
  it.each<[string, readonly string[], readonly string[], string]>([
    ['--region before AWS_REGION', ['--region', 'eu-central-1'], [], 'eu-central-1'],
    ['AWS_DEFAULT_REGION without AWS_REGION', [], ['AWS_REGION'], 'us-east-1'],
  ])('comes from %s', async (_, args, without, region) => {
    const before = aws.calls().length;
    await plan(['--stage', 'val', ...args], without);
    const calls = aws.calls().slice(before);
    expect(calls.length).toBeGreaterThan(0);
    expect(new Set(calls.map((call) => call.region))).toEqual(new Set([region]));
  });
});

describe('a region of rightsizer plan', () => {
  it('comes from the file of the profile where nothing else names one', async () => {
    const file = join(folder, 'config');
    await writeFile(
      file,
      '[profile team]\nregion = eu-north-1\naws_access_key_id = AKIALOCAL123456789012\naws_secret_access_key = local\n',
    );
    const { AWS_REGION: _, AWS_DEFAULT_REGION: __, ...rest } = aws.environment;
    const environment = { ...rest, AWS_CONFIG_FILE: file, AWS_PROFILE: 'team' };
    const before = aws.calls().length;
    await commandHere(['plan', '--time', TIME, '--stage', 'val'], { environment });
    const regions = new Set(
      aws
        .calls()
        .slice(before)
        .map(({ region }) => region),
    );
    expect(regions).toEqual(new Set(['eu-north-1']));
  });

  it('is refused where it does not exist', async () => {
    const before = aws.calls().length;
    expect(await plan(['--region', 'us-east-9'])).toEqual({
      status: 1,
      output: '',
      errors: 'rightsizer: There is no AWS region us-east-9; did you mean "us-east-1"?\n',
    });
    expect(aws.calls()).toHaveLength(before);
  });
});
