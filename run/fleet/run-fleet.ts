import type { Configuration } from '../../core/configuration/configuration.ts';
import { allowedChanges } from '../../core/decision/run-caps.ts';
import {
  type BatchReport,
  batchReportOf,
  type Mark,
  mergedReport,
  summedCounts,
  type Told,
} from '../../core/fleet/batch-report.ts';
import { leftOutNow } from '../../core/fleet/fleet-memory.ts';
import { type Home, type Lane, lanesOf } from '../../core/fleet/lanes.ts';
import { defined } from '../../core/model/defined.ts';
import { sum } from '../../core/model/sizes.ts';
import { dayOf } from '../../core/model/time.ts';
import type { Notifier } from '../../core/ports.ts';
import type { RunCounts } from '../../core/report/metrics.ts';
import { type Report, reportHead, totalsOf } from '../../core/report/report.ts';
import { VERSION } from '../../core/version.ts';
import { announce, isDigestDay, isTold, type UntoldOwners, untoldText } from '../announce.ts';
import { beginRun, headOf } from '../begin-run.ts';
import { failureText } from '../failure-text.ts';
import type { RunRequest } from '../run-request.ts';
import { RunFailedError, type RunResult } from '../run-rightsizer.ts';
import { type FleetTargets, findTargets, targetsOfLane } from './find-targets.ts';
import {
  type BatchAnswer,
  type BatchCall,
  type Called,
  type Caller,
  type Durable,
  parseAnswer,
  parseBatch,
} from './worker-call.ts';

export interface FleetInput {
  readonly configuration: Configuration;
  readonly request: Pick<RunRequest, 'time'>;
  readonly home: Home;
  readonly durable: Durable;
  readonly notifier: Notifier;
}

/** Its report has the targets with something to tell; the others are in its totals, and in the logs of workers. */
export interface FleetResult extends RunResult {
  readonly counts: RunCounts;
  /** When the run began, epoch milliseconds. */
  readonly startedAt: number;
  readonly apiCalls: number;
}

/**
 * A run spread over workers: decide all, one batch after the other in each place; then publish what a limit of the
 * whole run may hold back; then one message, and the states that say it went out. Itself it only sends the message.
 *
 * @throws {RunFailedError} When nobody knows what the run before left.
 */
export async function runFleet(input: FleetInput): Promise<FleetResult> {
  const { durable } = input;
  const { time } = input.request;
  const begun = beginRun({ configuration: input.configuration, request: { time, dryRun: false } });
  const { runId } = begun.identity;
  const caller: Caller = { version: VERSION, runId, time: begun.identity.time };
  const { answer: left, failure } = await durable.call({ ...caller, kind: 'begin' }, (answer) =>
    parseAnswer('begin', answer),
  );
  if (left === undefined) throw new RunFailedError(`The run could not begin: ${failure}`);
  const { startedAt, leftOut, digestOn } = left;
  const digest = isDigestDay(input.configuration, caller.time) && digestOn !== dayOf(time);
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
  const published = await publishHeld(input, { caller, sentFor, digest }, decided);
  const outcomes = [...decided, ...published];
  const parts = outcomes.map((each) => each.answer ?? failedPart(configuration, each, digest));
  const report = mergedReport({ ...headOf(begun), kind: 'run', digest }, parts, orderIn(configuration));
  const { untold, messageFailure } = await tell(input, report);
  if (untold !== undefined) await markTold(durable, outcomes, { caller, untold, sentFor });
  const now = outcomes.flatMap(({ ids, answer }) => answer?.left ?? ids);
  const toldOn = digest && untold !== undefined ? dayOf(time) : digestOn;
  const memory = { leftOut: leftOutNow(now, leftOut), ...defined({ digestOn: toldOn }) };
  const { failure: memoryFailure } = await durable.call({ ...caller, kind: 'end', ...memory }, (answer) =>
    parseAnswer('end', answer),
  );
  const apiCalls = outcomes.reduce((sum, { answer }) => sum + (answer?.apiCalls ?? 0), targets.apiCalls);
  return { report, counts: summedCounts(parts), startedAt, apiCalls, ...defined({ messageFailure, memoryFailure }) };
}

/** Who asks the workers, and what they do not know of the targets. */
interface Asking extends Pick<FleetTargets, 'sentFor'> {
  readonly caller: Caller;
}

/** Publishes what a limit of the run may hold back, now that all of it is known. */
async function publishHeld(
  { configuration, durable }: FleetInput,
  { caller, sentFor, digest }: Asking & { readonly digest: boolean },
  decided: readonly Outcome[],
): Promise<readonly Outcome[]> {
  const answers = decided.flatMap(({ answer }) => answer ?? []);
  const { toShrink, toGrow } = allowedChanges(
    answers.flatMap(({ candidates }) => candidates),
    {
      ...configuration,
      shrunk: sum(answers.map(({ shrunk }) => shrunk)),
      addedUsdPerMonth: sum(answers.map(({ addedUsdPerMonth }) => addedUsdPerMonth)),
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
    return { untold, ...defined({ messageFailure: untoldText(untold) }) };
  } catch (error) {
    return { messageFailure: failureText(error) };
  }
}

type Outcome = Called<BatchAnswer> & { readonly lane: string; readonly ids: readonly string[] };

/** Asks for a lane's batches one after the other, and for lanes side by side. A failed batch leaves others alone. */
export async function forEachBatch(
  durable: Durable,
  lanes: readonly Lane[],
  callFor: (ids: readonly string[]) => BatchCall,
): Promise<readonly Outcome[]> {
  const { kind } = callFor([]);
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
async function markTold(
  durable: Durable,
  outcomes: readonly Outcome[],
  { caller, sentFor, untold }: Asking & { readonly untold: UntoldOwners },
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
