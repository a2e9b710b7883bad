import type { Configuration, Target } from '../../core/configuration/configuration.ts';
import type { Allowed, Candidate } from '../../core/decision/run-caps.ts';
import { batchReportOf } from '../../core/fleet/batch-report.ts';
import { type Mark, markOf, stateTold, stateWithMark } from '../../core/fleet/mark.ts';
import { sideBySide } from '../../core/model/side-by-side.ts';
import type { DocumentStore, Ports } from '../../core/ports.ts';
import { documentNames } from '../../core/publication/document-names.ts';
import { parseState } from '../../core/publication/state-document.ts';
import { isWorthSaying } from '../../core/report/news.ts';
import { isChange, type TargetReport, totalsOf } from '../../core/report/report.ts';
import { VERSION } from '../../core/version.ts';
import { type Begun, beginRun } from '../begin-run.ts';
import { type Clock, systemClock } from '../clock.ts';
import { type Decided, decideAll, decidedOf, type Known, TARGETS_SIDE_BY_SIDE } from '../decide-all.ts';
import { discoverIn } from '../discovery/discover-in.ts';
import { failureText } from '../failure-text.ts';
import { logTargets } from '../log-report.ts';
import { candidatesOf, publishAll, spentOf } from '../publish-all.ts';
import type { TargetResult } from '../report-target.ts';
import { boundingTargets } from '../run-request.ts';
import { storeState } from '../store-state.ts';
import { readMemory, storeMemory } from '../stored-memory.ts';
import { readDocument } from '../write-document.ts';
import { targetsOfLane } from './find-targets.ts';
import { packedPlace, unpacked } from './packed-targets.ts';
import {
  type BatchAnswer,
  parseWorkerCall,
  type WorkerAnswers,
  type WorkerCall,
  WorkerCallError,
} from './worker-call.ts';

export interface WorkerWorld {
  readonly configuration: Configuration;
  readonly ports: Ports;
  /** Documents of the recommender's own account and region. */
  readonly memory: DocumentStore;
  readonly signal: AbortSignal;
  /** Epoch milliseconds at which the worker must be done. */
  readonly endsAt?: number;
  readonly clock?: Clock;
  /** Is shown the targets of each batch as they were answered. */
  readonly show?: (targets: readonly TargetReport[]) => void;
}

/** The targets of a batch, answered. */
interface Answered {
  readonly run: Known;
  readonly results: readonly TargetResult[];
  readonly decided: readonly Decided[];
  readonly candidates: readonly Candidate[];
  readonly held: readonly string[];
}

const NOTHING: Allowed = { toShrink: new Set(), toGrow: new Set() };

/**
 * Does what the orchestrator of a fleet asks for. Whatever it does may be asked for twice: the second time nothing is written again.
 *
 * @throws {WorkerCallError} When the call is none, or comes from other code or another configuration.
 */
export async function answerWorkerCall(event: unknown, world: WorkerWorld) {
  const call = parseWorkerCall(event);
  const run = { ...beginPart(call, world), ...(world.show && { show: world.show }) };
  return { version: VERSION, ...(await answer(call, run, world)) };
}

type Answer = WorkerAnswers[WorkerCall['kind']];

async function answer(call: WorkerCall, run: Begun & Pick<WorkerWorld, 'show'>, world: WorkerWorld): Promise<Answer> {
  switch (call.kind) {
    case 'begin':
      return { ...(await readMemory(world)), startedAt: (world.clock ?? systemClock).now() };
    case 'discover':
      return discover(run, call);
    case 'decide':
      return answerBatch(run, call, decideBatch);
    case 'publish':
      return answerBatch(run, call, (each, selected) => publishBatch(each, selected, call));
    case 'announced':
      return { marked: await storeMarks(call.marks, run) };
    case 'end':
      return { stored: await storeMemory(call, world) };
  }
}

/** A deployment in the middle of a run must not mix two versions of the code or two configurations. */
function beginPart(call: WorkerCall, { configuration, ...world }: WorkerWorld): Begun {
  const begun = beginRun({
    ...world,
    configuration,
    request: { time: Date.parse(call.time), dryRun: false },
    isPart: true,
  });
  const own = `${VERSION} of ${begun.identity.runId}`;
  const asked = `${call.version} of ${call.runId}`;
  if (own === asked) return 'found' in call ? { ...begun, configuration: withSent(configuration, call.found) } : begun;
  throw new WorkerCallError(
    `A worker of version ${own} was asked to work for version ${asked}: it was deployed meanwhile.`,
  );
}

/** Whoever asks has looked for targets already. */
function withSent(configuration: Configuration, found: string): Configuration {
  return { ...configuration, accounts: [], targets: [...configuration.targets, ...unpacked(found, configuration)] };
}

async function discover(
  run: Begun,
  { place }: Extract<WorkerCall, { readonly kind: 'discover' }>,
): Promise<WorkerAnswers['discover']> {
  const before = run.ports.apiCalls();
  const found = packedPlace(place, await discoverIn(place, run), run.configuration);
  return { found, apiCalls: run.ports.apiCalls() - before };
}

type AnswerTargets = (begun: Begun, selected: readonly Target[]) => Promise<Answered>;

async function answerBatch(
  begun: Begun & Pick<WorkerWorld, 'show'>,
  { ids, digest }: { readonly ids: readonly string[]; readonly digest: boolean },
  answer: AnswerTargets,
): Promise<BatchAnswer> {
  const before = begun.ports.apiCalls();
  const selected = targetsOfLane(begun.configuration, ids);
  const { run, results, decided, candidates, held } = await answer(begun, selected);
  await storeUntold(results, run);
  const targets = results.map(({ report }) => report);
  logTargets({ runId: begun.identity.runId, targets }, begun.ports.log);
  begun.show?.(targets);
  const told = results.map(({ report, state }) => ({
    report,
    ...(state && isWorthSaying(report) && { mark: markOf(report, state) }),
  }));
  return {
    ...batchReportOf(totalsOf(targets), told, digest),
    ...spentOf(begun, decided),
    candidates,
    held,
    left: targets.flatMap(({ id, outcome }) => (outcome === 'notDone' ? [id] : [])),
    apiCalls: begun.ports.apiCalls() - before,
  };
}

async function decideBatch(begun: Begun, selected: readonly Target[]): Promise<Answered> {
  const { run, decided } = await decideAll(begun, selected);
  const candidates = candidatesOf(run, decided);
  const waiting = heldBack(run.configuration, selected, candidates);
  const held = decidedOf(decided).flatMap(({ place: { target } }) => (waiting.has(target.id) ? [target.id] : []));
  const going = decided.filter((each) => each.kind === 'answered' || !waiting.has(each.place.target.id));
  return { run, results: await publishAll(run, going, NOTHING), decided, candidates, held };
}

/** The candidates; and what bounds their sizes stays as it is until they are decided again, so that the answer is the same. */
function heldBack(
  configuration: Configuration,
  selected: readonly Target[],
  candidates: readonly Candidate[],
): ReadonlySet<string> {
  const ids = new Set(candidates.map(({ id }) => id));
  const bounding = selected.filter(({ id }) => ids.has(id)).flatMap((each) => boundingTargets(configuration, each));
  return new Set([...ids, ...bounding.map(({ id }) => id)]);
}

async function publishBatch(
  begun: Begun,
  selected: readonly Target[],
  { toShrink, toGrow }: { readonly toShrink: readonly string[]; readonly toGrow: readonly string[] },
): Promise<Answered> {
  const { run, decided } = await decideAll(begun, selected);
  const allowed = { toShrink: new Set(toShrink), toGrow: new Set(toGrow) };
  return { run, results: await publishAll(run, decided, allowed), decided: [], candidates: [], held: [] };
}

/** Stores of each answer what does not wait for the message. */
export async function storeUntold(results: readonly TargetResult[], run: Known): Promise<void> {
  await sideBySide(results, TARGETS_SIDE_BY_SIDE, (result) => storeResult(result, run));
}

async function storeResult(
  { target, report, state, storedState }: TargetResult,
  { surveyed, ports }: Known,
): Promise<void> {
  const account = surveyed.get(target.id)?.account;
  // What was written has its state already: the intent.
  if (state === undefined || account === undefined || isChange(report.publication)) return;
  const now = isWorthSaying(report) ? stateTold(state, parseState(storedState?.text)) : state;
  await storeState({ target, account, stored: storedState }, now, ports.log);
}

interface MarkWorld {
  readonly configuration: Configuration;
  readonly ports: Ports;
}

/** Marks what the message told. One that cannot be stored is told once more by the next run. */
export async function storeMarks(marks: readonly Mark[], { configuration, ports }: MarkWorld): Promise<number> {
  const targets = new Map(
    targetsOfLane(
      configuration,
      marks.map(({ id }) => id),
    ).map((target) => [target.id, target]),
  );
  const stored = await sideBySide(marks, TARGETS_SIDE_BY_SIDE, async (mark) => {
    const target = targets.get(mark.id);
    if (target === undefined) return 0;
    try {
      const account = ports.accountOf(target);
      const { state: name } = documentNames(target);
      const before = await readDocument(account.documents, name);
      const place = { target, account, stored: before, isOurs: mark.announced !== undefined };
      await storeState(place, stateWithMark(parseState(before?.text), mark), ports.log);
      return 1;
    } catch (error) {
      ports.log.warn('what was told could not be marked', { target: mark.id, error: failureText(error) });
      return 0;
    }
  });
  return stored.reduce<number>((sum, each) => sum + each, 0);
}
