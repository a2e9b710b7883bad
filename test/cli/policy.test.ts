import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { policyTables } from '../../cli/policy.ts';
import { connectorScenario } from '../../demo/scenarios/connector.ts';
import { type LocalAws, startLocalAws } from '../../local/server.ts';
import { commandHere } from '../support/command-here.ts';

const TIME = '2026-11-22T06:00:00Z';
let aws: LocalAws;

beforeAll(async () => {
  aws = await startLocalAws({ scenario: connectorScenario, now: () => new Date(TIME) });
});
afterAll(async () => {
  await aws.close();
});

const policy = (...args: readonly string[]) =>
  commandHere(['policy', ...args, '--time', TIME], { environment: { ...aws.environment } });

describe('rightsizer policy', () => {
  it('shows ten prices for one stage, with the policy and today marked', async () => {
    const { status, output } = await policy('connector', 'production');
    expect(status).toBe(0);
    const lines = output.trimEnd().split('\n');
    expect(lines[0]).toBe('connector/production, policy production');
    expect(lines[1]).toMatch(/USD an hour +USD a kill +size +USD a month +hours short +kills$/);
    // Memory is held by the heap of the image: the size that runs is the one of the policy's prices.
    expect(lines.filter((line) => / {2}policy(, today)?$/.test(line))).toHaveLength(1);
    expect(lines.filter((line) => line.endsWith('today')).length).toBeGreaterThan(0);
  });

  it('says the same as JSON', async () => {
    const { output } = await policy('connector', 'production', '--json');
    const [found] = JSON.parse(output);
    expect(found).toMatchObject({ id: 'connector/production', policy: 'production' });
    expect(found.curve.points).toHaveLength(10);
  });

  it('says where there is no use to size a target by', () => {
    expect(policyTables([{ id: 'a/b', policy: 'production' }])).toBe(
      'a/b, policy production\n  There is no use to size it by.\n',
    );
  });
});
