import type { Target } from '../core/configuration/configuration.ts';
import type { Recommendation } from '../core/decision/recommendation.ts';
import type { Account, Log, StoredDocument } from '../core/ports.ts';
import { stateWithIntent } from '../core/publication/next-state.ts';
import { type PlannedWrite, parseContext, planPublication } from '../core/publication/plan-publication.ts';
import { parseDocument, renderDocument } from '../core/publication/sizes-document.ts';
import { renderState, type State } from '../core/publication/state-document.ts';
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
  readonly live?: StoredDocument;
}

/** Writes what a target's documents lack, in the order of DESIGN 3.2: state (intent), live or proposed, copies. The message follows later. */
export async function publishTarget(input: PublishInput): Promise<Published> {
  const { documents } = input;
  const planned = await plan(input);
  const first = planned === undefined ? undefined : await publishPlanned(input, planned);
  const live = first?.live ?? documents.live;
  const copies = live === undefined ? [] : await publishCopies(input, live);
  return {
    publication: first?.publication ?? { kind: 'none' },
    copies,
    state: first?.state ?? documents.state,
    ...(live && { live }),
  };
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

type First = Pick<Published, 'publication' | 'state'> & { readonly live?: StoredDocument };

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
  const state = stateWithIntent(documents.state, {
    destination: planned.destination,
    text,
    version: (read?.version ?? 0) + 1,
    cause: planned.cause,
    reasons: planned.cause === 'baseline' ? [] : input.recommendation.reasons.map(explain),
    at: run.time,
    runId: run.runId,
  });
  const prepare = async () => {
    const write = { name: documents.names.state, text: renderState(state), type: 'String', overwrite: true } as const;
    await account.documents.write(write);
  };
  const write = { name: planning.name, text, type: 'SecureString', prepare, ...(read && { read }) } as const;
  const result = await writeGuarded(account, write, log);
  if (result.kind === 'foreign') {
    const publication = { kind: 'foreignWrite', name: planning.name, detail: result.detail } as const;
    return { publication, state: documents.state };
  }
  const live = planned.destination === 'live' ? { live: { text, version: result.version } } : {};
  if (result.kind === 'twin') return { publication: { kind: 'none' }, state: documents.state, ...live };
  const kind = planned.destination === 'live' ? 'written' : 'proposed';
  return { publication: { ...changeOf(input, planned, kind), version: result.version }, state, ...live };
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
    return result.kind === 'twin' ? { kind: 'none' } : { ...planned, kind: 'written', version: result.version };
  } catch (error) {
    return { kind: 'failed', message: failureText(error) };
  }
}
