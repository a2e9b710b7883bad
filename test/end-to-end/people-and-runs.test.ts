import { GetParameterHistoryCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parseConfiguration } from '../../core/configuration/parse-configuration.ts';
import type { LocalAws } from '../../local/server.ts';
import { compose } from '../../run/compose.ts';
import { type Acting, RefusedError } from '../../run/people/acting.ts';
import { targetHistory } from '../../run/people/history.ts';
import { pin, unpin } from '../../run/people/pin.ts';
import { approve, reject } from '../../run/people/proposal.ts';
import { rollback } from '../../run/people/rollback.ts';
import { ssm } from '../local/embedded-aws.ts';
import { openGate } from '../support/gated-aws.ts';
import { within } from '../support/runs.ts';
import {
  configuration,
  configured,
  documentAt,
  FIRST,
  RESIZED,
  RUNNING,
  roomy,
  runHere,
  SECOND,
  startAws,
  stateAt,
  stored,
  THIRD,
} from './world.ts';

const sizes = (cpu: number, memory: number) => ({
  taskCpu: String(cpu),
  taskMemory: String(memory),
  appCpu: String(cpu),
  appMemory: String(memory),
});
/** Neither what runs nor what a run recommends. */
const LARGE = sizes(2048, 4096);
const MIDDLE = sizes(512, 1024);

const applying = configuration({
  api: configured('api', { stages: { production: { policy: 'quick', mode: 'apply', alsoPublishTo: ['default'] } } }),
});
const proposing = configuration({ api: configured('api', { stages: { production: { policy: 'quick' } } }) });
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A person's command in this process, past any gate. */
async function asPerson<Result>(
  aws: LocalAws,
  yml: object,
  work: (acting: Acting) => Promise<Result>,
  at = '2026-11-21T06:00:01Z',
): Promise<Result> {
  const checked = parseConfiguration(yml);
  const [target] = checked.targets;
  if (target === undefined) throw new Error('The configuration has no target.');
  const ports = compose({ region: 'us-east-1', log: quiet });
  return within(aws, () => work({ configuration: checked, target, ports, person: { by: 'alice', at } }));
}

async function put(aws: LocalAws, name: string, value: object): Promise<void> {
  const Type = name.endsWith('/state') ? 'String' : 'SecureString';
  const input = { Name: `/rightsizer/${name}`, Value: JSON.stringify(value), Type, Overwrite: true } as const;
  await ssm(aws).send(new PutParameterCommand(input));
}

/** Every kept text of a document, oldest first. */
async function textsOf(aws: LocalAws, name: string): Promise<readonly string[]> {
  const input = { Name: `/rightsizer/${name}`, WithDecryption: true };
  const { Parameters = [] } = await ssm(aws).send(new GetParameterHistoryCommand(input));
  return Parameters.map(({ Value = '' }) => Value);
}

interface Story {
  readonly rightsizerYml: object;
  readonly prepare: (aws: LocalAws) => Promise<void>;
  readonly command: (aws: LocalAws) => Promise<void>;
}

/** An AWS with a gate that a command is given at before call number `moment`; 0: nobody disturbs. Counts the calls. */
async function gated(aws: LocalAws, moment: number, command: (aws: LocalAws) => Promise<unknown>) {
  const passed = { calls: 0 };
  const gate = await openGate(aws, {
    before: async ({ ordinal }) => {
      passed.calls = Math.max(passed.calls, ordinal);
      if (ordinal === moment) await command(aws);
    },
  });
  onTestFinished(() => gate.close());
  return { passed, aws: { ...aws, environment: gate.environment } };
}

/** A run that waits before its call number `moment` until a person's command has ended. Gives the run's calls. */
async function runWith({ rightsizerYml, prepare, command }: Story, moment: number) {
  const aws = await startAws({ services: [roomy('api')] });
  await prepare(aws);
  const { passed, aws: disturbed } = await gated(aws, moment, command);
  const { report, messageFailure } = await runHere(disturbed, rightsizerYml, FIRST);
  expect([report.totals.failed, messageFailure], `before call ${moment}`).toEqual([0, undefined]);
  return { aws, calls: passed.calls };
}

/** Some of the calls, at which somebody comes between: every fourth one and the last, or each with EVERY_MOMENT=1. */
function momentsOf(calls: number): readonly number[] {
  const all = Array.from({ length: calls }, (_, index) => index + 1);
  return process.env.EVERY_MOMENT === '1' ? all : all.filter((moment) => moment % 4 === calls % 4);
}

/** The same story with the command before calls of the run. */
async function atEveryMoment(story: Story, check: (aws: LocalAws, moment: number) => Promise<void>) {
  const { calls } = await runWith(story, 0);
  for (const moment of momentsOf(calls)) await check((await runWith(story, moment)).aws, moment);
}

function authorsOf(aws: LocalAws): readonly unknown[] {
  const { history = [] } = stateAt(aws, 'api/production') as { history?: readonly Record<string, unknown>[] };
  return history.map(({ author, cause, reasons }) => [author, cause, reasons]);
}

describe('a command at any moment of a run', { timeout: 180_000 }, () => {
  const twoVersions = async (aws: LocalAws) => {
    await put(aws, 'api/production', LARGE);
    await put(aws, 'api/production', MIDDLE);
  };

  test.each<[string, Story['command'], object]>([
    [
      'pin',
      (aws) =>
        asPerson(aws, applying, async (acting) => {
          await pin(acting, { days: 28, why: 'the import needs it', set: RUNNING });
        }),
      RUNNING,
    ],
    [
      'rollback',
      (aws) =>
        asPerson(aws, applying, async (acting) => {
          await rollback(acting, { to: 1, days: 28, why: 'the import needs it' });
        }),
      LARGE,
    ],
  ])("%s: the person's sizes stand, with author and reason, and nothing is lost", async (cause, command, wanted) => {
    const story: Story = { rightsizerYml: applying, prepare: twoVersions, command };
    await atEveryMoment(story, async (aws, moment) => {
      const when = `before call ${moment}`;
      expect(documentAt(aws, 'api/production')?.sizes, when).toEqual(wanted);
      expect(documentAt(aws, 'api/default')?.sizes, when).toEqual(wanted);
      expect(authorsOf(aws), when).toContainEqual(['alice', cause, ['the import needs it']]);
      const texts = await textsOf(aws, 'api/production');
      expect(texts.slice(0, 2), when).toEqual([LARGE, MIDDLE].map((each) => JSON.stringify(each)));
      const told = await asPerson(aws, applying, targetHistory);
      expect(told.versions[0]?.entry, when).toMatchObject({ author: 'alice', cause });

      const { version } = stored(aws, 'api/production') ?? {};
      await runHere(aws, applying, SECOND);
      expect(stored(aws, 'api/production')?.version, when).toBe(version);
      expect(documentAt(aws, 'api/default')?.sizes, when).toEqual(wanted);
      expect(authorsOf(aws), when).toContainEqual(['alice', cause, ['the import needs it']]);
    });
  });

  test('approve, while the run finds the same: the approved sizes are live, and the run proposes nothing more', async () => {
    const story: Story = {
      rightsizerYml: proposing,
      prepare: (aws) => runHere(aws, proposing, '2026-11-20T06:00:00Z').then(() => undefined),
      command: (aws) => asPerson(aws, proposing, (acting) => approve(acting, { why: 'fine' }).then(() => undefined)),
    };
    await atEveryMoment(story, async (aws, moment) => {
      const when = `before call ${moment}`;
      expect(documentAt(aws, 'api/production'), when).toEqual({ version: 2, sizes: RESIZED });
      expect(documentAt(aws, 'api/production/proposed')?.version, when).toBe(1);
      expect(stateAt(aws, 'api/production'), when).toMatchObject({
        live: { version: 2, announced: true },
        proposed: { version: 1, closed: true },
      });
      expect(authorsOf(aws)[0], when).toEqual(['alice', 'approve', ['fine']]);
    });
  });

  const otherProposal = async (aws: LocalAws) => {
    await put(aws, 'api/production', RUNNING);
    await put(aws, 'api/production/proposed', MIDDLE);
  };

  test('approve, while the run proposes something else: all of it happens or nothing, and it says which', async () => {
    let refusal: unknown;
    const story: Story = {
      rightsizerYml: proposing,
      prepare: otherProposal,
      command: (aws) =>
        asPerson(aws, proposing, async (acting) => {
          refusal = await approve(acting, { proposal: 1 }).then(
            () => undefined,
            (error: unknown) => error,
          );
        }),
    };
    const approved: boolean[] = [];
    await atEveryMoment(story, async (aws, moment) => {
      const when = `before call ${moment}`;
      approved.push(refusal === undefined);
      if (refusal !== undefined) expect(refusal, when).toBeInstanceOf(RefusedError);
      expect(documentAt(aws, 'api/production')?.sizes, when).toEqual(refusal === undefined ? MIDDLE : RUNNING);
      if (refusal === undefined) expect(authorsOf(aws)[0], when).toEqual(['alice', 'approve', []]);
    });
    expect(new Set(approved)).toEqual(new Set([true, false]));
  });

  test('reject: the refused sizes are remembered', async () => {
    let refused = false;
    const story: Story = {
      rightsizerYml: proposing,
      prepare: otherProposal,
      command: (aws) =>
        asPerson(aws, proposing, async (acting) => {
          refused = await reject(acting, { proposal: 1, why: 'no' }).then(
            () => true,
            () => false,
          );
        }),
    };
    await atEveryMoment(story, async (aws, moment) => {
      const { rejected } = stateAt(aws, 'api/production');
      if (refused) expect(rejected, `before call ${moment}`).toMatchObject({ by: 'alice', why: 'no' });
      else expect(rejected, `before call ${moment}`).toBeUndefined();
    });
  });
});

describe('a whole run at every moment of a command', { timeout: 180_000 }, () => {
  test("pin: the person's sizes stand, with author and reason", async () => {
    const command = (aws: LocalAws) =>
      asPerson(aws, applying, (acting) => pin(acting, { days: 28, why: 'mine', set: RUNNING }));
    const pinned = async (moment: number) => {
      const aws = await startAws({ services: [roomy('api')] });
      await put(aws, 'api/production', MIDDLE);
      const { passed, aws: disturbed } = await gated(aws, moment, () => runHere(aws, applying, FIRST));
      await command(disturbed);
      return { aws, calls: passed.calls };
    };
    const { calls } = await pinned(0);
    for (const moment of momentsOf(calls)) {
      const { aws } = await pinned(moment);
      const when = `before call ${moment}`;
      expect(documentAt(aws, 'api/production')?.sizes, when).toEqual(RUNNING);
      expect(documentAt(aws, 'api/default')?.sizes, when).toEqual(RUNNING);
      expect(authorsOf(aws)[0], when).toEqual(['alice', 'pin', ['mine']]);
    }
  });
});

describe('after a pin', () => {
  test('has ended, runs size again', async () => {
    const aws = await startAws({ services: [roomy('api')] });
    await put(aws, 'api/production', MIDDLE);
    await asPerson(
      aws,
      applying,
      (acting) => pin(acting, { days: 28, why: 'mine', set: RUNNING }),
      '2026-11-20T00:00:00Z',
    );
    await runHere(aws, applying, FIRST);
    expect(documentAt(aws, 'api/production')?.sizes).toEqual(RUNNING);
    await asPerson(aws, applying, (acting) => unpin(acting), '2026-11-21T12:00:00Z');
    await runHere(aws, applying, SECOND);
    expect(documentAt(aws, 'api/production')?.sizes).toEqual(RESIZED);
  });
});

describe('the hundred versions that SSM keeps', () => {
  test('are no end: a run writes the 101st, a rollback the 102nd, and the oldest have gone', async () => {
    const aws = await startAws({ services: [roomy('api')] });
    for (let version = 1; version <= 100; version += 1)
      await put(aws, 'api/production', version % 2 === 0 ? MIDDLE : LARGE);
    await runHere(aws, applying, FIRST);
    expect(documentAt(aws, 'api/production')).toEqual({ version: 101, sizes: RESIZED });
    await asPerson(aws, applying, (acting) => rollback(acting, { days: 28, why: 'slow' }));
    expect(documentAt(aws, 'api/production')).toEqual({ version: 102, sizes: MIDDLE });
    const { versions } = await asPerson(aws, applying, targetHistory);
    expect(versions.map(({ version }) => version)).toEqual(Array.from({ length: 100 }, (_, index) => 102 - index));
    const lost = asPerson(aws, applying, (acting) => rollback(acting, { to: 2, days: 28, why: 'x' }));
    await expect(lost).rejects.toThrow('No version 2 of api/production: kept are 3 to 102.');
    await runHere(aws, applying, THIRD);
    expect(documentAt(aws, 'api/production')?.sizes).toEqual(MIDDLE);
  });
});
