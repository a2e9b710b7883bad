import { describe, expect, it } from 'vitest';
import type { Target } from '../../core/configuration/configuration.ts';
import { builtInPolicies } from '../../core/configuration/policies.ts';
import { expectedPoints } from '../../core/model/time.ts';
import { parseState } from '../../core/publication/state-document.ts';
import { shortHash } from '../../core/publication/stored-text.ts';
import type { Report, TargetReport } from '../../core/report/report.ts';
import type { Clock } from '../../run/clock.ts';
import { RunRequestError } from '../../run/run-request.ts';
import { type RunResult, runRightsizer } from '../../run/run-rightsizer.ts';
import { DAY_POLICY, service, size } from '../support/builders.ts';
import {
  configurationOf,
  type FakeWorld,
  failFor,
  fakeWorld,
  flatMetrics,
  refused,
  refusing,
  stageTarget,
} from '../support/fake-ports.ts';
import { BEFORE } from '../support/reports.ts';

const production = stageTarget('production');
const master = stageTarget('master', { alsoPublishTo: ['default'] });
const LIVE = '/rightsizer/connector/production';
const STATE = `${LIVE}/state`;
const PROPOSED = `${LIVE}/proposed`;
const MASTER = '/rightsizer/connector/master';
const COPY = '/rightsizer/connector/default';

const RUNNING = JSON.stringify(BEFORE);

interface RunOptions {
  readonly targets?: readonly Target[];
  readonly day?: number;
  readonly dryRun?: boolean;
  readonly services?: readonly string[];
  readonly stages?: readonly string[];
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
  readonly endsAt?: number;
  readonly maximumIncreaseUsdPerRun?: number;
}

/** The clock of a machine on which nothing takes time but sleep. */
function clockAt(now: number): Clock {
  let passed = 0;
  return {
    now: () => now + passed,
    sleep: async (milliseconds) => {
      passed += milliseconds;
      await new Promise((resolve) => setTimeout(resolve, 5));
    },
  };
}

/** A run at six in the morning of a day in November. */
function run(world: FakeWorld, options: RunOptions = {}): Promise<RunResult> {
  const { targets = [production], day = 21, dryRun = false, services, stages, endsAt } = options;
  const { maximumIncreaseUsdPerRun } = options;
  const time = Date.UTC(2026, 10, day, 6);
  return runRightsizer({
    clock: options.clock ?? clockAt(time),
    ...(endsAt !== undefined && { endsAt }),
    configuration: {
      ...configurationOf(...targets),
      ...(maximumIncreaseUsdPerRun !== undefined && { maximumIncreaseUsdPerRun }),
    },
    request: { time, dryRun, ...(services && { services }), ...(stages && { stages }) },
    ports: world,
    signal: options.signal ?? new AbortController().signal,
  });
}

function targetOf({ report }: { readonly report: Report }, id = 'connector/production'): TargetReport {
  const found = report.targets.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no report of ${id}`);
  return found;
}

/** A world in which the running sizes are recorded and announced. */
async function recorded(targets: readonly Target[] = [production]): Promise<FakeWorld> {
  const world = fakeWorld();
  await run(world, { targets, day: 20 });
  world.changes();
  return world;
}

const codesOf = ({ alerts }: TargetReport) => alerts.map(({ code }) => code);
const stateOf = (world: FakeWorld, name = STATE) => parseState(world.home.documents.text(name));
const mailOf = (world: FakeWorld) => world.notifier.sent.at(-1)?.bodies.email ?? '';

describe('the order of a run', () => {
  it('is state, live, message, state: first the running sizes are recorded', async () => {
    const world = fakeWorld();
    const result = await run(world);
    expect(world.changes()).toEqual([`write ${STATE}`, `write ${LIVE}`, 'publish', `write ${STATE}`]);
    expect(world.home.documents.text(LIVE)).toBe(RUNNING);
    expect(world.home.documents.newest(LIVE)?.type).toBe('SecureString');
    expect(world.home.documents.newest(STATE)?.type).toBe('String');
    expect(targetOf(result)).toMatchObject({
      outcome: 'decided',
      kind: 'recommended',
      publication: { kind: 'written', cause: 'baseline', version: 1, name: LIVE },
      live: { version: 1, document: JSON.parse(RUNNING) },
      running: { task: size(2048, 6144) },
    });
    expect(world.home.documents.versions(STATE).map(({ text }) => parseState(text).live)).toEqual([
      { version: 1, hash: shortHash(RUNNING), announced: false, until: '2026-11-21T06:00:06.000Z' },
      { version: 1, hash: shortHash(RUNNING), announced: true },
    ]);
    expect(mailOf(world)).toContain('STORED AS RUNNING connector/production');
  });

  it('is then the new size, with the reasons in the state', async () => {
    const world = await recorded();
    const result = await run(world);
    expect(world.changes()).toEqual([`write ${STATE}`, `write ${LIVE}`, 'publish', `write ${STATE}`]);
    // A fifth of 2048 units is 409.6, of 6144 MiB 1228.8; with 25 % headroom 512 and 1536.
    // (2 x 0.04048 + 6 x 0.004445) x 730 = 78.57; (0.5 x 0.04048 + 2 x 0.004445) x 730 = 21.26
    expect(targetOf(result)).toMatchObject({
      recommended: { task: size(512, 2048) },
      publication: { kind: 'written', cause: 'resize', version: 2, before: JSON.parse(RUNNING) },
      monthlyUsd: { current: 78.57, recommended: 21.26 },
    });
    expect(stateOf(world)).toMatchObject({
      live: { version: 2, announced: true },
      history: [
        { version: 2, cause: 'resize', author: 'rightsizer', at: '2026-11-21T06:00:00.000Z' },
        { version: 1, cause: 'baseline', reasons: [] },
      ],
      runId: result.report.runId,
    });
    expect(stateOf(world).history[0]?.reasons).toContain(
      '512 CPU / 2048 MiB is the cheapest task size that holds 512 CPU / 1536 MiB.',
    );
  });

  it('is remembered with what it is expected to save, which the report says as well', async () => {
    const world = await recorded();
    const result = await run(world);
    // 78.57 - 21.26
    const change = { version: 2, at: '2026-11-21T06:00:00.000Z', forecastUsd: 57.31 };
    expect(stateOf(world).history[0]).toMatchObject(change);
    expect(targetOf(result).changes).toEqual([change]);
  });

  it('ends there: a run with nothing new writes nothing and sends nothing', async () => {
    const world = await recorded();
    await run(world);
    world.changes();
    const result = await run(world, { day: 22 });
    expect(world.changes()).toEqual([]);
    expect(targetOf(result).publication).toEqual({ kind: 'none' });
    expect(result.report.totals).toMatchObject({ targets: 1, changed: 0, failed: 0 });
  });

  it('has a proposal in the place of live', async () => {
    const world = fakeWorld();
    // A week of agreement and a cool-down are what runs wait for, not people.
    const targets = [stageTarget('production', { mode: 'propose', policy: DAY_POLICY })];
    const result = await run(world, { targets });
    expect(world.changes()).toEqual([`write ${STATE}`, `write ${PROPOSED}`, 'publish', `write ${STATE}`]);
    expect(targetOf(result).holds.map(({ code }) => code)).toEqual(['OneCpuRow']);
    expect(targetOf(result).publication).toMatchObject({
      kind: 'proposed',
      cause: 'resize',
      version: 1,
      name: PROPOSED,
    });
    expect(stateOf(world)).toMatchObject({ proposed: { version: 1, announced: true }, history: [] });
    expect(world.home.documents.text(LIVE)).toBeUndefined();
    await run(world, { targets, day: 22 });
    expect(world.changes()).toEqual([]);
  });

  it('has copies behind live, with the very same text', async () => {
    const world = fakeWorld();
    const result = await run(world, { targets: [master] });
    expect(world.changes()).toEqual([
      `write ${MASTER}/state`,
      `write ${MASTER}`,
      `write ${COPY}`,
      'publish',
      `write ${MASTER}/state`,
    ]);
    expect(world.home.documents.text(COPY)).toBe(world.home.documents.text(MASTER));
    expect(targetOf(result, 'connector/master').copies).toEqual([
      { kind: 'written', cause: 'copy', name: COPY, version: 1, after: JSON.parse(RUNNING) },
    ]);
  });

  it('ends an earlier delivery of the same schedule, and does not take the next step', async () => {
    const world = fakeWorld();
    await run(world);
    world.changes();
    const again = await run(world);
    expect(world.changes()).toEqual([]);
    expect(targetOf(again)).toMatchObject({ publication: { kind: 'none' }, live: { version: 1 } });
  });
});

describe('a dry run', () => {
  it('reports what it would do, writes nothing and sends nothing', async () => {
    const world = fakeWorld();
    const first = await run(world, { targets: [master], dryRun: true });
    const report = targetOf(first, 'connector/master');
    expect(report.publication).toEqual({
      kind: 'planned',
      cause: 'baseline',
      name: MASTER,
      after: JSON.parse(RUNNING),
    });
    expect(first.report).toMatchObject({ dryRun: true, totals: { changed: 1 } });
    world.home.documents.put(MASTER, RUNNING);
    const second = await run(world, { targets: [master], dryRun: true });
    expect(targetOf(second, 'connector/master').copies).toEqual([
      { kind: 'planned', cause: 'copy', name: COPY, after: JSON.parse(RUNNING) },
    ]);
    expect(world.changes()).toEqual([]);
  });

  it('does not announce what an earlier run could not', async () => {
    const world = fakeWorld();
    world.notifier.beforePublish = refusing('topic');
    await run(world);
    world.notifier.beforePublish = () => undefined;
    world.changes();
    await run(world, { day: 22, dryRun: true });
    expect(world.changes()).toEqual([]);
  });
});

describe('growth by utilization', () => {
  // 80 % of 2048 units are 1638; with 25 % headroom 2048 are just too few for the second: 95 % are 1946, 2432 needed.
  const busy: FakeWorld['home']['metrics']['answer'] = (question) => flatMetrics(question, 95, 20);
  // (4 x 0.04048 + 8 x 0.004445) / (2 x 0.04048 + 6 x 0.004445) = 0.19748 / 0.10763 = 183 %
  const thrifty = stageTarget('production', { guards: { maximumGrowthPercent: 150 } });

  it('is proposed and told beyond its budget, once, until a person approves', async () => {
    const world = await recorded();
    world.home.metrics.answer = busy;
    const result = await run(world, { targets: [thrifty] });
    expect(targetOf(result).publication).toMatchObject({ kind: 'proposed', name: PROPOSED, cause: 'resize' });
    expect(codesOf(targetOf(result))).toEqual(['GrowthBudget']);
    expect(JSON.parse(world.home.documents.text(PROPOSED) ?? '')).toMatchObject({ taskCpu: '4096' });
    expect(world.home.documents.text(LIVE)).toBe(RUNNING);
    expect(mailOf(world)).toContain('PROPOSED connector/production');
    world.changes();
    await run(world, { targets: [thrifty], day: 22 });
    expect(world.changes().filter((call) => call.endsWith('/proposed') || call === 'publish')).toEqual([]);
  });

  it('says in a dry run what it would propose', async () => {
    const world = await recorded();
    world.home.metrics.answer = busy;
    const result = await run(world, { targets: [thrifty], dryRun: true });
    expect(targetOf(result).publication).toMatchObject({ kind: 'planned', name: PROPOSED });
  });

  it('of a run as a whole costs no more than maximumIncreaseUsdPerRun', async () => {
    const world = await recorded([master, production]);
    world.home.metrics.answer = busy;
    // 0.08985 more an hour are 65.59 a month.
    const result = await run(world, { targets: [master, production], maximumIncreaseUsdPerRun: 100 });
    const [first, second] = ['connector/master', 'connector/production'].map((id) => targetOf(result, id));
    expect(first?.publication).toMatchObject({ kind: 'written', cause: 'resize' });
    expect(second?.publication).toMatchObject({ kind: 'proposed' });
    expect(second?.alerts).toMatchObject([{ code: 'IncreaseCap', usdPerMonth: 65.59, maximumIncreaseUsdPerRun: 100 }]);
  });

  it('counts what an earlier delivery of the run has added', async () => {
    const world = await recorded([master, production]);
    world.home.metrics.answer = busy;
    await run(world, { targets: [master, production], maximumIncreaseUsdPerRun: 0 });
    world.home.documents.beforeWrite = failFor(LIVE);
    const options = { targets: [master, production], maximumIncreaseUsdPerRun: 100, day: 22 };
    await run(world, options);
    world.home.documents.beforeWrite = () => undefined;
    const again = await run(world, options);
    expect(targetOf(again).publication.kind).not.toBe('written');
  });
});

describe('copies', () => {
  it('that differ are repaired by the next run, which says so', async () => {
    const world = await recorded([master]);
    world.home.metrics.answer = (question) => flatMetrics(question, 75, 75);
    world.home.documents.put(COPY, '{"taskCpu":"256"}');
    await run(world, { targets: [master] });
    // The state forgets that shrinking was agreed on.
    expect(world.changes()).toEqual([`write ${COPY}`, 'publish', `write ${MASTER}/state`]);
    expect(world.home.documents.text(COPY)).toBe(RUNNING);
    expect(world.notifier.sent.at(-1)?.subject).toBe('rightsizer: 1 copied');
  });

  it('that cannot be written leave the target as it is, and a person is told', async () => {
    const world = fakeWorld();
    world.home.documents.beforeWrite = failFor(COPY);
    const result = await run(world, { targets: [master] });
    expect(targetOf(result, 'connector/master')).toMatchObject({
      outcome: 'decided',
      publication: { kind: 'written' },
      copies: [{ kind: 'failed', message: `PortError: ${COPY}: AccessDeniedException` }],
    });
    expect(mailOf(world)).toContain('NOT WRITTEN connector/master');
  });

  it('that somebody wrote meanwhile stand', async () => {
    const world = await recorded([master]);
    world.home.metrics.answer = (question) => {
      world.home.documents.put(COPY, '{"theirs":"1"}');
      return flatMetrics(question, 20, 20);
    };
    const result = await run(world, { targets: [master] });
    expect(targetOf(result, 'connector/master').copies).toMatchObject([{ kind: 'foreignWrite', name: COPY }]);
    expect(world.home.documents.text(COPY)).toBe('{"theirs":"1"}');
  });

  it('that a run beside this one made are done', async () => {
    const world = fakeWorld();
    world.home.documents.beforeWrite = ({ name }) => {
      if (name === MASTER) world.home.documents.put(COPY, RUNNING);
    };
    const result = await run(world, { targets: [master] });
    expect(targetOf(result, 'connector/master').copies).toEqual([{ kind: 'none' }]);
  });

  it('are not made of a broken document that cannot be replaced', async () => {
    const world = fakeWorld();
    world.home.documents.put(MASTER, 'nonsense');
    const result = await run(world, { targets: [master], dryRun: true });
    expect(targetOf(result, 'connector/master')).toMatchObject({ publication: { cause: 'repair' }, copies: [] });
    expect(targetOf(result, 'connector/master').live).toEqual({ version: 1 });
  });
});

describe('a live document', () => {
  it('that somebody edited into nonsense is replaced by the last valid version', async () => {
    const world = await recorded();
    world.home.documents.put(LIVE, 'nonsense');
    const result = await run(world);
    expect(world.home.documents.text(LIVE)).toBe(RUNNING);
    expect(targetOf(result).publication).toMatchObject({
      kind: 'written',
      cause: 'repair',
      version: 3,
      problem: 'it is not a JSON object',
    });
    expect(world.calls).toContain(`history ${LIVE}`);
    expect(mailOf(world)).toContain('REPAIRED connector/production');
  });

  it('that is broken, with nothing to put in its place, fails the target by name', async () => {
    const world = fakeWorld();
    const containers = [{ name: 'connect', essential: true, memoryMiB: 7000 }];
    world.home.services.answers.set('connector/production', service({ containers }));
    world.home.documents.put(LIVE, 'nonsense');
    const result = await run(world);
    expect(targetOf(result)).toMatchObject({
      outcome: 'failed',
      detail: expect.stringContaining('the live document is unusable (it is not a JSON object)'),
    });
    expect(world.home.documents.text(LIVE)).toBe('nonsense');
    expect(mailOf(world)).toContain('FAILED connector/production');
  });

  it('that somebody wrote meanwhile stands, and is reported', async () => {
    const world = await recorded();
    world.home.metrics.answer = (question) => {
      world.home.documents.put(LIVE, RUNNING.replace('6144', '8192'));
      return flatMetrics(question, 20, 20);
    };
    const result = await run(world);
    expect(targetOf(result).publication).toEqual({
      kind: 'foreignWrite',
      name: LIVE,
      detail: `Somebody wrote version 2 of ${LIVE} while this run was deciding; theirs stands.`,
    });
    expect(world.home.documents.newest(LIVE)?.version).toBe(2);
    expect(world.changes()).toEqual(['publish']);
    expect(world.notifier.sent.at(-1)?.subject).toBe('rightsizer: 1 not written');
  });

  it('that cannot be written fails the target, and its state intends it still', async () => {
    const world = fakeWorld();
    world.home.documents.beforeWrite = failFor(LIVE);
    const result = await run(world);
    expect(targetOf(result)).toMatchObject({ outcome: 'failed', detail: `PortError: ${LIVE}: AccessDeniedException` });
    world.home.documents.beforeWrite = () => undefined;
    world.changes();
    expect(targetOf(await run(world, { day: 22 })).publication).toMatchObject({ kind: 'written', version: 1 });
    expect(stateOf(world).history).toHaveLength(1);
  });
});

describe('two runs at the same moment', () => {
  it('write once: the one that was second to say what it intends leaves it to the other', async () => {
    const world = fakeWorld();
    const both = Promise.withResolvers<void>();
    world.home.metrics.answer = async (question) => {
      if (world.home.metrics.questions.length === 2) both.resolve();
      await both.promise;
      return flatMetrics(question, 20, 20);
    };
    const results = await Promise.all([run(world), run(world, { day: 22 })]);
    expect(world.home.documents.versions(LIVE)).toHaveLength(1);
    expect(world.notifier.sent).toHaveLength(1);
    expect(results.map((each) => targetOf(each).publication.kind).sort()).toEqual(['none', 'written']);
    expect(stateOf(world).live).toMatchObject({ version: 1, announced: true });
    expect(world.log.lines.map(({ message }) => message)).toContain('another run is publishing this target');
  });

  it('write and tell once, when one begins while the other is about to write: it waits', async () => {
    const world = fakeWorld();
    const { documents } = world.home;
    const clock = clockAt(Date.UTC(2026, 10, 21, 6));
    const [waits, ended] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const sleep = async () => {
      waits.resolve();
      await ended.promise;
    };
    let other: Promise<RunResult> | undefined;
    documents.afterWrite = async ({ name }) => {
      if (name !== STATE || other !== undefined) return;
      other = run(world, { day: 22, clock: { ...clock, sleep } });
      await waits.promise;
    };
    await run(world, { clock });
    ended.resolve();
    await other;
    // The second one goes on from there: it waited for the first, and then took the next step.
    expect(documents.versions(LIVE).map(({ text }) => text)).toEqual([RUNNING, expect.stringContaining('"512"')]);
    const ids = world.notifier.sent.map(({ bodies }) => /Id: .*/.exec(bodies.default)?.[0]);
    expect(ids).toEqual(['Id: connector/production@1', 'Id: connector/production@2']);
  });
});

describe('a message that does not go out', () => {
  async function unannounced(): Promise<{ world: FakeWorld; result: RunResult }> {
    const world = fakeWorld();
    world.notifier.beforePublish = refusing('topic');
    const result = await run(world);
    world.notifier.beforePublish = () => undefined;
    return { world, result };
  }

  it('is what the run failed at; the state says that nobody knows', async () => {
    const { world, result } = await unannounced();
    expect(result.messageFailure).toBe('PortError: topic: AccessDeniedException');
    expect(targetOf(result).publication).toMatchObject({ kind: 'written', cause: 'baseline' });
    expect(world.changes()).toEqual([`write ${STATE}`, `write ${LIVE}`, 'publish']);
    expect(stateOf(world).live).toMatchObject({ announced: false });
  });

  it('is sent by the next run, before anything else, with the same id', async () => {
    const { world } = await unannounced();
    world.changes();
    await run(world, { day: 22 });
    expect(world.changes()).toEqual([
      `write ${STATE}`,
      'publish',
      `write ${STATE}`,
      `write ${STATE}`,
      `write ${LIVE}`,
      'publish',
      `write ${STATE}`,
    ]);
    const [first, second] = world.notifier.sent.map(({ bodies }) => bodies);
    expect(first?.email).toMatch(
      /^An earlier run wrote these sizes and could not announce them\.\n\nSTORED AS RUNNING /,
    );
    expect(first?.email).toContain('Id: connector/production@1');
    expect(JSON.parse(first?.sqs ?? '')).toMatchObject({ kind: 'catchUp', totals: { targets: 1, changed: 1 } });
    expect(second?.email).toContain('Id: connector/production@2');
  });

  it('keeps a run that cannot send it either from writing over it', async () => {
    const { world } = await unannounced();
    world.notifier.beforePublish = ({ bodies }) => {
      if (bodies.default.startsWith('An earlier run')) throw refused('topic');
    };
    const result = await run(world, { day: 22 });
    expect(targetOf(result)).toMatchObject({ outcome: 'failed', publication: { kind: 'none' } });
    expect(targetOf(result).detail).toContain('could not be announced');
    expect(world.changes().filter((change) => change === `write ${LIVE}`)).toHaveLength(1);
    expect(world.log.lines).toContainEqual({
      level: 'error',
      message: 'what an earlier run wrote could not be announced',
      data: { error: 'PortError: topic: AccessDeniedException' },
    });
  });

  it('keeps the sentences and sizes of a change, and what was live before it', async () => {
    const world = await recorded();
    world.notifier.beforePublish = refusing('topic');
    await run(world);
    world.notifier.beforePublish = () => undefined;
    await run(world, { day: 22 });
    expect(world.notifier.sent.at(-1)?.subject).toBe('rightsizer: 1 changed');
    expect(mailOf(world)).toContain('CHANGED connector/production\n  taskCpu 2048 -> 512\n');
    expect(mailOf(world)).toContain('512 CPU / 2048 MiB is the cheapest task size that holds 512 CPU / 1536 MiB.');
    world.changes();
    await run(world, { day: 23 });
    expect(world.changes()).toEqual([]);
  });

  it('keeps the cause of a repair, and forgets one that it does not know', async () => {
    for (const [cause, headline] of [
      ['repair', 'REPAIRED'],
      ['keys', 'KEYS CHANGED'],
      ['magic', 'CHANGED'],
    ]) {
      const world = await recorded();
      const live = { ...stateOf(world).live, announced: false };
      const history = stateOf(world).history.map((entry) => ({ ...entry, cause }));
      world.home.documents.put(STATE, JSON.stringify({ ...stateOf(world), live, history }), 'String');
      world.home.metrics.answer = (question) => flatMetrics(question, 75, 75);
      await run(world);
      expect(mailOf(world)).toContain(`${headline} connector/production`);
    }
  });

  it('is sent for a proposal too', async () => {
    const world = fakeWorld();
    const targets = [stageTarget('production', { mode: 'propose' })];
    world.notifier.beforePublish = refusing('topic');
    await run(world, { targets });
    world.notifier.beforePublish = () => undefined;
    world.changes();
    await run(world, { targets, day: 22 });
    expect(world.changes()).toEqual([`write ${STATE}`, 'publish', `write ${STATE}`]);
    expect(mailOf(world)).toContain('PROPOSED connector/production');
    expect(stateOf(world).proposed?.announced).toBe(true);
  });

  it('is not sent for a document that somebody else wrote, or that nobody can read', async () => {
    for (const theirs of [RUNNING.replace('6144', '8192'), 'nonsense']) {
      const { world } = await unannounced();
      const state = stateOf(world);
      world.home.documents.put(LIVE, theirs);
      if (theirs === 'nonsense') {
        const live = { version: 2, hash: shortHash(theirs), announced: false };
        world.home.documents.put(STATE, JSON.stringify({ ...state, live }), 'String');
      }
      await run(world, { day: 22 });
      expect(world.notifier.sent[0]?.bodies.email).not.toContain('An earlier run');
    }
  });

  it('waits while the service is not deployed', async () => {
    const { world } = await unannounced();
    const gone = { kind: 'skipped', skipReason: 'NotDeployed', detail: 'gone' } as const;
    world.home.services.answers.set('connector/production', gone);
    await run(world, { day: 22 });
    expect(mailOf(world)).toContain('SKIPPED connector/production\n  us-east-1\n  not deployed: gone\n');
    expect(stateOf(world).live?.announced).toBe(false);
  });
});

describe('a state that cannot be stored', () => {
  it('after the message is logged, and the next run repeats the message once', async () => {
    const world = fakeWorld();
    let states = 0;
    world.home.documents.beforeWrite = ({ name }) => {
      if (name === STATE) states += 1;
      if (name === STATE && states === 2) throw refused(STATE);
    };
    const result = await run(world);
    expect(result.messageFailure).toBeUndefined();
    expect(world.log.lines).toContainEqual({
      level: 'warn',
      message: 'the state could not be stored; the next run repeats its message',
      data: { target: 'connector/production', error: `PortError: ${STATE}: AccessDeniedException` },
    });
    await run(world);
    await run(world);
    expect(world.notifier.sent.map(({ bodies }) => /Id: .*/.exec(bodies.default)?.[0])).toEqual([
      'Id: connector/production@1',
      'Id: connector/production@1',
    ]);
  });

  it('before the write keeps the document from being written', async () => {
    const world = fakeWorld();
    world.home.documents.beforeWrite = failFor(STATE);
    expect(targetOf(await run(world)).outcome).toBe('failed');
    expect(world.home.documents.text(LIVE)).toBeUndefined();
  });
});

describe('targets that go their own ways', () => {
  const shop = stageTarget('production', { id: 'shop/production', service: 'shop', cluster: 'shop' });
  const away = { ...shop, roleArn: 'arn:aws:iam::210987654321:role/rightsizer' };

  it('do not stop each other: metrics that cannot be read fail one', async () => {
    const world = fakeWorld();
    world.home.metrics.answer = (question) => {
      if (question.cluster === 'shop') throw refused('CloudWatch GetMetricData');
      return flatMetrics(question, 20, 20);
    };
    const result = await run(world, { targets: [shop, production] });
    expect(targetOf(result, 'shop/production')).toMatchObject({
      outcome: 'failed',
      detail: 'PortError: CloudWatch GetMetricData: AccessDeniedException',
    });
    expect(targetOf(result).publication).toMatchObject({ kind: 'written' });
    expect(result.report.totals).toMatchObject({ targets: 2, changed: 1, failed: 1 });
    expect(world.log.lines).toContainEqual(expect.objectContaining({ level: 'error', message: 'a target failed' }));
    expect(mailOf(world)).toContain('FAILED shop/production');
  });

  it('do not stop each other: an account that cannot be asked fails its own', async () => {
    const world = fakeWorld();
    world.accountOfRole(away.roleArn).documents.beforeRead = refusing('AssumeRole');
    const result = await run(world, { targets: [away, production] });
    expect(targetOf(result, 'shop/production').detail).toBe('PortError: AssumeRole: AccessDeniedException');
    expect(targetOf(result).outcome).toBe('decided');
  });

  it('are written where they live', async () => {
    const world = fakeWorld();
    await run(world, { targets: [away, production] });
    expect(world.accountOfRole(away.roleArn).documents.text('/rightsizer/shop/production')).toBe(RUNNING);
    expect(world.home.documents.text('/rightsizer/shop/production')).toBeUndefined();
  });

  it('are reported in the order of the file, whichever is done first', async () => {
    const world = fakeWorld();
    const targets = Array.from({ length: 20 }, (_, index) => stageTarget(`stage-${index}`));
    world.home.metrics.answer = async (question) => {
      await new Promise((resolve) => setTimeout(resolve, question.cluster.length % 3));
      return flatMetrics(question, 20, 20);
    };
    const { report } = await run(world, { targets });
    expect(report.targets.map(({ id }) => id)).toEqual(targets.map(({ id }) => id));
  });

  it('are at most eight at a time', async () => {
    const world = fakeWorld();
    let [now, most] = [0, 0];
    world.home.metrics.answer = async (question) => {
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setTimeout(resolve, 2));
      now -= 1;
      return flatMetrics(question, 20, 20);
    };
    await run(world, { targets: Array.from({ length: 20 }, (_, index) => stageTarget(`stage-${index}`)) });
    expect(most).toBe(8);
  });
});

describe('a target that ECS cannot describe', () => {
  it('fails when ECS says nothing about it', async () => {
    const world = fakeWorld();
    world.home.services.answers.set('connector/production', undefined);
    expect(targetOf(await run(world))).toMatchObject({ outcome: 'failed', detail: 'ECS said nothing about it' });
  });

  it('is skipped with a word, once, and again after it was back', async () => {
    const world = fakeWorld();
    const gone = { kind: 'skipped', skipReason: 'NotDeployed', detail: 'The cluster does not exist.' } as const;
    world.home.services.answers.set('connector/production', gone);
    const result = await run(world);
    expect(targetOf(result)).toMatchObject({ outcome: 'skipped', skipReason: 'NotDeployed', noticeIsNew: true });
    expect(result.report.totals).toMatchObject({ skipped: 1, failed: 0 });
    expect(world.changes()).toEqual(['publish', `write ${STATE}`]);
    expect(targetOf(await run(world, { day: 22 })).noticeIsNew).toBe(false);
    expect(world.changes()).toEqual([]);
    world.home.services.answers.delete('connector/production');
    await run(world, { day: 23 });
    expect(stateOf(world).notice).toBeUndefined();
    world.home.services.answers.set('connector/production', gone);
    world.changes();
    await run(world, { day: 24 });
    expect(world.changes()).toContain('publish');
  });

  it('has its running sizes recorded when it has no data, and both are said', async () => {
    const world = fakeWorld();
    world.home.metrics.answer = () => ({ cpu: {}, memory: {}, containers: {} });
    const result = await run(world);
    expect(targetOf(result)).toMatchObject({
      outcome: 'skipped',
      skipReason: 'NoData',
      publication: { cause: 'baseline' },
    });
    expect(mailOf(world)).toContain('STORED AS RUNNING connector/production');
    expect(mailOf(world)).toContain('There is no CPU data in the window.');
    world.changes();
    await run(world, { day: 22 });
    expect(world.changes()).toEqual([]);
  });

  it('is alerted once when a bound forbids what is needed', async () => {
    const bounded = stageTarget('production', {
      maximumTaskSize: { memoryMiB: 2048 },
      containers: { connect: { minimumMemoryMiB: 3000 } },
    });
    const world = await recorded([bounded]);
    const result = await run(world, { targets: [bounded] });
    expect(targetOf(result)).toMatchObject({ noticeIsNew: false, publication: { kind: 'none' } });
    expect(targetOf(result).alerts.map(({ code }) => code)).toContain('MaximumBelowFloor');
    expect(world.notifier.sent[0]?.bodies.default).toContain('  ! The configured maximum');
    expect(world.changes()).toEqual([]);
  });
});

describe('a run that is out of time', () => {
  const targets = Array.from({ length: 10 }, (_, index) => stageTarget(`stage-${index}`));

  it('publishes and reports what is finished, and names the rest', async () => {
    const world = fakeWorld();
    const controller = new AbortController();
    world.home.metrics.answer = (question, signal) => {
      if (question.cluster !== 'connector-stage-7-connect') return flatMetrics(question, 20, 20);
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
        setTimeout(() => controller.abort(new Error('out of time')), 20);
      });
    };
    const result = await run(world, { targets, signal: controller.signal });
    const outcomes = result.report.targets.map(({ outcome }) => outcome);
    expect(outcomes.filter((outcome) => outcome === 'decided')).toHaveLength(9);
    expect(targetOf(result, 'connector/stage-7')).toMatchObject({
      outcome: 'notDone',
      detail: 'The run was out of time before this target was answered; the next run takes it up.',
      publication: { kind: 'none' },
    });
    expect(result.report.totals).toMatchObject({ changed: 9, notDone: 1, failed: 0 });
    expect(mailOf(world)).toContain('NOT DONE connector/stage-7');
    expect(world.home.documents.text('/rightsizer/connector/stage-0')).toBe(RUNNING);
  });

  it('does not begin what it had not begun', async () => {
    const world = fakeWorld();
    const controller = new AbortController();
    world.home.metrics.answer = (question) => {
      controller.abort(new Error('out of time'));
      const samples = new Float64Array(expectedPoints(question.window)).fill(5);
      return { ...flatMetrics(question, 20, 20), samples };
    };
    const { report } = await run(world, { targets, signal: controller.signal });
    expect(report.targets.map(({ outcome }) => outcome)).toContain('decided');
    expect(report.totals.notDone).toBeGreaterThanOrEqual(2);
    expect(world.home.metrics.questions.length).toBeLessThan(targets.length);
  });

  it('names everything when there was not even time to ask', async () => {
    const world = fakeWorld();
    const result = await run(world, { targets, signal: AbortSignal.abort(new Error('out of time')) });
    expect(result.report.totals).toMatchObject({ targets: 10, notDone: 10 });
    expect(world.changes()).toEqual(['publish']);
  });
});

describe('a target whose account is not known', () => {
  it('fails by itself, and says why', async () => {
    const world = fakeWorld();
    const broken = {
      ...world,
      accountOf(): never {
        throw refused('no region');
      },
    };
    const { report } = await run(broken);
    expect(report.targets.map(({ outcome, detail }) => [outcome, detail])).toEqual([
      ['failed', expect.stringContaining('no region')],
    ]);
  });
});

describe('development', () => {
  const development = stageTarget('master', { policy: { ...builtInPolicies.development, minimumDataHours: 12 } });
  const bound = stageTarget('production', { policy: { ...DAY_POLICY, name: 'production' } });

  it('is never above production, which is read even when the run is narrowed', async () => {
    const world = await recorded([development]);
    world.home.services.answers.set('connector/production', service({ taskSize: size(1024, 4096), containers: [] }));
    world.home.metrics.answer = (question) => flatMetrics(question, 80, 60);
    const result = await run(world, { targets: [development, bound], stages: ['master'] });
    expect(result.report.targets).toHaveLength(1);
    expect(targetOf(result, 'connector/master').recommended?.task).toEqual(size(1024, 4096));
    expect(world.home.documents.text(LIVE)).toBeUndefined();
  });
});

describe('the report of a run', () => {
  it('has the window of the schedule, whatever the clock says', async () => {
    const { report } = await run(fakeWorld());
    expect(report).toMatchObject({
      schemaVersion: 1,
      kind: 'run',
      time: '2026-11-21T06:00:00.000Z',
      dryRun: false,
      window: { startTime: '2026-11-20T05:50:00.000Z', endTime: '2026-11-21T05:50:00.000Z', periodSeconds: 300 },
    });
  });

  it('has an id that is the same for the same time, configuration and selection, and another otherwise', async () => {
    const idOf = async (options: RunOptions) => (await run(fakeWorld(), options)).report.runId;
    const targets = [production, master];
    const id = await idOf({ targets });
    expect(id).toMatch(/^2026-11-21T06:00:00\.000Z-[0-9a-f]{8}-[0-9a-f]{8}$/);
    expect(await idOf({ targets })).toBe(id);
    expect(await idOf({ targets, dryRun: true })).toBe(id);
    const others = await Promise.all([
      idOf({ targets, day: 22 }),
      idOf({ targets: [production] }),
      idOf({ targets, stages: ['master'] }),
      idOf({ targets, stages: ['master', 'production'] }),
      idOf({ targets, services: ['connector'] }),
    ]);
    expect(new Set([id, ...others]).size).toBe(6);
  });

  it('is none when the selection names something unknown', async () => {
    await expect(run(fakeWorld(), { stages: ['prod'] })).rejects.toThrow(RunRequestError);
  });
});
