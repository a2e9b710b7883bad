import type { Configuration, Target } from '../../core/configuration/configuration.ts';
import type { Candidate } from '../../core/decision/run-caps.ts';
import { batchReportOf, type Mark, markOf, stateWithMark, withSaid } from '../../core/fleet/batch-report.ts';
import { sideBySide } from '../../core/model/side-by-side.ts';
import { sum } from '../../core/model/sizes.ts';
import type { DocumentStore } from '../../core/ports.ts';
import { parseState } from '../../core/publication/state-document.ts';
import { documentNames } from '../../core/publication/target-documents.ts';
import { isWorthSaying } from '../../core/report/news.ts';
import { isChange, type TargetReport, totalsOf } from '../../core/report/report.ts';
import { VERSION } from '../../core/version.ts';
import { type Begun, beginRun, type RunInput } from '../begin-run.ts';
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
import { packedPlace, targetsOfLane, unpacked } from './find-targets.ts';
import {
  type BatchAnswer,
  type BatchCall,
  parseWorkerCall,
  type WorkerAnswers,
  type WorkerCall,
  WorkerCallError,
} from './worker-call.ts';

export interface WorkerWorld extends Pick<RunInput, 'configuration' | 'ports' | 'signal' | 'endsAt' | 'clock'> {
  readonly memory: DocumentStore;
  /** Is shown the targets of each batch as they were answered. */
  readonly show?: (targets: readonly TargetReport[]) => void;
}

type Part = WorkerWorld & Begun;

/**
 * Does what a fleet's orchestrator asks for. All may be asked for twice: the second time nothing is written again.
 *
 * @throws {WorkerCallError} When the call is none, or comes from other code or another configuration.
 */
export async function answerWorkerCall(event: unknown, world: WorkerWorld) {
  const call = parseWorkerCall(event);
  return { version: VERSION, ...(await answer(call, beginPart(call, world))) };
}

async function answer(call: WorkerCall, part: Part): Promise<WorkerAnswers[WorkerCall['kind']]> {
  switch (call.kind) {
    case 'begin':
      return { ...(await readMemory(part)), startedAt: part.clock.now() };
    case 'discover':
      return discover(part, call);
    case 'decide':
    case 'publish':
      return answerBatch(part, call);
    case 'announced':
      return { marked: await storeMarks(call.marks, part) };
    case 'end':
      return { stored: await storeMemory(call, part) };
  }
}

/** A deployment in the middle of a run must not mix two versions of the code or two configurations. */
function beginPart(call: WorkerCall, world: WorkerWorld): Part {
  const { configuration } = world;
  const begun = beginRun({ ...world, request: { time: Date.parse(call.time), dryRun: false }, isPart: true });
  const own = `${VERSION} of ${begun.identity.runId}`;
  const asked = `${call.version} of ${call.runId}`;
  if (own !== asked) {
    throw new WorkerCallError(
      `A worker of version ${own} was asked to work for version ${asked}: it was deployed meanwhile.`,
    );
  }
  if (!('found' in call)) return begun;
  // Whoever asks has looked for targets already.
  const targets = [...configuration.targets, ...unpacked(call.found, configuration)];
  return { ...begun, configuration: { ...configuration, accounts: [], targets } };
}

async function discover(
  part: Part,
  { place }: Extract<WorkerCall, { readonly kind: 'discover' }>,
): Promise<WorkerAnswers['discover']> {
  const before = part.ports.apiCalls();
  const found = packedPlace(place, await discoverIn(place, part), part.configuration);
  return { found, apiCalls: part.ports.apiCalls() - before };
}

async function answerBatch(part: Part, call: BatchCall): Promise<BatchAnswer> {
  const before = part.ports.apiCalls();
  const selected = targetsOfLane(part.configuration, call.ids);
  const { run, decided } = await decideAll(part, selected);
  const { results, ...batch } = await publishBatch(run, { call, selected, decided });
  await sideBySide(results, TARGETS_SIDE_BY_SIDE, (result) => storeUntold(result, run));
  const targets = results.map(({ report }) => report);
  logTargets({ runId: part.identity.runId, targets }, part.ports.log);
  part.show?.(targets);
  const told = results.map(({ report, state }) => ({
    report,
    ...(state && isWorthSaying(report) && { mark: markOf(report, state) }),
  }));
  return {
    ...batchReportOf(totalsOf(targets), told, call.digest),
    ...batch,
    left: targets.flatMap(({ id, outcome }) => (outcome === 'notDone' ? [id] : [])),
    apiCalls: part.ports.apiCalls() - before,
  };
}

interface Batch {
  readonly call: BatchCall;
  readonly selected: readonly Target[];
  readonly decided: readonly Decided[];
}

/** Publishes what no limit of the whole run concerns, or what such limits let through. */
async function publishBatch(run: Known, { call, selected, decided }: Batch) {
  if (call.kind === 'publish') {
    const allowed = { toShrink: new Set(call.toShrink), toGrow: new Set(call.toGrow) };
    return { results: await publishAll(run, decided, allowed), ...spentOf(run, []), candidates: [], held: [] };
  }
  const candidates = candidatesOf(run, decided);
  const waiting = heldBack(run.configuration, selected, candidates);
  const held = decidedOf(decided).flatMap(({ place: { target } }) => (waiting.has(target.id) ? [target.id] : []));
  const going = decided.filter((each) => each.kind === 'answered' || !waiting.has(each.place.target.id));
  const allowed = { toShrink: new Set<string>(), toGrow: new Set<string>() };
  return { results: await publishAll(run, going, allowed), ...spentOf(run, decided), candidates, held };
}

/** The candidates; and what bounds their sizes, which stays until they are decided again: the answer is the same. */
function heldBack(
  configuration: Configuration,
  selected: readonly Target[],
  candidates: readonly Candidate[],
): ReadonlySet<string> {
  const ids = new Set(candidates.map(({ id }) => id));
  const bounding = selected.filter(({ id }) => ids.has(id)).flatMap((each) => boundingTargets(configuration, each));
  return new Set([...ids, ...bounding.map(({ id }) => id)]);
}

/** Stores of an answer what does not wait for the message. */
async function storeUntold(
  { target, report, state, storedState }: TargetResult,
  { surveyed, ports }: Known,
): Promise<void> {
  const account = surveyed.get(target.id)?.account;
  // What was written has its state already: the intent.
  if (state === undefined || account === undefined || isChange(report.publication)) return;
  const now = isWorthSaying(report) ? withSaid(state, parseState(storedState?.text)) : state;
  await storeState({ target, account, stored: storedState }, now, ports.log);
}

/** Marks what the message told. One that cannot be stored is told once more by the next run. */
export async function storeMarks(marks: readonly Mark[], { configuration, ports }: Part): Promise<number> {
  const targets = new Map(configuration.targets.map((target) => [target.id, target]));
  const stored = await sideBySide(marks, TARGETS_SIDE_BY_SIDE, async (mark): Promise<number> => {
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
  return sum(stored);
}
