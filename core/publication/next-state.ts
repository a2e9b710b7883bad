import type { Target } from '../configuration/configuration.ts';
import { type Forecast, forecastText } from '../decision/after-change.ts';
import type { Applicable } from '../decision/guards/guard.ts';
import { ownEntry } from '../model/sizes.ts';
import type { StoredDocument } from '../model/stored-document.ts';
import type { TaskSize } from '../model/task-size.ts';
import { DAY_MILLISECONDS, dayOf } from '../model/time.ts';
import type { Cause } from './plan-publication.ts';
import type { AnnouncedVersion, HistoryEntry, State, Watch, WatchedSoFar } from './state-document.ts';
import { shortHash } from './stored-text.ts';

/** A write that is about to be made: its text, the version it will get, and why. */
export interface Intent {
  readonly destination: 'live' | 'proposed';
  readonly text: string;
  readonly size: TaskSize;
  readonly version: number;
  readonly cause: Cause;
  readonly reasons: readonly string[];
  /** ISO time of the run's schedule, or of a person's command. */
  readonly at: string;
  /** Default: the recommender itself. */
  readonly author?: string;
  readonly runId: string;
  /** What the change is expected to bring, and the document before it: watched once it is deployed. */
  readonly watched?: Omit<Watch, 'version'>;
  /** ISO time until which the run that writes this is taken to be alive. */
  readonly until?: string;
  /** What came of the change before, whose watch this one ends. */
  readonly soFar?: WatchedSoFar;
}

export const AUTHOR = 'rightsizer';
/** Causes that change no size that a deployment had: nothing cools down after them. */
const NO_CHANGE: readonly Cause[] = ['baseline', 'keys', 'copy', 'seed'];

/** The state before a write: what will be live or proposed, not yet announced. Versions that never came to be go. */
export function stateWithIntent(state: State, intent: Intent): State {
  const { version, size, cause, reasons, at, runId, until, watched, soFar, author = AUTHOR } = intent;
  const hash = shortHash(intent.text);
  const entry: AnnouncedVersion = { version, hash, announced: false, ...(until && { until }) };
  if (intent.destination === 'proposed') {
    return { ...state, proposed: entry, ...(watched && { proposedForecast: watched.forecast }), runId };
  }
  const { watch: _, agreement, changedAt, ...rest } = state;
  const isChange = !NO_CHANGE.includes(cause);
  const lastChange = isChange ? at : changedAt;
  const told = { version, hash, at, author, cause, reasons, ...(watched && forecastIn(watched.forecast)) };
  const made: HistoryEntry = { ...told, size: [size.cpuUnits, size.memoryMiB] };
  return {
    ...rest,
    live: entry,
    // What was agreed on was said of the sizes before.
    ...(!isChange && agreement && { agreement }),
    ...(lastChange !== undefined && { changedAt: lastChange }),
    ...(watched && { watch: { ...watched, version } }),
    ...(isDeclared(made) && { approved: size }),
    history: [
      made,
      ...state.history
        .filter((each) => each.version < version)
        .map((each) => ({ ...each, ...(each.version === soFar?.version && soFar) })),
    ],
    runId,
  };
}

/** Whether a version of live is what people want: their own, or what they had deployed before the first change. */
export function isDeclared({ author, cause }: Pick<HistoryEntry, 'author' | 'cause'>): boolean {
  return author !== AUTHOR || cause === 'pin' || cause === 'baseline';
}

function forecastIn(forecast: Forecast): Pick<HistoryEntry, 'forecast' | 'forecastUsd'> {
  const { savingsUsdPerMonth: usd } = forecast;
  return { forecast: forecastText(forecast), ...(usd !== undefined && { forecastUsd: usd }) };
}

/** The state after the message: what it speaks about has been announced. */
export function stateAnnounced(state: State, destination: 'live' | 'proposed'): State {
  const entry = state[destination];
  if (entry === undefined) return state;
  const { until: _, ...rest } = entry;
  return { ...state, [destination]: { ...rest, announced: true } };
}

/** The state of a run that is about to announce what another one could not. */
export function stateAnnouncing(state: State, destination: 'live' | 'proposed', until: string): State {
  const entry = state[destination];
  return entry === undefined ? state : { ...state, [destination]: { ...entry, until } };
}

/** No run says it is alive for longer; a later time is nonsense. Lambda ends after 15 minutes (its quotas, 2026-11). */
const LONGEST_MILLISECONDS = 15 * 60_000;

/** Whether a run that is taken to be alive at `now` (epoch milliseconds) is between its intent and its message. */
export function isBeingPublished({ live, proposed }: State, now: number): boolean {
  return [live, proposed].some((entry) => {
    if (entry?.until === undefined || entry.announced || entry.closed) return false;
    const left = Date.parse(entry.until) - now;
    return left > 0 && left <= LONGEST_MILLISECONDS;
  });
}

/** Whether a stored document is the one that the state was about to write, and nobody has been told. */
export function isUnannounced(entry: AnnouncedVersion | undefined, stored: StoredDocument | undefined): boolean {
  if (entry === undefined || stored === undefined || entry.announced || entry.closed) return false;
  return entry.version === stored.version && entry.hash === shortHash(stored.text);
}

type Kept = Pick<Applicable, 'agreement' | 'holds' | 'steadySince'>;

/** The state with what a decision adds: agreement, since when each hold holds, and which resources are held steady. */
export function stateWithHolds(state: State, { agreement, holds, steadySince }: Kept, day: string): State {
  const { agreement: _, heldSince: before = {}, steadySince: __, ...rest } = state;
  const heldSince = Object.fromEntries(holds.map(({ code }) => [code, ownEntry(before, code) ?? day]));
  return {
    ...rest,
    ...(Object.keys(agreement).length > 0 && { agreement }),
    ...(holds.length > 0 && { heldSince }),
    ...(steadySince && { steadySince }),
  };
}

/** The state after a proposal that nobody is asked about any more. */
export function stateWithClosedProposal(state: State): State {
  return state.proposed === undefined ? state : { ...state, proposed: { ...state.proposed, closed: true } };
}

/** Holds are said once a week at most. */
const SAID_AGAIN_DAYS = 7;

function isLongAgo(day: string | undefined, time: number): boolean {
  return day === undefined || time - Date.parse(day) >= SAID_AGAIN_DAYS * DAY_MILLISECONDS;
}

interface Held {
  readonly applicable: Kept;
  readonly mode: Target['mode'];
  readonly time: number;
}

/** The state that remembers what is held back, and whether to say it. Where a person is asked, nothing is counted. */
export function rememberHolds(
  state: State,
  { applicable, mode, time }: Held,
): { readonly state: State; readonly holdsAreNew: boolean } {
  if (mode === 'propose') {
    return { state: stateWithHolds(state, { agreement: {}, holds: [] }, dayOf(time)), holdsAreNew: false };
  }
  const held = stateWithHolds(state, applicable, dayOf(time));
  const holdsAreNew = applicable.holds.length > 0 && isLongAgo(held.heldSaidOn, time);
  return { state: holdsAreNew ? { ...held, heldSaidOn: dayOf(time) } : held, holdsAreNew };
}
