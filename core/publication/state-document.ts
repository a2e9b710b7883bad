import * as v from 'valibot';

/** One version of the live document that the recommender wrote, and why. */
export interface HistoryEntry {
  readonly version: number;
  readonly hash: string;
  /** ISO time of the run's schedule. */
  readonly at: string;
  readonly author: string;
  readonly cause: string;
  readonly reasons: readonly string[];
}

/** A version and hash of a document that the state speaks about, and whether it was announced. */
export interface AnnouncedVersion {
  readonly version: number;
  readonly hash: string;
  readonly announced: boolean;
}

/** What the recommender remembers about a target; read by no deployment (docs/contracts.md). */
export interface State {
  /** The live version the recommender wrote, or was about to write, last. */
  readonly live?: AnnouncedVersion;
  readonly proposed?: AnnouncedVersion;
  /** The skip reason or alert codes of the last look, so that they are said once, at the transition. */
  readonly notice?: string;
  /** Newest first. */
  readonly history: readonly HistoryEntry[];
  /** The run that wrote this state. */
  readonly runId: string;
}

const announcedVersion = v.object({ version: v.number(), hash: v.string(), announced: v.boolean() });
const schema = v.object({
  live: v.exactOptional(announcedVersion),
  proposed: v.exactOptional(announcedVersion),
  notice: v.exactOptional(v.string()),
  history: v.fallback(
    v.array(
      v.object({
        version: v.number(),
        hash: v.string(),
        at: v.string(),
        author: v.string(),
        cause: v.string(),
        reasons: v.array(v.string()),
      }),
    ),
    [],
  ),
  runId: v.fallback(v.string(), ''),
});

export const EMPTY_STATE: State = { history: [], runId: '' };

/** Reads a state; one that is missing or broken is an empty one, because live always wins over it. */
export function parseState(text: string | undefined): State {
  if (text === undefined) return EMPTY_STATE;
  try {
    const result = v.safeParse(schema, JSON.parse(text));
    return result.success ? result.output : EMPTY_STATE;
  } catch {
    return EMPTY_STATE;
  }
}

/** docs/contracts.md: reasons and authors of the last 20 versions, and all of it under 4 KB. */
const HISTORY_LENGTH = 20;
const MAXIMUM_BYTES = 4000;
/** SSM counts UTF-8. */
const utf8 = new TextEncoder();

/**
 * The text of a state: under 4 KB, the oldest reasons go first, then the oldest entries. SSM refuses `{{` and `}}`, so braces that
 * meet are kept apart and those inside strings are escaped; the JSON stays the same.
 */
export function renderState(state: State): string {
  let history: readonly HistoryEntry[] = state.history.slice(0, HISTORY_LENGTH);
  let text = safeJson({ ...state, history });
  while (utf8.encode(text).length > MAXIMUM_BYTES && history.length > 0) {
    history = forgetOldest(history);
    text = safeJson({ ...state, history });
  }
  return text;
}

function forgetOldest(history: readonly HistoryEntry[]): readonly HistoryEntry[] {
  const oldest = history.findLastIndex(({ reasons }) => reasons.length > 0);
  if (oldest < 0) return history.slice(0, -1);
  return history.map((entry, index) => (index === oldest ? { ...entry, reasons: [] } : entry));
}

const JSON_STRING = /"(?:[^"\\]|\\.)*"/g;

function safeJson(value: unknown): string {
  const escaped = JSON.stringify(value).replace(JSON_STRING, (text) =>
    text.replaceAll('{', '\\u007b').replaceAll('}', '\\u007d'),
  );
  return escaped.replaceAll('}}', '} }').replaceAll('}}', '} }');
}
