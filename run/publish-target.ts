import { forecastOf } from '../core/decision/after-change.ts';
import { tasksOf } from '../core/decision/expected-risk.ts';
import { savingOf } from '../core/decision/payoff.ts';
import { explain } from '../core/decision/recommendation.ts';
import { defined } from '../core/model/defined.ts';
import { typeProblem } from '../core/model/stored-document.ts';
import { covers, isSameSize } from '../core/model/task-size.ts';
import type { Log } from '../core/ports.ts';
import { stateWithClosedProposal, stateWithIntent } from '../core/publication/next-state.ts';
import {
  isProposalStale,
  type PlanInput,
  type PlannedWrite,
  planPublication,
} from '../core/publication/plan-publication.ts';
import {
  judgeDocument,
  parseContext,
  publishedPart,
  renderDocument,
  taskSizeIn,
} from '../core/publication/sizes-document.ts';
import { rejectedHash, type State } from '../core/publication/state-document.ts';
import { shortHash } from '../core/publication/stored-text.ts';
import { type KnownCopy, storedOf, type TargetDocuments, usable } from '../core/publication/target-documents.ts';
import type { Change, Publication, Report } from '../core/report/report.ts';
import { type RunningTarget, reasonsShown, type TargetDecision } from './decide-target.ts';
import { failureText } from './failure-text.ts';
import { storeClaim } from './store-state.ts';
import { checkType, writeGuarded, writeIntended } from './write-document.ts';

export type RunIdentity = Pick<Report, 'runId' | 'time' | 'dryRun'>;

export interface PublishInput extends RunningTarget {
  /** Its state already has in it what this run decided and saw. */
  readonly decision: TargetDecision;
  readonly run: RunIdentity;
  /** ISO time until which the run is taken to be alive. */
  readonly until: string;
  readonly log: Log;
}

export interface Published {
  readonly publication: Publication;
  readonly copies: readonly Publication[];
  readonly documents: TargetDocuments;
  /** Somebody else writes the target, a run beside this one or a person: documents, message and state are theirs. */
  readonly overtaken: boolean;
}

/** Writes what a target lacks: state (intent), live or proposed, copies (docs/contracts.md). The message follows. */
export async function publishTarget(input: PublishInput): Promise<Published> {
  const { publication, documents, overtaken } = await publishFirst(input);
  const copies = overtaken ? [] : await publishCopies({ ...input, documents });
  return { publication, copies, documents, overtaken };
}

type First = Omit<Published, 'copies'>;

/** Live or proposed, where one of them is to be written. */
async function publishFirst(input: PublishInput): Promise<First> {
  const { documents, run } = input;
  const nothing: First = { publication: { kind: 'none' }, documents, overtaken: false };
  if (isDone(documents, run)) return nothing;
  const plan = await planOf(input);
  return 'destination' in plan ? publishPlanned(input, plan) : { ...nothing, documents: { ...documents, state: plan } };
}

/**
 * Whether this very run wrote the live document that stands, in an earlier delivery of its schedule: it ends where the
 * first one would have ended, and the step after it (baseline, then size) is the next run's.
 */
export function isDone({ state, live }: TargetDocuments, run: RunIdentity): boolean {
  if (live.kind === 'absent' || state.live === undefined || state.runId !== run.runId) return false;
  return state.live.version === live.version && state.live.hash === shortHash(live.text);
}

/** What is to be written, or the state where nothing is. The history is only read when the live document is broken. */
async function planOf({ documents, decision, run, ...place }: PublishInput): Promise<PlannedWrite | State> {
  const { live, proposed, names } = documents;
  const { recommendation, pin, state } = decision;
  const history = live.kind === 'invalid' ? await place.account.documents.history(names.live) : [];
  const isProposalClosed = state.proposed?.closed ?? false;
  const input: PlanInput = {
    ...place,
    recommendation,
    live,
    proposed,
    history,
    isPinned: pin !== undefined,
    isProposalClosed,
    ...defined({ rejectedHash: rejectedHash(state, Date.parse(run.time)) }),
  };
  const planned = planPublication(input);
  if (planned !== undefined) return planned;
  return isProposalStale(input) && !isProposalClosed ? stateWithClosedProposal(state) : state;
}

function changeOf(input: PublishInput, planned: PlannedWrite, kind: Change['kind']): Change {
  const { destination, ...rest } = planned;
  return { ...rest, kind, name: input.documents.names[destination] };
}

/** The state with the write in it, and what to watch after a change of the task's size. */
function intentState(input: PublishInput, planned: PlannedWrite, version: number): State {
  const { decision, run, until } = input;
  return stateWithIntent(decision.state, {
    destination: planned.destination,
    text: renderDocument(planned.after),
    size: taskSizeIn(planned.after, input.target.parameters),
    version,
    cause: planned.cause,
    reasons: planned.cause === 'baseline' ? [] : reasonsShown(decision).map(explain),
    at: run.time,
    runId: run.runId,
    until,
    ...defined({ watched: watchedChange(input, planned), soFar: decision.soFar }),
  });
}

function watchedChange({ decision, target, service }: PublishInput, planned: PlannedWrite) {
  const { recommendation, pricing } = decision;
  const { before, after, cause } = planned;
  if (recommendation.kind === 'skipped' || before === undefined || cause !== 'resize') return undefined;
  const sizes = [before, after].map((each) => judgeDocument(each, parseContext(target, service)));
  const [old, made] = sizes.map((each) => (each.kind === 'invalid' ? undefined : each.sizes.task));
  if (old === undefined || made === undefined || isSameSize(old, made)) return undefined;
  const priced = { service, ...defined({ pricing }) };
  const { usdPerMonth: savingsUsdPerMonth } = savingOf(old, made, priced);
  const forecast = {
    ...forecastOf(recommendation, { size: made, tasks: tasksOf(priced) }),
    ...defined({ savingsUsdPerMonth }),
  };
  return { before: publishedPart(before, target.parameters), forecast, shrinks: !covers(made, old) };
}

async function publishPlanned(input: PublishInput, planned: PlannedWrite): Promise<First> {
  const { target, account, service, documents, log, run } = input;
  const { destination } = planned;
  const planning = changeOf(input, planned, 'planned');
  checkType({ name: planning.name, type: 'SecureString' }, storedOf(documents[destination]));
  if (run.dryRun) return { publication: planning, documents, overtaken: false };
  const read = documents[destination];
  const version = (read.kind === 'absent' ? 0 : read.version) + 1;
  const state = intentState(input, planned, version);
  const storeIntent = () => storeClaim(input, { state, destination, version });
  const context = parseContext(target, service);
  const write = { destination, document: planned.after, context, state, storeIntent, minds: 'pin' } as const;
  const result = await writeIntended({ account, documents, log }, write);
  if (result.kind === 'foreign') {
    const publication = { kind: 'foreignWrite', name: planning.name, detail: result.detail } as const;
    return { publication, documents, overtaken: true };
  }
  if (result.kind === 'overtaken') {
    log.info('another run is publishing this target', { target: target.id, name: planning.name });
    return { publication: { kind: 'none' }, documents, overtaken: true };
  }
  const kind = destination === 'live' ? 'written' : 'proposed';
  const publication = { ...changeOf(input, planned, kind), version: result.version };
  return { publication, documents: result.documents, overtaken: false };
}

/** Copies follow the original; one that differs for any reason is repaired. A broken original is not copied. */
async function publishCopies(input: PublishInput): Promise<readonly Publication[]> {
  const { copies, live } = input.documents;
  const original = usable(live);
  if (original === undefined) return [];
  const stale = copies.filter(({ stored }) => stored?.text !== original.text || typeProblem(stored) !== undefined);
  return Promise.all(stale.map((copy) => publishCopy(input, copy, original)));
}

async function publishCopy(
  { account, run, log }: PublishInput,
  { name, stored: read }: KnownCopy,
  { text, document: after }: { readonly text: string; readonly document: Change['after'] },
): Promise<Publication> {
  const planned: Change = { kind: 'planned', cause: 'copy', name, after };
  const write = { name, text, type: 'SecureString', read } as const;
  try {
    checkType(write, read);
    if (run.dryRun) return planned;
    const result = await writeGuarded(account, write, log);
    if (result.kind === 'foreign') return { kind: 'foreignWrite', name, detail: result.detail };
    return result.kind === 'overtaken' ? { kind: 'none' } : { ...planned, kind: 'written', version: result.version };
  } catch (error) {
    return { kind: 'failed', message: failureText(error) };
  }
}
