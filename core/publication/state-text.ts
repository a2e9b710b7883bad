import * as v from 'valibot';
import { type HistoryEntry, type State, stateSchema } from './state-document.ts';
import { safeJson } from './stored-text.ts';

/** SSM counts UTF-8. */
const utf8 = new TextEncoder();

function bytesOf(text: string): number {
  return utf8.encode(text).length;
}

/** One piece less; undefined when there is none of its kind. */
type Forget = (state: State) => State | undefined;

/** What people and errors wrote is cut here when room is short: bytes as they are stored. */
const WORDS_BYTES = 80;
/** The entry of the live version, and of a write that was about to be made. */
const LEAST_ENTRIES = 2;

function inOldest(has: (entry: HistoryEntry) => boolean, without: (entry: HistoryEntry) => HistoryEntry): Forget {
  return (state) => {
    const oldest = state.history.findLastIndex(has);
    if (oldest < 0) return undefined;
    return { ...state, history: state.history.map((entry, index) => (index === oldest ? without(entry) : entry)) };
  };
}

const oldestReasons = inOldest(
  ({ reasons }) => reasons.length > 0,
  (entry) => ({ ...entry, reasons: [] }),
);
const oldestOutcome = inOldest(
  ({ forecast, result }) => forecast !== undefined || result !== undefined,
  ({ forecast: _, result: __, ...entry }) => entry,
);
const oldestMoney = inOldest(
  ({ forecastUsd, realized }) => forecastUsd !== undefined || realized !== undefined,
  ({ forecastUsd: _, realized: __, ...entry }) => entry,
);
const longestAuthor = inOldest(
  ({ author }) => isLong(author),
  (entry) => ({ ...entry, author: cut(entry.author) }),
);

function isLong(text: string): boolean {
  return bytesOf(safeJson(text)) - '""'.length > WORDS_BYTES;
}

function cut(text: string): string {
  const kept = [...text.slice(0, WORDS_BYTES)];
  while (isLong(kept.join(''))) kept.pop();
  return kept.join('');
}

function longRejection(state: State): State | undefined {
  const { rejected } = state;
  if (rejected === undefined || !(isLong(rejected.why) || isLong(rejected.by))) return undefined;
  return { ...state, rejected: { ...rejected, why: cut(rejected.why), by: cut(rejected.by) } };
}

function longBreaches(state: State): State | undefined {
  const { breaches = [] } = state;
  if (!breaches.some(({ what }) => isLong(what))) return undefined;
  return { ...state, breaches: breaches.map((breach) => ({ ...breach, what: cut(breach.what) })) };
}

function oldestEntry(state: State): State | undefined {
  return state.history.length <= LEAST_ENTRIES ? undefined : { ...state, history: state.history.slice(0, -1) };
}

/** A proposal without a forecast can be approved, and is not watched. */
function proposedForecast({ proposedForecast: forecast, ...state }: State): State | undefined {
  return forecast === undefined ? undefined : state;
}

/** The newest breach asks for the size before the last change, which is returned to. */
function oldestBreach(state: State): State | undefined {
  const { breaches = [] } = state;
  return breaches.length <= 1 ? undefined : { ...state, breaches: breaches.slice(1) };
}

const LEAST_NEEDED: readonly Forget[] = [
  oldestReasons,
  oldestOutcome,
  longestAuthor,
  longRejection,
  longBreaches,
  oldestMoney,
  oldestEntry,
  proposedForecast,
  oldestBreach,
];

/**
 * The state without its least needed piece, in this order: reasons, forecasts and results in words, oldest first; long
 * words; savings of old changes; old entries; a proposal's forecast; what decisions need. Undefined: nothing is left.
 */
export function withoutLeastNeeded(state: State): State | undefined {
  for (const forget of LEAST_NEEDED) {
    const less = forget(state);
    if (less !== undefined) return less;
  }
  return undefined;
}

/** docs/contracts.md: reasons and authors of the last 20 versions, and all of it under 4 KB. */
const HISTORY_LENGTH = 20;
const MAXIMUM_BYTES = 4000;

/**
 * The text of a state: under 4 KB, for documents of up to `MOST_DOCUMENT_CHARACTERS`; what no decision needs goes first
 * (`withoutLeastNeeded`). SSM refuses `{{` and `}}`: braces that meet are kept apart, those in strings escaped.
 */
export function renderState(given: State): string {
  // In the order of the schema: the same state is the same text, wherever it comes from.
  const state: State = v.parse(stateSchema, given);
  let kept: State | undefined = { ...state, history: state.history.slice(0, HISTORY_LENGTH) };
  let text = safeJson(kept);
  while (bytesOf(text) > MAXIMUM_BYTES) {
    kept = withoutLeastNeeded(kept);
    if (kept === undefined) break;
    text = safeJson(kept);
  }
  return text;
}
