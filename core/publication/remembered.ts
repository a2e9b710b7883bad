import type { ActivePin, ChangeContext, Rejected, SizeWritten } from '../decision/change-context.ts';
import { type DeploymentStatus, deploymentStatus } from '../decision/deployment-status.ts';
import { SIDES } from '../model/task-size.ts';
import { isStillAt } from '../usage/follows-size.ts';
import { seenSizeOf } from '../usage/seen-size.ts';
import { AUTHOR, isDeclared } from './next-state.ts';
import { type HistoryEntry, rejectedHash, rejectedUntil, type State } from './state-document.ts';
import { shortHash } from './stored-text.ts';
import { type TargetDocuments, usable } from './target-documents.ts';
import { type RememberInput, sizesOf, type Watched, watchOutcome } from './watch-outcome.ts';

/** What the documents of a target remember, as its decision needs it, and the state with what this run saw. */
export interface Remembered extends Watched {
  readonly change: ChangeContext;
  readonly status?: DeploymentStatus;
}

const FOREIGN = 'somebody else';

/** Reads what is remembered, and compares what was forecast with what happens. */
export function remember(input: RememberInput): Remembered {
  const seen = withSeen(withForeignVersion(input), input);
  const status = statusOf(input, seen);
  const pin = activePin(input, seen);
  const watched = watchOutcome(input, withoutOverruled(input, withApproved(seen, pin, input)), status);
  const breaches = (watched.state.breaches ?? []).flatMap(({ document, ...rest }) => {
    const sizes = sizesOf(document, input);
    return sizes === undefined ? [] : [{ ...rest, sizes }];
  });
  const { changedAt, follows, approved, steadySince, agreement = {}, heldSince = {} } = watched.state;
  const kept = { changedAt, follows, approved, steadySince, agreement, heldSince };
  const change: ChangeContext = {
    ...kept,
    time: input.time,
    breaches,
    written: writtenSizes(watched.state),
    pin,
    rejected: activeRejection(watched.state, input.time),
    notDeployedSince: status === undefined || status.kind === 'deployed' ? undefined : status.since,
  };
  return { change, ...(status && { status }), ...watched };
}

/** The sizes since a person last wrote one, which is the first of them; oldest first. */
function writtenSizes({ history }: State): readonly SizeWritten[] {
  const persons = history.findIndex(isDeclared);
  const since = persons < 0 ? history : history.slice(0, persons + 1);
  return since.toReversed().flatMap(({ at, size }) => {
    if (size === undefined) return [];
    const [cpuUnits, memoryMiB] = size;
    return [{ at: Date.parse(at), size: { cpuUnits, memoryMiB } }];
  });
}

/** A rejection counts for four weeks. */
function activeRejection(state: State, time: number): Rejected | undefined {
  const { rejected } = state;
  if (rejected === undefined || rejectedHash(state, time) === undefined) return undefined;
  const { at, by, why } = rejected;
  return { at, until: rejectedUntil(rejected), by, why };
}

function entryOf(state: State, live: TargetDocuments['live']): HistoryEntry | undefined {
  if (live.kind === 'absent') return undefined;
  const hash = shortHash(live.text);
  return state.history.find((entry) => entry.version === live.version && entry.hash === hash);
}

/** A live version that the state does not know was written by somebody else: theirs stands, and its change counts. */
function withForeignVersion({ documents: { state, live }, time, service }: RememberInput): State {
  if (live.kind === 'absent' || entryOf(state, live) !== undefined) return state;
  const at = new Date(time).toISOString();
  const hash = shortHash(live.text);
  const size = usable(live)?.sizes.task ?? service.taskSize;
  const { version } = live;
  const told = { version, hash, at, author: FOREIGN, cause: 'foreign', reasons: [] };
  const entry: HistoryEntry = { ...told, size: [size.cpuUnits, size.memoryMiB] };
  const { watch: _, steadySince: __, ...rest } = state;
  return {
    ...rest,
    live: { version, hash, announced: true },
    changedAt: at,
    approved: size,
    history: [entry, ...state.history.filter((each) => each.version < version)],
  };
}

/** The state with what people want: what they pinned, or of an older state what runs when it is first seen. */
function withApproved(state: State, pin: ActivePin | undefined, { documents, service }: RememberInput): State {
  const approved = pin?.sizes?.task ?? state.approved ?? service.taskSize;
  return documents.live.kind === 'absent' ? state : { ...state, approved };
}

/** The state with what was seen of memory and size. Findings stay until memory stands elsewhere: the window forgets. */
function withSeen({ follows: stored, seenSize, ...state }: State, input: RememberInput): State {
  const { target, evidence, service, time, documents } = input;
  const { levels = {}, timeline } = evidence.context ?? {};
  const stays = stored !== undefined && isStillAt(levels.levelPercent, stored) ? stored : undefined;
  const follows = levels.follows ?? stays;
  const isKept = timeline?.source === 'CurrentSize' || documents.live.kind !== 'absent' || target.mode === 'apply';
  return {
    ...state,
    ...(follows && { follows }),
    // Kept also where the past is known: what knows it may forget.
    ...(isKept && { seenSize: seenSizeOf(seenSize, service, time) }),
  };
}

function statusOf({ documents: { live }, service, target, evidence }: RememberInput, state: State) {
  const entry = entryOf(state, live);
  const sizes = usable(live)?.sizes;
  if (sizes === undefined || entry === undefined) return undefined;
  return deploymentStatus({
    live: sizes,
    liveSince: entry.at,
    service,
    keys: target.parameters,
    deployments: evidence.context?.deployments ?? [],
  });
}

/** A person who puts less into live after a breach than what it asks for knows what they do: it is over. */
function withoutOverruled(input: RememberInput, state: State): State {
  const { breaches: all, ...rest } = state;
  const { live } = input.documents;
  const entry = entryOf(state, live);
  const now = usable(live)?.sizes;
  const isPersons = entry !== undefined && (entry.author !== AUTHOR || entry.cause === 'pin');
  if (all === undefined || !isPersons || now === undefined) return state;
  const { task } = now;
  const breaches = all.filter((stored) => {
    const sizes = sizesOf(stored.document, input)?.task;
    const isLess = stored.resources.some((resource) => task[SIDES[resource]] < (sizes?.[SIDES[resource]] ?? 0));
    return !(isLess && Date.parse(entry.at) > Date.parse(stored.at));
  });
  return breaches.length === 0 ? rest : { ...rest, breaches };
}

function activePin(input: RememberInput, seen: State): ActivePin | undefined {
  const { pin, live } = input.documents;
  if (pin.kind === 'unreadable') return { until: 'somebody takes it away', by: 'somebody', why: 'it cannot be read' };
  if (pin.kind !== 'active') return undefined;
  const { document, until, by, why, at } = pin.pin;
  // What somebody wrote into live by hand after the pin stands.
  const entry = entryOf(seen, live);
  const isHandWritten = entry?.author === FOREIGN && Date.parse(entry.at) > Date.parse(at);
  const sizes = isHandWritten ? usable(live)?.sizes : sizesOf(document, input);
  return { until, by, why, ...(sizes && { sizes }) };
}
