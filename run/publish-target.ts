import type { Target } from '../core/configuration/configuration.ts';
import type { Recommendation } from '../core/decision/recommendation.ts';
import type { Account, Log, StoredDocument } from '../core/ports.ts';
import { shortHash } from '../core/publication/hash.ts';
import { stateWithIntent } from '../core/publication/next-state.ts';
import { type PlannedWrite, parseContext, planPublication } from '../core/publication/plan-publication.ts';
import { parseDocument, renderDocument } from '../core/publication/sizes-document.ts';
import { parseState, renderState, type State } from '../core/publication/state-document.ts';
import { explain } from '../core/report/reason-text.ts';
import type { Change, Publication } from '../core/report/report.ts';
import type { RunningService } from '../core/service.ts';
import type { TargetDocuments } from './survey.ts';
import { failureText } from './survey.ts';
import { writeGuarded } from './write-document.ts';

/** What identifies a run in what it writes. */
export interface RunIdentity {
  readonly runId: string;
  /** ISO time of the schedule. */
  readonly time: string;
  readonly dryRun: boolean;
}

export interface PublishInput {
  readonly target: Target;
  readonly account: Account;
  readonly service: RunningService;
  readonly documents: TargetDocuments;
  readonly recommendation: Recommendation;
  readonly run: RunIdentity;
  readonly log: Log;
}

/** What was published for a target, and the state as it stands now. */
export interface Published {
  readonly publication: Publication;
  readonly copies: readonly Publication[];
  readonly state: State;
  /** A run beside this one publishes the target: documents, message and state are its work. */
  readonly overtaken: boolean;
  readonly live?: StoredDocument;
}

/** Writes what a target's documents lack, in the order of docs/contracts.md: state (intent), live or proposed, copies. The message follows later. */
export async function publishTarget(input: PublishInput): Promise<Published> {
  const { documents } = input;
  const planned = isDone(input) ? undefined : await plan(input);
  const first = planned === undefined ? undefined : await publishPlanned(input, planned);
  const live = first?.live ?? documents.live;
  const overtaken = first?.overtaken ?? false;
  const copies = live === undefined || overtaken ? [] : await publishCopies(input, live);
  return {
    publication: first?.publication ?? { kind: 'none' },
    copies,
    state: first?.state ?? documents.state,
    overtaken,
    ...(live && { live }),
  };
}

/**
 * Whether this very run wrote the live document that stands, in an earlier delivery of its schedule: it ends where the first one
 * would have ended, and the step after it (baseline, then size) is the next run's.
 */
function isDone({ documents: { state, live }, run }: PublishInput): boolean {
  if (live === undefined || state.live === undefined || state.runId !== run.runId) return false;
  return state.live.version === live.version && state.live.hash === shortHash(live.text);
}

/** The history is only read when the live document is broken. */
async function plan({
  target,
  account,
  service,
  documents,
  recommendation,
}: PublishInput): Promise<PlannedWrite | undefined> {
  const { live, proposed, names } = documents;
  const broken = live !== undefined && parseDocument(live.text, parseContext(target, service)).kind === 'invalid';
  const history = broken ? await account.documents.history(names.live) : [];
  return planPublication({
    target,
    service,
    recommendation,
    history,
    ...(live && { live }),
    ...(proposed && { proposed }),
  });
}

type First = Pick<Published, 'publication' | 'state'> & Partial<Pick<Published, 'live' | 'overtaken'>>;

function changeOf(input: PublishInput, planned: PlannedWrite, kind: Change['kind']): Change {
  const { destination, ...rest } = planned;
  return { ...rest, kind, name: input.documents.names[destination] };
}

async function publishPlanned(input: PublishInput, planned: PlannedWrite): Promise<First> {
  const { account, documents, log, run } = input;
  const planning = changeOf(input, planned, 'planned');
  if (run.dryRun) return { publication: planning, state: documents.state };
  const text = renderDocument(planned.after);
  const read = documents[planned.destination];
  const version = (read?.version ?? 0) + 1;
  const state = stateWithIntent(documents.state, {
    destination: planned.destination,
    text,
    version,
    cause: planned.cause,
    reasons: planned.cause === 'baseline' ? [] : input.recommendation.reasons.map(explain),
    at: run.time,
    runId: run.runId,
  });
  const prepare = async () => {
    const write = { name: documents.names.state, text: renderState(state), type: 'String', overwrite: true } as const;
    const stateVersion = await account.documents.write(write);
    return !(await isOvertaken(input, { destination: planned.destination, version, stateVersion }));
  };
  const write = { name: planning.name, text, type: 'SecureString', prepare, ...(read && { read }) } as const;
  const result = await writeGuarded(account, write, log);
  if (result.kind === 'foreign') {
    const publication = { kind: 'foreignWrite', name: planning.name, detail: result.detail } as const;
    return { publication, state: documents.state };
  }
  if (result.kind === 'overtaken') {
    log.info('another run is publishing this target', { target: input.target.id, name: planning.name });
    return { publication: { kind: 'none' }, state: documents.state, overtaken: true };
  }
  const live = planned.destination === 'live' ? { live: { text, version: result.version } } : {};
  const kind = planned.destination === 'live' ? 'written' : 'proposed';
  return { publication: { ...changeOf(input, planned, kind), version: result.version }, state, ...live };
}

interface Claim {
  readonly destination: PlannedWrite['destination'];
  /** The version that the document is about to get. */
  readonly version: number;
  /** The version that the state with this intent got. */
  readonly stateVersion: number;
}

/**
 * Whether another run stored the intent to write the same version first. SSM cannot write on a condition, but it counts the
 * versions of the state, so that of two runs at the same moment exactly one was first.
 */
async function isOvertaken({ account, documents }: PublishInput, claim: Claim): Promise<boolean> {
  if (claim.stateVersion === documents.stateVersion + 1) return false;
  const versions = await account.documents.history(documents.names.state);
  return versions.some(({ version, text }) => {
    if (version <= documents.stateVersion || version >= claim.stateVersion) return false;
    const intent = parseState(text)[claim.destination];
    return intent?.version === claim.version && !intent.announced;
  });
}

/** Copies follow the original; one that differs for whatever reason is repaired. A copy of a broken original is not made. */
async function publishCopies(input: PublishInput, live: StoredDocument): Promise<readonly Publication[]> {
  const { target, service, documents } = input;
  const parsed = parseDocument(live.text, parseContext(target, service));
  if (parsed.kind === 'invalid') return [];
  const stale = documents.names.copies.filter((name) => documents.copies.get(name)?.text !== live.text);
  return Promise.all(stale.map((name) => publishCopy(input, name, { text: live.text, after: parsed.document })));
}

async function publishCopy(
  { account, documents, run, log }: PublishInput,
  name: string,
  { text, after }: { readonly text: string; readonly after: Change['after'] },
): Promise<Publication> {
  const planned: Change = { kind: 'planned', cause: 'copy', name, after };
  if (run.dryRun) return planned;
  const read = documents.copies.get(name);
  try {
    const result = await writeGuarded(account, { name, text, type: 'SecureString', ...(read && { read }) }, log);
    if (result.kind === 'foreign') return { kind: 'foreignWrite', name, detail: result.detail };
    return result.kind === 'overtaken' ? { kind: 'none' } : { ...planned, kind: 'written', version: result.version };
  } catch (error) {
    return { kind: 'failed', message: failureText(error) };
  }
}
