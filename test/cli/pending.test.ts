import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectorScenario } from '../../demo/scenarios/connector.ts';
import { type LocalAws, startLocalAws } from '../../local/server.ts';
import { commandHere } from '../support/command-here.ts';
import { madeFolder } from '../support/runs.ts';

const TIME = '2026-11-22T06:00:00Z';
const APPROVE = 'npx rightsizer approve connector production --proposal 1';

let aws: LocalAws;
const folder = madeFolder();
let config = '';

beforeAll(async () => {
  aws = await startLocalAws({ scenario: connectorScenario, now: () => new Date(TIME) });
  config = join(folder, 'rightsizer.yml');
  await writeFile(
    config,
    (await readFile('rightsizer.example.yml', 'utf8')).replaceAll('mode: apply', 'mode: propose'),
  );
});
afterAll(() => aws.close());

/** `rightsizer` on production, where a person is asked. */
function rightsizer(name: string, ...args: readonly string[]) {
  const selected = ['--config', config, '--time', TIME, '--stage', 'production'];
  return commandHere([name, ...selected, ...args], { environment: aws.environment });
}

describe('rightsizer pending', () => {
  it('is silent before anything is proposed, though a run would propose', async () => {
    expect(await rightsizer('pending')).toEqual({
      status: 0,
      output: 'Nothing waits for anybody. Targets: 1.\n',
      errors: '',
    });
  });

  it('lists a proposal with the command that approves, as plan does, until it is approved; then its deployment', async () => {
    expect((await rightsizer('apply', '--yes')).status).toBe(0);
    const pending = await rightsizer('pending');
    expect(pending.status).toBe(2);
    expect(pending.output).toMatch(
      new RegExp(`^approve {2}connector/production: Proposal 1, 2048 CPU / 4096 MiB, waits .*\n {9}${APPROVE}\n`),
    );
    const plan = await rightsizer('plan');
    expect(plan.status).toBe(2);
    expect(plan.output).toMatch(/^connector +production .* to approve /m);
    expect(plan.output).toContain(`\n  ${APPROVE}\n`);
    const approve = ['approve', 'connector', 'production', '--config', config, '--by', 'alice'];
    expect((await commandHere(approve, { environment: aws.environment })).status).toBe(0);
    const after = await rightsizer('pending', '--json');
    expect(after.status).toBe(2);
    expect(JSON.parse(after.output)).toMatchObject({
      schemaVersion: 1,
      kind: 'pending',
      pending: [{ kind: 'deployment', id: 'connector/production', commands: [] }],
    });
  });
});
