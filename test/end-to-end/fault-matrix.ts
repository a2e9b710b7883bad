import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { invokeBundle } from '../../demo/invoke-bundle.ts';
import type { LocalAws } from '../../local/server.ts';
import { announcedIds, mailsOf, TOPIC_ARN } from '../support/fleet.ts';
import { openGate } from '../support/gated-aws.ts';
import { startLambda } from '../support/lambda-process.ts';
import { type Remains, remainsOf, runNext, type Story, startFrom } from './fault-stories.ts';
import { FAULTS, type Fault, Saboteur } from './saboteur.ts';

export interface Cell {
  readonly story: Story;
  /** For example `PutParameter api/production 1`: the first one that writes this parameter. */
  readonly call: string;
  readonly fault: Fault;
  /** The message is with SNS and the state does not say so yet: only here a message may come once more. */
  readonly mayRepeat: boolean;
}

export type Verdict =
  | { readonly kind: 'same' }
  /** Documents and messages are the same; the run went on without an answer, and its state says what it lacked. */
  | { readonly kind: 'knewLess' }
  | { readonly kind: 'repeated'; readonly count: number }
  | { readonly kind: 'failed'; readonly why: string };

/** Calls that can have a fault; absent: all. A drip waits for a deadline, as no answer does: once an operation. */
const WHERE: Partial<Record<Fault, RegExp>> = {
  partial: /^(GetMetricData|GetParameters) /,
  key: /^(GetParameters|Publish) /,
  drip: /^\w+ 1$/,
  endless: /^(GetMetricData|ListServiceDeployments|DescribeScalingPolicies|GetProducts|GetECSServiceRecommendations) /,
};

/** Every cell of the table: each call of each story with each fault that it can have. */
export function cellsOf(stories: readonly Story[]): readonly Cell[] {
  return stories.flatMap((story) => {
    const published = story.calls.indexOf('Publish 1');
    return story.calls.flatMap((call, index) =>
      FAULTS.filter((fault) => WHERE[fault]?.test(call) ?? true).map((fault) => {
        return { story, call, fault, mayRepeat: index >= published };
      }),
    );
  });
}

/** Another delivery comes to where it waits for the one held here; that one is taken to live for six seconds. */
const HOLD_MILLISECONDS = 1500;

/** A run that hangs ends when its own deadline comes: four seconds, and two that are kept back. */
const HANGING_SECONDS = 20;
const TIMEOUT_SECONDS = 60;
/** A run gives these some seconds and goes on: it has time for that, and its deadline must not cut it off. */
const GIVEN_UP = /^(GetProducts|GetECSServiceRecommendations) /;

type Invocation = Omit<Parameters<typeof invokeBundle>[0], 'timeoutSeconds'>;

/** Another delivery, in a process that is started now and held at its first call until it is to begin. */
async function twinOf(invocation: Invocation, aws: LocalAws) {
  const [started, begun] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const gate = await openGate(aws, {
    before: () => {
      started.resolve();
      return begun.promise;
    },
  });
  const environment = { ...invocation.environment, ...gate.environment };
  const run = invokeBundle({ ...invocation, environment, timeoutSeconds: TIMEOUT_SECONDS });
  const ended = run.then(() => gate.close());
  return {
    ended,
    /** Resolves when it is under way, or over. */
    begin: async () => {
      await started.promise;
      begun.resolve();
      await Promise.race([ended, sleep(HOLD_MILLISECONDS)]);
    },
  };
}

/** What only a process of its own can meet: it dies, it waits for its deadline, or another one runs beside it. */
const IN_A_PROCESS: readonly Fault[] = ['timeout', 'drip', 'kill', 'twin'];

async function runDisturbed(cell: Cell, aws: LocalAws, mayRunHere: boolean): Promise<boolean> {
  const { bundle, rightsizerYml, at } = cell.story;
  const saboteur = new Saboteur(cell, aws);
  const gate = await openGate(aws, saboteur.keeper);
  const invocation = { bundle, event: { scheduledTime: at }, environment: { TOPIC_ARN, ...gate.environment } };
  const twin = cell.fault === 'twin' ? await twinOf(invocation, aws) : undefined;
  saboteur.twin = () => twin?.begin() ?? Promise.resolve();
  if (mayRunHere && !IN_A_PROCESS.includes(cell.fault)) {
    await runNext({ ...aws, environment: gate.environment }, rightsizerYml, at).catch(() => undefined);
  } else if (cell.fault === 'kill') {
    const lambda = startLambda(invocation);
    saboteur.kill = lambda.kill;
    await lambda.ended;
  } else {
    const isHanging = ['timeout', 'drip'].includes(cell.fault) && !GIVEN_UP.test(cell.call);
    const timeoutSeconds = isHanging ? HANGING_SECONDS : TIMEOUT_SECONDS;
    await invokeBundle({ ...invocation, timeoutSeconds });
  }
  await twin?.begin();
  await twin?.ended;
  await gate.close();
  aws.clearFaults();
  return saboteur.hasStruck;
}

const DOCUMENTS = ['live', 'copy', 'proposed'] as const;

/** What is wrong with what the disturbed run left: a document that is neither the old one nor a clean run's. */
function brokenBetween({ story }: Cell, found: Remains): string | undefined {
  const broken = DOCUMENTS.find((name) => {
    return ![story.start[name], story.clean[name]].some((each) => isDeepStrictEqual(each, found[name]));
  });
  return broken && `${broken} is neither old nor new: ${JSON.stringify(found[broken])}`;
}

/** What a run can do without: deployments, who else scales, prices, a second opinion. */
const DISPENSABLE =
  /^(ListServiceDeployments|DescribeServiceDeployments|DescribeServiceRevisions|DescribeScalingPolicies|GetProducts|GetECSServiceRecommendations) |^DescribeServices 2$/;

/** What a state says of the documents, without what was known when they were decided. */
function spokenOf({ state }: Remains): unknown {
  const { live, proposed } = state ?? {};
  return { live, proposed };
}

function verdictOf({ story, call, mayRepeat }: Cell, found: Remains, ids: readonly string[]): Verdict {
  const knewLess = DISPENSABLE.test(call) && !isDeepStrictEqual(found.state, story.clean.state);
  if (knewLess && !isDeepStrictEqual(spokenOf(found), spokenOf(story.clean)))
    return { kind: 'failed', why: `state is ${JSON.stringify(found.state)}` };
  for (const key of [...DOCUMENTS, ...(knewLess ? [] : ['state' as const]), 'names'] as const)
    if (!isDeepStrictEqual(found[key], story.clean[key]))
      return { kind: 'failed', why: `${key} is ${JSON.stringify(found[key])}` };
  const lost = story.ids.find((id) => !ids.includes(id));
  if (lost !== undefined) return { kind: 'failed', why: `${lost} was never announced` };
  const count = ids.length - story.ids.length;
  if (count === 0) return { kind: knewLess ? 'knewLess' : 'same' };
  return count === 1 && mayRepeat
    ? { kind: 'repeated', count }
    : { kind: 'failed', why: `announced ${ids.join(', ')}` };
}

/**
 * Runs the bundle with the cell's fault, runs once more without, and compares with the run that nobody disturbed.
 *
 * @param mayRunHere - What needs no process of its own is run in this one, where nothing pauses: a tenth of the time.
 */
export async function playCell(cell: Cell, folder: string, mayRunHere = false): Promise<Verdict> {
  const { story } = cell;
  const aws = await startFrom(story.at, story.before, join(folder, 'world'));
  try {
    aws.setNow(new Date(story.at));
    const sent = mailsOf(aws).length;
    if (!(await runDisturbed(cell, aws, mayRunHere))) return { kind: 'failed', why: 'the call never came' };
    const why = brokenBetween(cell, remainsOf(aws));
    if (why !== undefined) return { kind: 'failed', why };
    await runNext(aws, story.rightsizerYml, story.at);
    return verdictOf(cell, remainsOf(aws), announcedIds(mailsOf(aws).slice(sent)));
  } catch (error) {
    return { kind: 'failed', why: String(error) };
  } finally {
    await aws.close();
  }
}

/** A seeded sample: the faults take turns, so that a sample as large as their number has them all. */
export function sampleOf(cells: readonly Cell[], size: number, seed: number): readonly Cell[] {
  let state = seed >>> 0;
  const rest = [...cells];
  const picked: Cell[] = [];
  for (let turn = 0; picked.length < Math.min(size, cells.length); turn += 1) {
    const own = rest.filter(({ fault }) => fault === FAULTS[turn % FAULTS.length]);
    // Numerical Recipes' linear congruential generator.
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const cell = own[Math.floor((state / 2 ** 32) * own.length)];
    if (cell === undefined) continue;
    rest.splice(rest.indexOf(cell), 1);
    picked.push(cell);
  }
  return picked;
}
