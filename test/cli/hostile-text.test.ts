import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PutParameterCommand } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalAws, startLocalAws } from '../../local/server.ts';
import { scenario, service, ssm } from '../local/embedded-aws.ts';
import { commandHere } from '../support/command-here.ts';
import { madeFolder } from '../support/runs.ts';

/** Clears a screen, and turns what follows around. */
const ODD = '\u001b[2J\u202e';
const UNSPOKEN = /(?!\r?\n|\t)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
const LIVE = '/rightsizer/api/production';

const folder = madeFolder();
let aws: LocalAws;

/** Everything that AWS lets somebody name has such characters in it: families, containers, tags, alarms, documents. */
beforeAll(async () => {
  const load = { cpuUnits: { base: 256, burstShare: 0 }, memoryMiB: { base: 1024, burstShare: 0 } };
  const environment = { JAVA_OPTS: `-Xmx1g ${ODD}` };
  const named = {
    containers: [{ name: `app${ODD}`, image: `app:${ODD}`, memory: 2048, environment, load }],
    taskDefinitionFamily: `family${ODD}`,
    tags: { rightsizer: 'on', [`owner${ODD}`]: ODD },
    alarms: [{ name: `alarm${ODD}`, metric: 'CPUUtilization', threshold: 80 }],
    scaling: { policies: [{ kind: 'step', alarms: [`alarm${ODD}`] }] },
  } as const;
  const services = [
    service({ cluster: 'production', ...named }),
    service({ cluster: 'other', ...named, taskCpu: `256${ODD}` }),
  ];
  aws = await startLocalAws({ scenario: scenario({ services }), now: () => new Date() });
  const parameters = { task: { cpu: 'taskCpu', memory: 'taskMemory' } };
  const stages = { production: {}, other: { policy: 'production' } };
  const api = { cluster: '{stage}', service: 'api', parameters, stages };
  await writeFile(join(folder, 'rightsizer.yml'), JSON.stringify({ lookbackDays: 7, services: { api } }));
  const entry = { version: 1, hash: ODD, at: '2026-11-01T00:00:00Z', author: ODD, cause: 'resize', reasons: [ODD] };
  const pin = { taskCpu: '1024', until: '2099-01-01T00:00:00Z', by: ODD, at: '2026-11-20T00:00:00Z', why: ODD };
  const stored = [
    [LIVE, JSON.stringify({ taskCpu: '1024', taskMemory: `2048${ODD}` }), 'SecureString'],
    [`${LIVE}/state`, JSON.stringify({ history: [entry], runId: ODD }), 'String'],
    [`${LIVE}/pin`, JSON.stringify(pin), 'SecureString'],
    [`${LIVE}/proposed`, `nonsense${ODD}`, 'SecureString'],
  ] as const;
  for (const [Name, Value, Type] of stored) await ssm(aws).send(new PutParameterCommand({ Name, Value, Type }));
});
afterAll(() => aws.close());

describe('control characters of others', () => {
  it.each([
    ['plan'],
    ['plan', '--json'],
    ['plan', '--markdown'],
    ['plan', '--csv'],
    ['plan', '--explain'],
    ['plan', '--params'],
    ['pending'],
    ['policy', '--json'],
    ['history', 'api', 'production'],
    ['history', 'api', 'production', '--json'],
    ['doctor'],
    ['doctor', '--json'],
    ['discover', '--json'],
    ['init', '--cluster', 'production', '--service', 'api', '--out', 'new.yml'],
    ['pin', 'api', 'production', '--why', 'x'],
    ['sizes', 'api', 'production'],
    ['sizes', ODD, ODD, '--prefix', `/${ODD}`],
    ['forget', 'api', 'production'],
    ['backtest', '--input', ODD],
    [ODD],
  ])('act on no terminal: %j', async (...args) => {
    const environment = { ...aws.environment, RIGHTSIZER_CONFIG: 'rightsizer.yml' };
    const { output, errors } = await commandHere(args, { environment, cwd: folder });
    expect(output + errors).not.toMatch(UNSPOKEN);
    expect(output + errors).not.toBe('');
  });

  it('are not in the report', async () => {
    const environment = { ...aws.environment, RIGHTSIZER_CONFIG: 'rightsizer.yml' };
    await commandHere(['report', '--out', 'report.html'], { environment, cwd: folder });
    expect(await readFile(join(folder, 'report.html'), 'utf8')).not.toMatch(UNSPOKEN);
  });
});
