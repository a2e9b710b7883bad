import { describe, expect, it } from 'vitest';
import type { Target } from '../../../../core/configuration/configuration.ts';
import type { ActivePin, Breach } from '../../../../core/decision/change-context.ts';
import type { RecommendInput } from '../../../../core/decision/evidence.ts';
import { GUARDS } from '../../../../core/decision/guards/guards.ts';
import type { ReasonCode } from '../../../../core/decision/recommendation.ts';
import { isDeployable } from '../../../../core/decision/standing-sizes.ts';
import type { Sizes } from '../../../../core/model/sizes.ts';
import type { TaskSize } from '../../../../core/model/task-size.ts';
import {
  AGREED,
  type Case,
  codes,
  container,
  context,
  DAY,
  DAY_POLICY,
  decided,
  flat,
  inputOf,
  MORNING,
  NO_DATA,
  parameterKeys,
  size,
} from '../../../support/builders.ts';
import { plain } from '../../../support/plain.ts';

const task = (cpuUnits: number, memoryMiB: number): Sizes => ({ task: size(cpuUnits, memoryMiB), containers: {} });
const pin = (cpuUnits: number, memoryMiB: number): ActivePin => ({
  sizes: task(cpuUnits, memoryMiB),
  until: '2026-12-20T06:00:00.000Z',
  by: 'jane',
  why: 'trial',
});
const breach = (resource: 'cpu' | 'memory', sizes: Sizes): Breach => ({
  resources: [resource],
  sizes,
  at: new Date(MORNING).toISOString(),
  until: '2026-12-20T06:00:00.000Z',
  what: 'it went wrong',
});
const development = { ...DAY_POLICY, name: 'development', neverAbovePolicy: 'production' };
const freeze: Target['freeze'] = [{ from: '2026-11-20', to: '2026-11-30' }];
/** ECS took back a growth of memory to 8192. */
const grownBack = context({ rolledBack: { at: DAY.startTime, taskSize: size(1024, 8192) } });
/** A container of 6144 MiB that nobody sizes, in a task of 4096. */
const tooFull: Case = { service: { containers: [container('a', { memoryMiB: 6144 })] } };
const nothing = { cpu: NO_DATA, memory: NO_DATA };
const connector = {
  live: {
    task: size(2048, 6144),
    containers: { connect: { cpuUnits: 2048, memoryMiB: 6000 }, instantclient: { memoryMiB: 2048 } },
  },
};
/** Utilization wants 1250 CPU units; people approved a size at an eighth of the cost of 2048 / 4096, which has them. */
const busy: Case = { evidence: { cpu: flat(1000) } };
const thrifty = { approved: size(256, 512) };
/** A resource went from what it has to half of it and back within a fortnight, and is to go down again. */
const swung = (resource: 'cpu' | 'memory') => {
  const low = resource === 'cpu' ? size(512, 4096) : size(1024, 2048);
  const days = (count: number) => MORNING - count * 86_400_000;
  const sizes = [size(1024, 4096), low, size(1024, 4096)];
  return { agreement: AGREED, written: sizes.map((each, index) => ({ at: days(20 - index * 7), size: each })) };
};
const WAITING: readonly ReasonCode[] = ['WaitsForAgreement', 'WaitsForAgreement', 'OneCpuRow'];

interface Row {
  /** The winner, who it wins over, and what the one wants and the other does not. */
  readonly title: `${string} over ${string}: ${string}`;
  readonly input: RecommendInput;
  readonly ends: {
    readonly task: TaskSize;
    readonly holds?: readonly ReasonCode[];
    readonly alerts?: readonly ReasonCode[];
  };
}

/**
 * Where not said otherwise 1024 / 4096 runs, utilization wants 256 / 2048 (200 × 1.25 = 250 and 1000 × 1.25 = 1250),
 * nobody agreed to a shrink yet, and CPU goes row by row: the next one is 512.
 */
const ROWS: readonly Row[] = [
  {
    title:
      'validity over maximumTaskSize: containers of 4096 that nobody sizes, at most 2048: nothing changes, and an alert',
    input: plain({
      service: { containers: [container('web', { memoryMiB: 4096 })] },
      target: { maximumTaskSize: { memoryMiB: 2048 } },
      change: {},
    }),
    ends: { task: size(1024, 4096), alerts: ['MaximumBelowFloor'] },
  },
  {
    title: 'validity over pin: a pin whose containers do not fit its task: what runs stays, and an alert',
    input: inputOf({ change: { pin: { ...pin(256, 512), sizes: { ...connector.live, task: size(256, 512) } } } }),
    ends: { task: size(2048, 6144), holds: ['Pinned'], alerts: ['PinUnusable'] },
  },
  {
    title: 'validity over restoration: a container of 6144, a growth beyond 4096 that ECS took back',
    input: plain({ ...tooFull, evidence: { context: grownBack }, change: {} }),
    ends: { task: size(1024, 6144) },
  },
  {
    title: 'validity over freeze: a container of 6144 in a frozen task of 4096',
    input: plain({ ...tooFull, target: { freeze }, change: {} }),
    ends: { task: size(1024, 6144) },
  },
  {
    title: 'validity over dataVerdict: a container of 6144 in a task of 4096 that nothing is known of',
    input: plain({ ...tooFull, evidence: nothing, change: {} }),
    ends: { task: size(1024, 6144) },
  },
  {
    title: 'validity over neverAbovePolicy: a container of 6144, and the other stage has 4096',
    input: plain({ ...tooFull, target: { policy: development }, neverAbove: size(1024, 4096), change: {} }),
    ends: { task: size(1024, 6144) },
  },
  {
    title:
      'validity over changeGate: a shrink waits, but the containers of what is live do not fit: the task stays, they are refitted',
    input: inputOf({ ...connector, change: {} }),
    ends: { task: size(2048, 6144), holds: ['WaitsForAgreement', 'WaitsForAgreement'] },
  },
  {
    title: 'maximumTaskSize over pin: a pin of 1024 CPU units, at most 512: what is live stays, and an alert',
    input: plain({
      target: { maximumTaskSize: { cpuUnits: 512 } },
      live: task(512, 2048),
      change: { pin: pin(1024, 4096) },
    }),
    ends: { task: size(512, 2048), holds: ['Pinned'], alerts: ['PinAboveMaximum'] },
  },
  {
    title: 'maximumTaskSize over floors: a floor of 5000, at most 2048: nothing changes, and an alert',
    input: plain({
      target: { maximumTaskSize: { memoryMiB: 2048 }, minimumTaskSize: { memoryMiB: 5000 } },
      change: {},
    }),
    ends: { task: size(1024, 4096), alerts: ['MaximumBelowFloor'] },
  },
  {
    title: 'maximumTaskSize over restoration: the way back to 8192, at most 4096: nothing changes, and an alert',
    input: plain({
      target: { maximumTaskSize: { memoryMiB: 4096 } },
      live: task(1024, 2048),
      change: { breaches: [breach('memory', task(1024, 8192))] },
    }),
    ends: { task: size(1024, 2048), alerts: ['MaximumBelowFloor'] },
  },
  {
    title:
      'maximumTaskSize over freeze: 4096 / 8192 frozen, at most 4096 MiB: the most CPU that they come with is 2048',
    input: plain({ target: { maximumTaskSize: { memoryMiB: 4096 }, freeze }, live: task(4096, 8192), change: {} }),
    ends: { task: size(2048, 4096), holds: ['Frozen'] },
  },
  {
    title: 'maximumTaskSize over dataVerdict: 1024 CPU units without data, at most 512: nothing changes, and an alert',
    input: plain({ target: { maximumTaskSize: { cpuUnits: 512 } }, evidence: { cpu: NO_DATA }, change: {} }),
    ends: { task: size(1024, 4096), alerts: ['MaximumBelowFloor'] },
  },
  {
    title:
      'maximumTaskSize over changeGate: 4096 / 8192 waits to shrink, at most 4096 MiB: the most CPU that they come with is 2048',
    input: plain({ target: { maximumTaskSize: { memoryMiB: 4096 } }, live: task(4096, 8192), change: {} }),
    ends: { task: size(2048, 4096), holds: WAITING },
  },
  {
    title: 'pin over floors: a pin of 512 MiB, at least 1024',
    input: plain({ target: { minimumTaskSize: { memoryMiB: 1024 } }, change: { pin: pin(256, 512) } }),
    ends: { task: size(256, 512), holds: ['Pinned'], alerts: ['PinBelowFloor'] },
  },
  {
    title: 'pin over restoration: a pin of 512 CPU units, the way back to 1024',
    input: plain({ change: { pin: pin(512, 1024), breaches: [breach('cpu', task(1024, 4096))] } }),
    ends: { task: size(512, 1024), holds: ['Pinned'], alerts: ['PinBelowFloor'] },
  },
  {
    title: 'pin over freeze: a pin of other sizes while everything is frozen',
    input: plain({ target: { freeze }, change: { pin: pin(512, 1024) } }),
    ends: { task: size(512, 1024), holds: ['Pinned'] },
  },
  {
    title: 'pin over dataVerdict: a pin of less than what runs without data',
    input: plain({ evidence: nothing, change: { pin: pin(512, 1024) } }),
    ends: { task: size(512, 1024), holds: ['Pinned'] },
  },
  {
    title: 'pin over neverAbovePolicy: a pin of 512 CPU units, and the other stage has 256',
    input: plain({ target: { policy: development }, neverAbove: size(256, 2048), change: { pin: pin(512, 2048) } }),
    ends: { task: size(512, 2048), holds: ['Pinned'] },
  },
  {
    title: 'pin over changeGate: a pin of what was found, on which nobody agreed',
    input: plain({ change: { pin: pin(256, 2048) } }),
    ends: { task: size(256, 2048) },
  },
  {
    title: 'floors over restoration: a floor of 5000, a growth beyond 4096 that ECS took back',
    input: plain({ target: { minimumTaskSize: { memoryMiB: 5000 } }, evidence: { context: grownBack }, change: {} }),
    ends: { task: size(1024, 5120) },
  },
  {
    title: 'floors over freeze: a floor of 5000 over a frozen 4096',
    input: plain({ target: { minimumTaskSize: { memoryMiB: 5000 }, freeze }, change: {} }),
    ends: { task: size(1024, 5120) },
  },
  {
    title: 'floors over dataVerdict: a floor of 5000 over 4096 without data',
    input: plain({ target: { minimumTaskSize: { memoryMiB: 5000 } }, evidence: nothing, change: {} }),
    ends: { task: size(1024, 5120) },
  },
  {
    title: 'floors over neverAbovePolicy: a floor of 5000, and the other stage has 4096',
    input: plain({
      target: { policy: development, minimumTaskSize: { memoryMiB: 5000 } },
      neverAbove: size(1024, 4096),
      change: {},
    }),
    ends: { task: size(1024, 5120) },
  },
  {
    title: 'restoration over freeze: the way back to 4096 MiB, 512 / 2048 frozen: its CPU stays',
    input: plain({
      target: { freeze },
      live: task(512, 2048),
      change: { breaches: [breach('memory', task(1024, 4096))] },
    }),
    ends: { task: size(512, 4096) },
  },
  {
    title:
      'restoration over dataVerdict: a growth to 8192 that ECS took back is live, and there is no data of memory: 4096 runs',
    input: plain({ evidence: { memory: NO_DATA, context: grownBack }, live: task(1024, 8192), change: {} }),
    ends: { task: size(1024, 4096), holds: ['WaitsForAgreement'] },
  },
  {
    title: 'restoration over neverAbovePolicy: the way back to 8192, and the other stage has 4096',
    input: plain({
      target: { policy: development },
      neverAbove: size(1024, 4096),
      change: { breaches: [breach('memory', task(1024, 8192))] },
    }),
    ends: { task: size(1024, 8192) },
  },
  {
    title:
      'restoration over changeGate: a growth to 8192 that ECS took back is live: it goes without agreement, the rest waits',
    input: plain({ evidence: { context: grownBack }, live: task(1024, 8192), change: {} }),
    ends: { task: size(1024, 4096), holds: WAITING },
  },
  {
    title: 'freeze over dataVerdict: no data of CPU: 1024 runs, and the frozen 512 waits for its deployment',
    input: plain({ target: { freeze }, evidence: { cpu: NO_DATA }, live: task(512, 2048), change: {} }),
    ends: { task: size(512, 2048), holds: ['Frozen'] },
  },
  {
    title: 'freeze over neverAbovePolicy: 512 CPU units frozen, and the other stage has 256',
    input: plain({
      target: { freeze, policy: development },
      neverAbove: size(256, 2048),
      live: task(512, 2048),
      change: {},
    }),
    ends: { task: size(512, 2048), holds: ['Frozen'] },
  },
  {
    title: 'freeze over changeGate: a shrink that was agreed on for a month',
    input: plain({ target: { freeze }, change: { agreement: AGREED } }),
    ends: { task: size(1024, 4096), holds: ['Frozen'] },
  },
  {
    title:
      'dataVerdict over neverAbovePolicy: 4096 without data, and the other stage has 1024; CPU was agreed on, and 512 is the least that has 4096',
    input: plain({
      target: { policy: development },
      evidence: { memory: NO_DATA },
      neverAbove: size(256, 1024),
      change: { agreement: AGREED },
    }),
    ends: { task: size(512, 4096) },
  },
  {
    title: 'dataVerdict over changeGate: a shrink that was agreed on for a month, and a deployment of yesterday',
    input: plain({
      target: { policy: { ...DAY_POLICY, minimumDaysSinceDeployment: 7 } },
      evidence: { context: context({ daysSinceDeployment: 1 }) },
      change: { agreement: AGREED },
    }),
    ends: { task: size(1024, 4096) },
  },
  {
    title:
      'neverAbovePolicy over changeGate: 1024 / 4096 waits to shrink, and the other stage has 512 / 2048: so much goes at once',
    input: plain({ target: { policy: development }, neverAbove: size(512, 2048), change: {} }),
    ends: { task: size(512, 2048), holds: ['WaitsForAgreement', 'OneCpuRow'] },
  },
  {
    title: 'validity over growthBudget: containers of 6144, and people approved 256 / 512',
    input: plain({ ...tooFull, change: thrifty }),
    ends: { task: size(1024, 6144) },
  },
  {
    title: 'pin over growthBudget: a pin of eight times the price of what was approved before',
    input: plain({ ...busy, change: { ...thrifty, pin: pin(2048, 4096) } }),
    ends: { task: size(2048, 4096) },
  },
  {
    title: 'floors over growthBudget: a floor of 5000 beyond the budget',
    input: plain({ target: { minimumTaskSize: { memoryMiB: 5000 } }, change: thrifty }),
    ends: { task: size(1024, 5120) },
  },
  {
    title: 'restoration over growthBudget: the way back to 8192 beyond the budget',
    input: plain({ change: { ...thrifty, breaches: [breach('memory', task(1024, 8192))] } }),
    ends: { task: size(1024, 8192) },
  },
  {
    title: 'dataVerdict over growthBudget: growth beyond the budget that is advice only',
    input: plain({
      ...busy,
      target: { policy: { ...DAY_POLICY, minimumDaysSinceDeployment: 7 } },
      evidence: { ...busy.evidence, context: context({ daysSinceDeployment: 1 }) },
      change: thrifty,
    }),
    ends: { task: size(1024, 4096) },
  },
  {
    title:
      'neverAbovePolicy over growthBudget: growth beyond the budget, and the other stage has no more than this one',
    input: plain({ ...busy, target: { policy: development }, neverAbove: size(1024, 4096), change: thrifty }),
    ends: { task: size(1024, 4096), holds: ['WaitsForAgreement'] },
  },
  {
    title: 'growthBudget over changeGate: growth that the gate lets through at once',
    input: plain({ ...busy, change: thrifty }),
    ends: { task: size(1024, 4096), alerts: ['GrowthBudget'] },
  },
  {
    title: 'maximumTaskSize over reversals: CPU that is to stay, at most 512',
    input: plain({ target: { maximumTaskSize: { cpuUnits: 512 } }, change: swung('cpu') }),
    ends: { task: size(512, 2048), holds: ['ReversalsHold'] },
  },
  {
    title: 'pin over reversals: a pin of less than what is to stay',
    input: plain({ change: { ...swung('cpu'), pin: pin(512, 1024) } }),
    ends: { task: size(512, 1024), holds: ['Pinned'] },
  },
  {
    title: 'restoration over reversals: memory is to stay, and ECS took the growth to it back',
    input: plain({ evidence: { context: grownBack }, live: task(1024, 8192), change: swung('memory') }),
    ends: { task: size(512, 4096), holds: ['ReversalsHold'] },
  },
  {
    title: 'neverAbovePolicy over reversals: CPU that is to stay, and the other stage has less',
    input: plain({ target: { policy: development }, neverAbove: size(512, 2048), change: swung('cpu') }),
    ends: { task: size(512, 2048), holds: ['ReversalsHold'] },
  },
  {
    title: 'reversals over changeGate: a shrink that was agreed on for a month, of CPU that went down and up before',
    input: plain({ change: swung('cpu') }),
    ends: { task: size(1024, 2048), holds: ['ReversalsHold'] },
  },
];

/** What is asked last: the caps when all targets of a run are decided, a rejection only of proposals. */
const AFTERWARDS: readonly string[] = ['shrinkCap', 'increaseCap', 'rejection'];

/** Pairs that never want different things. */
const HARMLESS: readonly { readonly pair: readonly [string, string]; readonly why: string }[] = [
  { pair: ['validity', 'floors'], why: 'both say what is the least, and the more of the two is right for both' },
  { pair: ['maximumTaskSize', 'neverAbovePolicy'], why: 'both say what is the most, and the less of the two is right' },
  { pair: ['floors', 'changeGate'], why: 'the gate keeps what is there, and never keeps anything from growing' },
  { pair: ['maximumTaskSize', 'growthBudget'], why: 'both say what is the most, and the less of the two is right' },
  { pair: ['freeze', 'growthBudget'], why: 'both keep what is there' },
  { pair: ['validity', 'reversals'], why: 'both say what is the least, and the more of the two is right' },
  { pair: ['floors', 'reversals'], why: 'both say what is the least, and the more of the two is right' },
  { pair: ['freeze', 'reversals'], why: 'both keep what is there' },
  { pair: ['dataVerdict', 'reversals'], why: 'both keep what is there' },
  { pair: ['growthBudget', 'reversals'], why: 'the one is about growing, the other about shrinking' },
];

describe('where two guards want different things, the stronger one wins', () => {
  it.each(ROWS)('$title', ({ input, ends: { task: expected, holds = [], alerts = [] } }) => {
    const { applicable, alerts: found } = decided(input);
    expect(applicable.sizes.task).toEqual(expected);
    expect(codes(applicable.holds)).toEqual(holds);
    expect(codes([...found, ...applicable.alerts])).toEqual(alerts);
  });

  it.each(ROWS.filter(({ ends }) => ends.alerts === undefined))('and can be deployed: $title', ({ input }) => {
    expect(isDeployable(decided(input).applicable.sizes, input)).toBe(true);
  });

  it('is said of each of the 55 pairs, in the order of the guards; the weakest two only put off what all others let through', () => {
    const names = GUARDS.map(({ name }) => name).filter((name) => !AFTERWARDS.includes(name));
    const pairs = names.flatMap((strong, index) => names.slice(index + 1).map((weak) => `${strong} ${weak}`));
    const won = ROWS.map(({ title }) => title.slice(0, title.indexOf(':')).replace(' over ', ' '));
    const covered = [...won, ...HARMLESS.map(({ pair }) => pair.join(' '))];
    expect(pairs).toHaveLength(55);
    expect([...covered].sort()).toEqual([...pairs].sort());
  });
});

describe('pairs that never want different things', () => {
  it('floors and the gate: a floor grows at once, whatever waits', () => {
    const input = plain({
      target: { minimumTaskSize: { memoryMiB: 5000 }, parameters: parameterKeys() },
      service: { taskSize: size(2048, 4096) },
      change: { changedAt: new Date(MORNING).toISOString() },
    });
    // 5120 MiB do with 1024 CPU units, and the 2048 wait.
    expect(decided(input).applicable.sizes.task).toEqual(size(2048, 5120));
    expect(codes(decided(input).applicable.holds)).toEqual(['WaitsForAgreement', 'Cooldown']);
  });
});
