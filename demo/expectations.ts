import type { SizesDocument } from '../core/publication/sizes-document.ts';
import { isChange } from '../core/report/report.ts';
import { type ResolvedSizes, runningValues } from './consumer.ts';
import { isChanged, isQuiet, type SimulatedDay } from './simulated-days.ts';

/** What the demo saw, in the order in which it happened. */
export interface Observed {
  readonly before: ReadonlyMap<string, ResolvedSizes>;
  readonly days: readonly SimulatedDay[];
  /** What osls resolved and what SSM held after the last of `days`, by stage. */
  readonly settled: Settled;
  /** After the change that went wrong: restored, deployed, quiet. */
  readonly wrong: readonly SimulatedDay[];
  readonly final: Settled;
}

export interface Settled {
  readonly resolved: ReadonlyMap<string, ResolvedSizes>;
  readonly documents: ReadonlyMap<string, ResolvedSizes>;
}

type Check = readonly [holds: boolean, text: string];

/** Days of agreement that the built-in policies ask for. */
const AGREEMENT_DAYS = { master: 3, production: 7 } as const;
const TASK_KEYS = ['taskCpu', 'taskMemory'] as const;

function sameSizes(a: ResolvedSizes | undefined, b: ResolvedSizes | undefined): boolean {
  const sorted = (sizes: ResolvedSizes = {}) => JSON.stringify(Object.entries(sizes).sort());
  return a !== undefined && sorted(a) === sorted(b);
}

interface ChangeOfDay {
  /** Counted from the first day. */
  readonly index: number;
  readonly before: SizesDocument;
  readonly after: SizesDocument;
}

/** The changes of a stage, oldest first; what the first run stored is none. */
function changesOf(stage: string, days: readonly SimulatedDay[]): readonly ChangeOfDay[] {
  return days.flatMap(({ run }, index) => {
    const target = run.report.targets.find((each) => each.stage === stage);
    if (target === undefined || !isChanged(target) || !isChange(target.publication)) return [];
    const { before = {}, after } = target.publication;
    return [{ index, before, after }];
  });
}

function shrinks({ before, after }: ChangeOfDay): boolean {
  return TASK_KEYS.some((key) => Number(after[key]) < Number(before[key]));
}

/** Days of recommendations behind each shrink, its own included: since the change before, or since the first run. */
function shrinkChecks(stage: keyof typeof AGREEMENT_DAYS, days: readonly SimulatedDay[]): readonly Check[] {
  const changes = changesOf(stage, days);
  const waited = changes.flatMap((change, number) =>
    shrinks(change) ? [change.index - (changes[number - 1]?.index ?? -1)] : [],
  );
  const least = AGREEMENT_DAYS[stage];
  return [
    [waited.length > 0, `${stage} shrinks in the end`],
    [waited.every((each) => each >= least), `${stage} shrinks after ${least} days at the earliest`],
  ];
}

/** CPU rows double: a step to the next one halves, and the next change waits until it is deployed. */
function stepChecks(days: readonly SimulatedDay[]): readonly Check[] {
  const changes = changesOf('production', days);
  const isBetween = ({ index }: ChangeOfDay, number: number): boolean => {
    const next = changes[number + 1];
    return next === undefined || days.slice(index, next.index).some(({ deployed }) => deployed.has('production'));
  };
  return [
    [changes.length >= 2, 'production goes down in more than one step'],
    [
      changes.every(({ before, after }) => Number(after.taskCpu) * 2 >= Number(before.taskCpu)),
      'production goes one CPU row at a time',
    ],
    [changes.every(isBetween), 'each step of production is deployed before the next'],
  ];
}

/** What osls resolves, what is live and what runs are the same for every stage that it was asked for. */
function settledChecks(last: SimulatedDay | undefined, { resolved, documents }: Settled): readonly Check[] {
  const asked = (last?.run.report.targets ?? []).filter(({ stage }) => resolved.has(stage));
  return asked.flatMap((target): readonly Check[] => [
    [sameSizes(resolved.get(target.stage), documents.get(target.stage)), `${target.stage} resolves to what is live`],
    [sameSizes(runningValues(target), documents.get(target.stage)), `${target.stage} runs what is live`],
  ]);
}

function firstDayChecks(first: SimulatedDay | undefined): readonly Check[] {
  return (first?.run.report.targets ?? []).map((target): Check => {
    const { publication } = target;
    const isBaseline = isChange(publication) && publication.cause === 'baseline';
    return [
      isBaseline && sameSizes(publication.after, runningValues(target)),
      `the first run stores what ${target.stage} runs`,
    ];
  });
}

/** The kill after the last change of production brings the memory back that it had before it, with an alert. */
function restoredChecks(days: readonly SimulatedDay[], wrong: readonly SimulatedDay[]): readonly Check[] {
  const [seen] = wrong;
  const target = seen?.run.report.targets.find(({ stage }) => stage === 'production');
  const [restored] = changesOf('production', wrong);
  const last = changesOf('production', days).at(-1);
  const isRestore = target !== undefined && isChange(target.publication) && target.publication.cause === 'restore';
  return [
    [isRestore && restored?.index === 0, 'the run after the kill restores production'],
    [
      restored !== undefined && restored.after.taskMemory === last?.before.taskMemory,
      'production gets the memory back that it had before the change that went wrong',
    ],
    [target?.alerts.some(({ code }) => code === 'Breach') === true, 'the run after the kill alerts'],
    [seen?.run.mails.some(({ body }) => body.includes('BREACH connector/production')) === true, 'the breach is mailed'],
    [wrong.slice(2).some(isQuiet), 'it is quiet again once the restored size is deployed'],
  ];
}

/** Everything that must be true of the demo and is not; empty when it worked. */
export function brokenExpectations({ before, days, settled, wrong, final }: Observed): readonly string[] {
  const writing = [...days, ...wrong].filter(({ run }) => run.liveWrites > 0);
  const feature = (sizes: Settled) => sizes.resolved.get('feature-x');
  const checks: readonly Check[] = [
    [
      [...before.values()].every((sizes) => Object.keys(sizes).length > 0),
      'every stage resolves to its fallback before any run',
    ],
    ...firstDayChecks(days[0]),
    [writing.every(({ run }) => run.messages === 1), 'each run that changed something sends one message'],
    [days.some(isQuiet), 'a day without news writes nothing for deployments and sends nothing'],
    ...shrinkChecks('master', days),
    ...shrinkChecks('production', days),
    ...stepChecks(days),
    ...settledChecks(days.at(-1), settled),
    [sameSizes(feature(settled), settled.documents.get('master')), 'a branch stage resolves to the sizes of master'],
    ...restoredChecks(days, wrong),
    ...settledChecks(wrong.at(-1), final),
  ];
  return checks.flatMap(([holds, text]) => (holds ? [] : [text]));
}
