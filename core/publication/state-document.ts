import * as v from 'valibot';
import type { ReadonlyDeep } from '../configuration/setting.ts';
import { forecastSchema } from '../decision/after-change.ts';
import { RESOURCES } from '../model/task-size.ts';
import { DAY_MILLISECONDS } from '../model/time.ts';
import { REALIZED_SOURCES } from '../money/realized.ts';
import { readJson } from './stored-text.ts';

const document = v.record(v.string(), v.string());
const taskSize = v.object({ cpuUnits: v.number(), memoryMiB: v.number() });
const agreed = v.object({ since: v.string(), lastDay: v.string(), days: v.number() });

/** A version and hash of a document that the state speaks about. */
const announcedVersion = v.object({
  version: v.number(),
  hash: v.string(),
  announced: v.boolean(),
  /** ISO time: before it the run that is to announce this version is taken to be alive. Gone once it is announced. */
  until: v.exactOptional(v.string()),
  /** Proposals only: the recommendation is another one now, or a person has decided. */
  closed: v.exactOptional(v.boolean()),
});

const hoursAMonth = v.object({ before: v.number(), after: v.number() });

const realizedSaving = v.object({
  /** A month; negative: it costs more. */
  usd: v.number(),
  from: v.picklist(REALIZED_SOURCES),
  days: v.number(),
  vcpuHours: v.exactOptional(hoursAMonth),
  gbHours: v.exactOptional(hoursAMonth),
});

/** One version of the live document, and why it is. */
const historyEntry = v.object({
  version: v.number(),
  hash: v.string(),
  /** ISO time: of the run's schedule, or at which a person's command ran or a foreign version was seen. */
  at: v.string(),
  author: v.string(),
  cause: v.string(),
  reasons: v.array(v.string()),
  /** What was expected of it and what came of it, in words. */
  forecast: v.exactOptional(v.string()),
  result: v.exactOptional(v.string()),
  /** What it was expected to save, USD a month; negative: to cost more. */
  forecastUsd: v.exactOptional(v.number()),
  realized: v.exactOptional(realizedSaving),
  /** The task's CPU units and MiB. */
  size: v.exactOptional(v.tuple([v.number(), v.number()])),
});

/** A breach with the document before the change instead of its sizes. */
const breach = v.object({
  resources: v.array(v.picklist(RESOURCES)),
  document,
  failed: v.exactOptional(taskSize),
  at: v.string(),
  until: v.string(),
  needed: v.exactOptional(v.object({ cpuUnits: v.exactOptional(v.number()), memoryMiB: v.exactOptional(v.number()) })),
  what: v.string(),
});

/** A change that is being watched: what it was expected to bring, and the document before it. */
const watch = v.object({
  version: v.number(),
  before: document,
  forecast: forecastSchema,
  /** Whether the task got smaller: it counts against the most that may shrink in one run. */
  shrinks: v.fallback(v.boolean(), false),
});

/** A proposal that a person refused; the hash is that of its document. */
const rejection = v.object({ hash: v.string(), at: v.string(), by: v.string(), why: v.string() });

const seen = { cpuUnits: v.number(), memoryMiB: v.number(), since: v.exactOptional(v.number()) };

/** What the recommender remembers about a target; read by no deployment (docs/contracts.md). */
export const stateSchema = v.object({
  /** The live version that the recommender wrote, or was about to write, last. */
  live: v.exactOptional(announcedVersion),
  proposed: v.exactOptional(announcedVersion),
  /** The skip reason or alert codes of the last look, so that they are said once, at the transition. */
  notice: v.exactOptional(v.string()),
  /** ISO time at which anybody last changed the live sizes. */
  changedAt: v.exactOptional(v.string()),
  agreement: v.exactOptional(v.object({ cpu: v.exactOptional(agreed), memory: v.exactOptional(agreed) })),
  /** By code of a hold: the day since which it holds. */
  heldSince: v.exactOptional(v.record(v.string(), v.string())),
  /** The days on which holds were last said, and of the last weekly digest. */
  heldSaidOn: v.exactOptional(v.string()),
  digestOn: v.exactOptional(v.string()),
  watch: v.exactOptional(watch),
  /** What the proposal that waits is expected to bring. */
  proposedForecast: v.exactOptional(forecastSchema),
  breaches: v.exactOptional(v.array(breach)),
  /** Memory found to follow the size: kept while it stands where it stood, also when the window has forgotten it. */
  follows: v.exactOptional(v.object({ percent: v.number(), since: v.number() })),
  rejected: v.exactOptional(rejection),
  /** What ran at the last look, and before it: it tells the sizes of the past where nobody else knows them. */
  seenSize: v.exactOptional(
    v.object({ ...seen, before: v.exactOptional(v.array(v.object({ ...seen, until: v.number() }))) }),
  ),
  /** The task's size that people last declared, approved or pinned. */
  approved: v.exactOptional(taskSize),
  /** By resource: the day since which it is held, because it was about to go down, up and down again. */
  steadySince: v.exactOptional(v.object({ cpu: v.exactOptional(v.string()), memory: v.exactOptional(v.string()) })),
  /** Newest first. */
  history: v.fallback(v.array(historyEntry), []),
  /** The run, or the person's command, that wrote this state. */
  runId: v.fallback(v.string(), ''),
});

export type State = ReadonlyDeep<v.InferOutput<typeof stateSchema>>;
export type HistoryEntry = State['history'][number];
export type RealizedSaving = Required<HistoryEntry>['realized'];
export type AnnouncedVersion = Required<State>['live'];
export type StoredBreach = Required<State>['breaches'][number];
export type Watch = Required<State>['watch'];
export type Rejection = Required<State>['rejected'];
/** What came so far of a change that is watched. */
export type WatchedSoFar = Pick<HistoryEntry, 'version' | 'result' | 'realized'>;

export const EMPTY_STATE: State = { history: [], runId: '' };

/** Reads a state; one that is missing or broken is an empty one, because live always wins over it. */
export function parseState(text: string | undefined): State {
  return (text && readJson(stateSchema, text)) || EMPTY_STATE;
}

const PERSON = 'person';

/** What stands in `runId` when a person's command writes the state. */
export function personsRunId(at: string): string {
  return `${PERSON}-${at}`;
}

/** Whether a person's command wrote a state: a run that comes across it leaves it alone. */
export function isPersonsState({ runId }: State): boolean {
  return runId.startsWith(`${PERSON}-`);
}

export function isEmptyState({ runId: _, history, ...rest }: State): boolean {
  return history.length === 0 && Object.keys(rest).length === 0;
}

/** A refused proposal comes back after so long: by then all evidence is new. */
const REJECTION_DAYS = 28;

/** When a rejection ends, as ISO time. */
export function rejectedUntil({ at }: Rejection): string {
  return new Date(Date.parse(at) + REJECTION_DAYS * DAY_MILLISECONDS).toISOString();
}

/** The hash of the document that a person refused, while that counts. @param time - Epoch milliseconds of the run. */
export function rejectedHash({ rejected }: State, time: number): string | undefined {
  return rejected !== undefined && time < Date.parse(rejectedUntil(rejected)) ? rejected.hash : undefined;
}
