import type { Configuration } from '../../core/configuration/configuration.ts';
import { allowedChanges } from '../../core/decision/run-caps.ts';
import {
  type BatchReport,
  batchReportOf,
  mergedReport,
  summedCounts,
  type Told,
} from '../../core/fleet/batch-report.ts';
import { leftOutNow } from '../../core/fleet/fleet-memory.ts';
import { type Home, type Lane, lanesOf } from '../../core/fleet/lanes.ts';
import type { Mark } from '../../core/fleet/mark.ts';
import { dayOf, lookbackWindow } from '../../core/model/time.ts';
import type { Notifier } from '../../core/ports.ts';
import { type Report, reportHead, totalsOf } from '../../core/report/report.ts';
import type { RunCounts } from '../../core/report/metrics.ts';
import { VERSION } from '../../core/version.ts';
import { announce, isDigestDay, isTold, type UntoldOwners, untoldText } from '../announce.ts';
import { headOf, runIdOf } from '../begin-run.ts';
import { failureText } from '../failure-text.ts';
import { NOTHING_TO_SIZE, type RunRequest } from '../run-request.ts';
import { RunFailedError } from '../run-rightsizer.ts';
import type { Called, Durable } from './durable.ts';
import { type FleetTargets, findTargets, targetsOfLane } from './find-targets.ts';
import { type BatchAnswer, type BatchCall, type Caller, parseAnswer, parseBatch } from './worker-call.ts';

export interface FleetInput {
  readonly configuration: Configuration;
  readonly request: Pick<RunRequest, 'time'>;
  readonly home: Home;
  readonly durable: Durable;
  readonly notifier: Notifier;
}

export interface FleetResult {
  /** Of the targets that have something to tell; the others are in its totals, and in the logs of the workers. */
  readonly report: Report;
  readonly counts: RunCounts;
  /** When the run began, epoch milliseconds. */
  readonly startedAt: number;
  readonly apiCalls: number;
  readonly messageFailure?: string;
  /** Why the next run does not know what this one left. */
  readonly memoryFailure?: string;
}

/**
 * A run spread over workers: decide all, in every account and region one batch after the other; then publish what a limit of the whole run
 * may hold back; then one message, and the states that say it went out. It does nothing itself but send the message.
 *
 * @throws {RunFailedError} When nobody knows what the run before left.
 */
export async function runFleet(input: FleetInput): Promise<FleetResult> {
  const { durable } = input;
  const fleet = beginFleet(input);
  const { caller } = fleet;
  const begun = await durable.call({ ...caller, kind: 'begin' }, (answer) => parseAnswer('begin', answer));
  if (begun.answer === undefined) throw new RunFailedError(`The run could not begin: ${begun.failure}`);
  const { startedAt, leftOut, digestOn } = begun.answer;
  const digest = isDigestDay(input.configuration, caller.time) && digestOn !== dayOf(input.request.time);
  const targets = await findTargets(durable, caller, input.configuration);
  const { configuration, sentFor } = targets;
  const lanes = lanesOf(configuration.targets, { home: input.home, leftOut });
  const decided = await forEachBatch(durable, lanes, (ids) => ({
    ...caller,
    kind: 'decide',
    ids,
    found: sentFor(ids),
    digest,
  }));
  const published = await publishHeld(input, { ...fleet, ...targets, digest }, decided);
  const outcomes = [...decided, ...published];
  const parts = outcomes.map((each) => each.answer ?? failedPart(configuration, each, digest));
  const report = mergedReport({ ...fleet.head, kind: 'run', digest }, parts, orderIn(configuration));
  const { untold, messageFailure } = await tell(input, report);
  if (untold !== undefined) await markTold(durable, outcomes, { caller, untold, sentFor });
  const left = outcomes.flatMap(({ ids, answer }) => answer?.left ?? ids);
  const toldOn = digest && untold !== undefined ? dayOf(input.request.time) : digestOn;
  const memory = { leftOut: leftOutNow(left, leftOut), ...(toldOn !== undefined && { digestOn: toldOn }) };
  const { failure: memoryFailure } = await durable.call({ ...caller, kind: 'end', ...memory }, (answer) =>
    parseAnswer('end', answer),
  );
  const apiCalls = outcomes.reduce((sum, { answer }) => sum + (answer?.apiCalls ?? 0), targets.apiCalls);
  const counts = summedCounts(parts);
  return {
    report,
    counts,
    startedAt,
    apiCalls,
    ...(messageFailure !== undefined && { messageFailure }),
    ...(memoryFailure !== undefined && { memoryFailure }),
  };
}

interface Fleet {
  readonly caller: Caller;
  readonly head: Omit<Report, 'targets' | 'totals' | 'kind' | 'digest'>;
}

function beginFleet({ configuration, request: { time } }: FleetInput): Fleet {
  const runId = runIdOf({ configuration, request: { time, dryRun: false } });
  const identity = { runId, time: new Date(time).toISOString(), dryRun: false };
  const window = lookbackWindow(time, configuration.lookbackDays);
  return { caller: { version: VERSION, runId, time: identity.time }, head: headOf({ identity, window }) };
}

/** Publishes what a limit of the run may hold back, now that all of it is known. */
async function publishHeld(
  { configuration, durable }: FleetInput,
  { caller, digest, sentFor }: Fleet & Pick<FleetTargets, 'sentFor'> & { readonly digest: boolean },
  decided: readonly Outcome[],
): Promise<readonly Outcome[]> {
  const answers = decided.flatMap(({ answer }) => answer ?? []);
  const { toShrink, toGrow } = allowedChanges(
    answers.flatMap(({ candidates }) => candidates),
    {
      ...configuration,
      shrunk: answers.reduce((sum, each) => sum + each.shrunk, 0),
      addedUsdPerMonth: answers.reduce((sum, each) => sum + each.addedUsdPerMonth, 0),
    },
  );
  const waiting = decided.filter(({ answer }) => answer !== undefined && answer.held.length > 0);
  const lanes = [...Map.groupBy(waiting, ({ lane }) => lane)].map(([name, own]) => ({
    name,
    batches: own.map(({ answer }) => answer?.held ?? []),
  }));
  return forEachBatch(durable, lanes, (ids) => ({
    ...caller,
    kind: 'publish',
    ids,
    found: sentFor(ids),
    digest,
    toShrink: ids.filter((id) => toShrink.has(id)),
    toGrow: ids.filter((id) => toGrow.has(id)),
  }));
}

/** What is said of a batch whose worker failed. */
function failedPart(configuration: Configuration, { ids, failure }: Outcome, digest: boolean): BatchReport {
  const detail = `Its worker failed (${failure ?? 'no answer'}); the next run begins with it.`;
  const reports = targetsOfLane(configuration, ids).map(
    (target) => ({ ...reportHead(target), outcome: 'notDone', detail }) as const,
  );
  return batchReportOf(
    totalsOf(reports),
    reports.map((report) => ({ report })),
    digest,
  );
}

function orderIn({ targets }: Configuration): (id: string) => number {
  const order = new Map(targets.map(({ id }, index) => [id, index]));
  return (id) => order.get(id) ?? order.size;
}

interface Telling {
  /** Absent when the message as a whole did not go out. */
  readonly untold?: UntoldOwners;
  readonly messageFailure?: string;
}

async function tell({ configuration, durable, notifier }: FleetInput, report: Report): Promise<Telling> {
  const { owners } = configuration;
  try {
    const untold = await durable.once('announce', () => announce(report, { notifier, owners }));
    const messageFailure = untoldText(untold);
    return { untold, ...(messageFailure !== undefined && { messageFailure }) };
  } catch (error) {
    return { messageFailure: failureText(error) };
  }
}

/**
 * Fails a run of a fleet whose message did not go out, that left nothing for the next one, or that answered nobody; the next one catches up.
 *
 * @throws {RunFailedError}
 */
export function assertFleetAnswered({ report, counts, messageFailure, memoryFailure }: FleetResult): void {
  if (messageFailure !== undefined) throw new RunFailedError(`The message could not be sent: ${messageFailure}`);
  if (counts.answered === 0) throw new RunFailedError(unansweredText(report));
  if (memoryFailure !== undefined)
    throw new RunFailedError(`What the next run begins with was not stored: ${memoryFailure}`);
}

function unansweredText({ targets, totals }: FleetResult['report']): string {
  if (totals.targets === 0) return NOTHING_TO_SIZE;
  const details = targets.slice(0, 3).map(({ id, detail }) => `${id}: ${detail ?? 'no answer'}`);
  return `None of ${totals.targets} targets was answered. ${details.join('; ')}`;
}

/** What became of a batch. */
export type Outcome = Called<BatchAnswer> & { readonly lane: string; readonly ids: readonly string[] };

/** Asks for one batch of a lane after the other, and for the lanes side by side. A batch that fails leaves the others alone. */
export async function forEachBatch(
  durable: Durable,
  lanes: readonly Lane[],
  callFor: (ids: readonly string[]) => BatchCall,
): Promise<readonly Outcome[]> {
  const [{ kind }] = [callFor([])];
  const outcomes = await durable.each(kind, lanes, async ({ name: lane, batches }, own) => {
    const done: Outcome[] = [];
    for (const ids of batches) {
      const call = callFor(ids);
      done.push({ lane, ids, ...(await own.call(call, (answer) => parseBatch(call, answer))) });
    }
    return done;
  });
  return outcomes.flat();
}

/** Marks what the message told, batch by batch. What cannot be marked is told once more by the next run. */
export async function markTold(
  durable: Durable,
  outcomes: readonly Outcome[],
  {
    caller,
    untold,
    sentFor,
  }: Pick<FleetTargets, 'sentFor'> & { readonly caller: Caller; readonly untold: UntoldOwners },
): Promise<void> {
  const batches = outcomes
    .map(({ lane, answer }) => ({ lane, marks: (answer?.told ?? []).flatMap((each) => markIn(each, untold)) }))
    .filter(({ marks }) => marks.length > 0);
  const lanes = [...Map.groupBy(batches, ({ lane }) => lane).values()];
  await durable.each('announced', lanes, async (own, each) => {
    for (const { marks } of own) {
      const found = sentFor(marks.map(({ id }) => id));
      await each.call({ ...caller, kind: 'announced', found, marks }, (answer) => parseAnswer('announced', answer));
    }
    return own.length;
  });
}

function markIn({ report, mark }: Told, untold: UntoldOwners): readonly Mark[] {
  return mark !== undefined && isTold(report, untold) ? [mark] : [];
}
