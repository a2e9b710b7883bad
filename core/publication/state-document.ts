import * as v from 'valibot';
import type { Forecast } from '../decision/after-change.ts';
import type { Agreement, Breach, SteadySince } from '../decision/change-context.ts';
import type { TaskSize } from '../model/fargate-grid.ts';
import { RESOURCES } from '../model/resource.ts';
import { DAY_MILLISECONDS } from '../model/time.ts';
import { REALIZED_SOURCES, type Realized } from '../money/realized.ts';
import type { FollowsSize } from '../usage/follows-size.ts';
import type { SeenSize } from '../usage/seen-size.ts';
import type { SizesDocument } from './sizes-document.ts';

/** One version of the live document, and why it is. */
export interface HistoryEntry {
  readonly version: number;
  readonly hash: string;
  /** ISO time: of the run's schedule, or at which a person's command ran or a foreign version was seen. */
  readonly at: string;
  readonly author: string;
  readonly cause: string;
  readonly reasons: readonly string[];
  /** What was expected of it, in words. */
  readonly forecast?: string;
  /** What came of it, in words. */
  readonly result?: string;
  /** What it was expected to save, USD a month; negative: to cost more. */
  readonly forecastUsd?: number;
  readonly realized?: RealizedSaving;
  /** The task's CPU units and MiB; absent in entries of before they were kept. */
  readonly size?: readonly [cpuUnits: number, memoryMiB: number];
}

/** What a change saved, once its watch ended. */
export interface RealizedSaving extends Omit<Realized, 'usdPerMonth'> {
  /** A month; negative: it costs more. */
  readonly usd: number;
}

/** A version and hash of a document that the state speaks about, and whether it was announced. */
export interface AnnouncedVersion {
  readonly version: number;
  readonly hash: string;
  readonly announced: boolean;
  /** ISO time: before it the run that is to announce this version is taken to be alive. Gone once it is announced. */
  readonly until?: string;
  /** Proposals only: the recommendation is another one now, or a person has decided. */
  readonly closed?: boolean;
}

/** A breach as it is stored: the document before the change instead of sizes. */
export interface StoredBreach extends Omit<Breach, 'sizes'> {
  readonly document: SizesDocument;
}

/** A change that is being watched: what it was expected to bring, and the document before it. */
export interface Watch {
  readonly version: number;
  readonly before: SizesDocument;
  readonly forecast: Forecast;
  /** Whether the task got smaller: it counts against the most that may shrink in one run. */
  readonly shrinks: boolean;
}

/** What came so far of a change that is watched. */
export type WatchedSoFar = Pick<HistoryEntry, 'version' | 'result' | 'realized'>;

/** A proposal that a person refused. */
export interface Rejection {
  /** Of the refused document. */
  readonly hash: string;
  readonly at: string;
  readonly by: string;
  readonly why: string;
}

/** What the recommender remembers about a target; read by no deployment (docs/contracts.md). */
export interface State {
  /** The live version the recommender wrote, or was about to write, last. */
  readonly live?: AnnouncedVersion;
  readonly proposed?: AnnouncedVersion;
  /** The skip reason or alert codes of the last look, so that they are said once, at the transition. */
  readonly notice?: string;
  /** ISO time at which anybody last changed the live sizes. */
  readonly changedAt?: string;
  readonly agreement?: Agreement;
  /** By code of a hold: the day since which it holds. */
  readonly heldSince?: Readonly<Record<string, string>>;
  /** The day on which holds were last said. */
  readonly heldSaidOn?: string;
  /** The day of the last weekly digest. */
  readonly digestOn?: string;
  readonly watch?: Watch;
  /** What the proposal that waits is expected to bring. */
  readonly proposedForecast?: Forecast;
  readonly breaches?: readonly StoredBreach[];
  /** Memory that was found to follow the size: kept while it stands where it stood, also when the window has forgotten it. */
  readonly follows?: FollowsSize;
  readonly rejected?: Rejection;
  /** What ran at the last look, and before it: it tells the sizes of the past where nobody else knows them. */
  readonly seenSize?: SeenSize;
  /** The task's size that people last declared, approved or pinned. */
  readonly approved?: TaskSize;
  /** By resource: the day since which it is held, because it was about to go down, up and down again. */
  readonly steadySince?: SteadySince;
  /** Newest first. */
  readonly history: readonly HistoryEntry[];
  /** The run, or the person's command, that wrote this state. */
  readonly runId: string;
}

const announcedVersion = v.object({
  version: v.number(),
  hash: v.string(),
  announced: v.boolean(),
  until: v.exactOptional(v.string()),
  closed: v.exactOptional(v.boolean()),
});
const resource = v.picklist(RESOURCES);
const document = v.record(v.string(), v.string());
const agreed = v.object({ since: v.string(), lastDay: v.string(), days: v.number() });
const taskSize = v.object({ cpuUnits: v.number(), memoryMiB: v.number() });
const forecast = v.object({
  size: taskSize,
  neededCpuUnits: v.exactOptional(v.number()),
  neededMemoryMiB: v.exactOptional(v.number()),
  exceededPercent: v.number(),
  killsAMonth: v.exactOptional(v.number()),
  bootMinutes: v.number(),
  savingsUsdPerMonth: v.exactOptional(v.number()),
});
const hoursAMonth = v.object({ before: v.number(), after: v.number() });
const historyEntry = v.object({
  version: v.number(),
  hash: v.string(),
  at: v.string(),
  author: v.string(),
  cause: v.string(),
  reasons: v.array(v.string()),
  forecast: v.exactOptional(v.string()),
  result: v.exactOptional(v.string()),
  forecastUsd: v.exactOptional(v.number()),
  realized: v.exactOptional(
    v.object({
      usd: v.number(),
      from: v.picklist(REALIZED_SOURCES),
      days: v.number(),
      vcpuHours: v.exactOptional(hoursAMonth),
      gbHours: v.exactOptional(hoursAMonth),
    }),
  ),
  size: v.exactOptional(v.tuple([v.number(), v.number()])),
});
const breach = v.object({
  resources: v.array(resource),
  document,
  failed: v.exactOptional(taskSize),
  at: v.string(),
  until: v.string(),
  needed: v.exactOptional(v.object({ cpuUnits: v.exactOptional(v.number()), memoryMiB: v.exactOptional(v.number()) })),
  what: v.string(),
});
const seen = { cpuUnits: v.number(), memoryMiB: v.number(), since: v.exactOptional(v.number()) };
export const stateSchema = v.object({
  live: v.exactOptional(announcedVersion),
  proposed: v.exactOptional(announcedVersion),
  notice: v.exactOptional(v.string()),
  changedAt: v.exactOptional(v.string()),
  agreement: v.exactOptional(v.object({ cpu: v.exactOptional(agreed), memory: v.exactOptional(agreed) })),
  heldSince: v.exactOptional(v.record(v.string(), v.string())),
  heldSaidOn: v.exactOptional(v.string()),
  digestOn: v.exactOptional(v.string()),
  watch: v.exactOptional(
    v.object({ version: v.number(), before: document, forecast, shrinks: v.fallback(v.boolean(), false) }),
  ),
  proposedForecast: v.exactOptional(forecast),
  breaches: v.exactOptional(v.array(breach)),
  follows: v.exactOptional(v.object({ percent: v.number(), since: v.number() })),
  rejected: v.exactOptional(v.object({ hash: v.string(), at: v.string(), by: v.string(), why: v.string() })),
  seenSize: v.exactOptional(
    v.object({ ...seen, before: v.exactOptional(v.array(v.object({ ...seen, until: v.number() }))) }),
  ),
  approved: v.exactOptional(taskSize),
  steadySince: v.exactOptional(v.object({ cpu: v.exactOptional(v.string()), memory: v.exactOptional(v.string()) })),
  history: v.fallback(v.array(historyEntry), []),
  runId: v.fallback(v.string(), ''),
});

export const EMPTY_STATE: State = { history: [], runId: '' };

/** Reads a state; one that is missing or broken is an empty one, because live always wins over it. */
export function parseState(text: string | undefined): State {
  if (text === undefined) return EMPTY_STATE;
  try {
    const result = v.safeParse(stateSchema, JSON.parse(text));
    return result.success ? result.output : EMPTY_STATE;
  } catch {
    return EMPTY_STATE;
  }
}

const PERSON = 'person';

/**
 * What stands in `runId` when a person's command writes the state.
 *
 * @example personsRunId('2026-11-23T06:00:00Z') // 'person-2026-11-23T06:00:00Z'
 */
export function personsRunId(at: string): string {
  return `${PERSON}-${at}`;
}

/** Whether a person's command wrote a state: a run that comes across it leaves it alone. */
export function isPersonsState({ runId }: State): boolean {
  return runId.startsWith(`${PERSON}-`);
}

/** Whether there is nothing to remember. */
export function isEmptyState({ runId: _, history, ...rest }: State): boolean {
  return history.length === 0 && Object.keys(rest).length === 0;
}

/** A refused proposal comes back after so long: by then all evidence is new. */
export const REJECTION_DAYS = 28;

/** When a rejection ends, as ISO time. */
export function rejectedUntil({ at }: Rejection): string {
  return new Date(Date.parse(at) + REJECTION_DAYS * DAY_MILLISECONDS).toISOString();
}

/**
 * The hash of the document that a person refused, while that counts.
 *
 * @param time - Epoch milliseconds of the run.
 */
export function rejectedHash({ rejected }: State, time: number): string | undefined {
  return rejected !== undefined && time < Date.parse(rejectedUntil(rejected)) ? rejected.hash : undefined;
}
