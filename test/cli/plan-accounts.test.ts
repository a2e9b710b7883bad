import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalAws, startLocalAws } from '../../local/server.ts';
import { noon, scenario, service } from '../local/embedded-aws.ts';
import { commandHere } from '../support/command-here.ts';
import { madeFolder } from '../support/runs.ts';

const TIME = '2026-11-22T06:00:00Z';
const PAYMENTS = 'arn:aws:iam::222222222222:role/rightsizer';
const SEARCH = 'arn:aws:iam::333333333333:role/rightsizer';
const CLOSED = 'arn:aws:iam::444444444444:role/rightsizer';

const on = (tags: Readonly<Record<string, string>> = {}) => ({ rightsizer: 'on', ...tags });
const SERVICES = [
  service({ account: '222222222222', cluster: 'shop-production', tags: on({ 'rightsizer:owner': 'payments' }) }),
  service({ account: '222222222222', cluster: 'shop-qa', tags: on({ 'rightsizer:mode': 'aply' }) }),
  service({ account: '222222222222', cluster: 'other-production' }),
  service({
    account: '333333333333',
    region: 'eu-west-1',
    cluster: 'find-production',
    tags: on({ 'rightsizer:service': 'search', 'rightsizer:mode': 'apply' }),
    // The load is the same; a kill says that 2048 MiB were not enough.
    memoryKills: [{ container: 'app', at: '2026-11-20T03:00:00Z', limitMiB: 2048 }],
  }),
];

const FILE = `
sources: { computeOptimizer: false }
owners:
  payments: { topicArn: 'arn:aws:sns:us-east-1:123456789012:payments' }
accounts:
  - { roleArn: '${PAYMENTS}', regions: [us-east-1] }
  - { roleArn: '${SEARCH}', externalId: fleet, regions: [eu-west-1] }
`;

/** A file that names what it sizes, and no account. */
const NAMED = `services: { shop: { cluster: c, service: s, parameters: { task: { cpu: a, memory: b } }, stages: { production: {} } } }`;

let aws: LocalAws;
const folder = madeFolder();

beforeAll(async () => {
  const options = { services: SERVICES, refusedRoles: [CLOSED], externalIds: { [SEARCH]: 'fleet' } };
  aws = await startLocalAws({ scenario: scenario(options), now: () => noon });
});
afterAll(() => aws.close());

async function rightsizer(args: readonly string[], text = FILE) {
  const config = join(folder, 'rightsizer.yml');
  await writeFile(config, text);
  return commandHere([...args, '--config', config], { environment: aws.environment });
}

/** The text in one line, however it was wrapped. */
const unwrapped = (text: string) => text.replaceAll(/\s+/g, ' ');

const plan = (args: readonly string[], text?: string) => rightsizer(['plan', '--time', TIME, ...args], text);

describe('rightsizer plan --accounts', () => {
  it('plans what is tagged in two accounts with their roles, and writes nothing', async () => {
    const { output, errors, status } = await plan(['--accounts']);
    expect(errors).toBe('');
    expect(output).toMatch(/^search +production +1024\/2048 +\S+ +.*stores/m);
    expect(output).toMatch(/^shop-api +production +1024\/2048 +\S+ +/m);
    expect(output).not.toContain('other');
    expect(unwrapped(output)).toContain('rightsizer:mode = "aply": must be one of "apply", "propose"');
    expect(status).toBe(1);
    const written = aws.calls().filter(({ operation }) => /Put|Publish|Delete/.test(operation));
    expect(written).toEqual([]);
  });

  it('is refused where the file names no account', async () => {
    const { errors, status } = await plan(['--accounts'], NAMED);
    expect(errors).toMatch(/^rightsizer: --accounts: .*rightsizer.yml names no accounts in which to look/);
    expect(status).toBe(1);
  });

  it('tells of each target its account, region, owner and mode, and reads kills where they were recorded', async () => {
    const { output } = await plan(['--accounts', '--json']);
    const { targets } = JSON.parse(output);
    const told = targets.map(
      ({
        id,
        account,
        region,
        owner,
        mode,
        recommended,
      }: Record<string, unknown> & { recommended?: { task: { memoryMiB: number } } }) => {
        return [id, account, region, owner, mode, recommended?.task.memoryMiB];
      },
    );
    expect(told).toEqual([
      ['search/production', '333333333333', 'eu-west-1', undefined, 'apply', 3072],
      ['shop-api/production', '222222222222', 'us-east-1', 'payments', 'propose', 2048],
      ['shop-qa/api in account 222222222222/us-east-1', undefined, undefined, undefined, 'propose', undefined],
    ]);
  });

  it('is what the tagged services are looked for with: without it the file alone counts', async () => {
    const { errors, status } = await plan([]);
    expect(status).toBe(1);
    expect(errors).toContain(
      'rightsizer.yml names no service. --accounts looks for those that are tagged in its accounts.',
    );
    const named = `${FILE}services:\n  api: { cluster: other-production, service: api, roleArn: '${PAYMENTS}', region: us-east-1, parameters: { task: { cpu: c, memory: m } }, stages: { production: null } }\n`;
    const { output } = await plan([], named);
    expect(output).toMatch(/^api +production /m);
    expect(output).not.toContain('search');
    const unnamed = await plan(['--service', 'search'], named);
    expect([unnamed.status, unnamed.errors]).toEqual([
      1,
      expect.stringContaining('rightsizer.yml names no service search. --accounts looks for those that are tagged'),
    ]);
  });
});

describe('commands of people', () => {
  it('pin, read and forget a found service in its account', async () => {
    const pinned = await rightsizer([
      'pin',
      'search',
      'production',
      '--why',
      'sale',
      '--days',
      '3',
      '--by',
      'anna',
      '--json',
    ]);
    expect(pinned).toMatchObject({ status: 0, errors: '' });
    expect(aws.parameters().map(({ account, region, name }) => [account, region, name])).toContainEqual([
      '333333333333',
      'eu-west-1',
      '/rightsizer/search/production/pin',
    ]);
    const forgotten = await rightsizer(['forget', 'search', 'production', '--yes', '--json']);
    expect(forgotten.status).toBe(0);
    expect(aws.parameters()).toEqual([]);
    expect(await rightsizer(['sizes', 'search', 'production'])).toMatchObject({ status: 2, output: '' });
  });

  it('say where a service may be besides when nobody knows it', async () => {
    const { errors } = await rightsizer(
      ['pin', 'serch', 'production', '--why', 'sale'],
      `${FILE}  - { roleArn: '${CLOSED}', regions: [us-east-1] }\n`,
    );
    expect(errors).toContain('No service serch in rightsizer.yml; there is search, shop-api; did you mean "search"?');
    expect(errors).toContain('account 444444444444/us-east-1: Its tagged services are not known');
  });
});

describe('rightsizer doctor', () => {
  it('tells which accounts can be listed, and what is wrong with tags', async () => {
    const { output, status } = await rightsizer(
      ['doctor', '--json'],
      `${FILE}  - { roleArn: '${CLOSED}', regions: [us-east-1] }\n`,
    );
    const { findings } = JSON.parse(output);
    const told = findings.filter(({ check }: { check: string }) => check === 'accounts');
    expect(told.map(({ kind, subject, text }: Record<string, string>) => [kind, subject, text])).toEqual([
      ['ok', 'account 222222222222/us-east-1', '2 services have the tag rightsizer: on.'],
      ['ok', 'account 333333333333/eu-west-1', '1 service has the tag rightsizer: on.'],
      ['problem', 'account 444444444444/us-east-1', expect.stringContaining(`listing them as ${CLOSED} failed: `)],
      ['problem', 'shop-qa/api in account 222222222222/us-east-1', expect.stringContaining('rightsizer:mode = "aply"')],
    ]);
    expect(
      findings
        .filter(({ check }: { check: string }) => check === 'services')
        .map(({ subject }: { subject: string }) => subject),
    ).toEqual(['search/production', 'shop-api/production']);
    expect(status).toBe(1);
  });

  it('names settings that no tagged service has', async () => {
    const settings = '{ serch: {}, search: { stages: { production: {}, qa: {} } }, shop-api: {} }';
    const { output } = await rightsizer(['doctor', '--json'], `${FILE}taggedServices: ${settings}\n`);
    const { findings } = JSON.parse(output);
    const told = findings.filter(({ text }: { text: string }) => text.includes('taggedServices'));
    expect(
      told.map(({ kind, text }: Record<string, string>) => [kind, /settings of (\S+)/.exec(text ?? '')?.[1]]),
    ).toEqual([
      ['warning', 'serch'],
      ['warning', 'search/qa'],
    ]);
  });

  it('takes no document for left behind where the tags of a service say what cannot be: it may be its own', async () => {
    const { output } = await rightsizer(['doctor', '--json']);
    const { findings } = JSON.parse(output);
    const told = findings.filter(({ check }: { check: string }) => check === 'orphans');
    expect(told.map(({ kind, subject, text }: Record<string, string>) => [kind, subject, text])).toEqual([
      ['ok', `eu-west-1 as ${SEARCH}`, expect.stringMatching(/^All \d+ documents belong to a target/)],
      ['notChecked', `us-east-1 as ${PAYMENTS}`, 'Not all tagged services of this account and region are known.'],
    ]);
  });

  it('tells whether the topics of owners are there', async () => {
    const { output } = await rightsizer(['doctor', '--json']);
    const { findings } = JSON.parse(output);
    expect(findings).toContainEqual(
      expect.objectContaining({
        kind: 'problem',
        check: 'topic',
        subject: 'arn:aws:sns:us-east-1:123456789012:payments',
        text: expect.stringContaining('There is no such topic'),
      }),
    );
  });
});
