import type { Mode, Target } from '../configuration/configuration.ts';
import type { DeploymentStatus } from '../decision/deployment-status.ts';
import type { Finding, FindingReasonCode } from '../decision/opinion.ts';
import { explain, type Reason, type Recommendation } from '../decision/recommendation.ts';
import type { SecondOpinion } from '../decision/second-opinion.ts';
import type { WhatIf } from '../decision/what-if.ts';
import type { SkipReason } from '../model/service.ts';
import type { Sizes } from '../model/sizes.ts';
import { sum } from '../model/sizes.ts';
import type { TaskSize } from '../model/task-size.ts';
import type { Pricing } from '../money/tariff.ts';
import { cents, savingsOf } from '../money/usd.ts';
import type { Cause } from '../publication/plan-publication.ts';
import type { SizesDocument } from '../publication/sizes-document.ts';
import type { HistoryEntry } from '../publication/state-document.ts';
import type { ReportedEvidence } from './reported-evidence.ts';

export type Publication =
  | { readonly kind: 'none' }
  | {
      /** `planned` is what a dry run would have written. */
      readonly kind: 'written' | 'proposed' | 'planned';
      readonly cause: Cause;
      readonly name: string;
      /** The version that SSM gave; absent when nothing was written. */
      readonly version?: number;
      readonly before?: SizesDocument;
      readonly after: SizesDocument;
      /** What was wrong with the document before, for `repair`. */
      readonly problem?: string;
    }
  | { readonly kind: 'foreignWrite'; readonly name: string; readonly detail: string }
  | { readonly kind: 'failed'; readonly message: string };

/** A reason with its sentence; `Recorded` is one that an earlier run left in the state, as a sentence only. */
export type ReportedReason =
  | (Reason & { readonly text: string })
  | { readonly code: 'Recorded'; readonly text: string };

/** USD a month for all tasks of the service, 730 hours, rounded to the cent; absent where no price is known. */
export interface MonthlyUsd {
  readonly current?: number;
  readonly recommended?: number;
  /** Of what this run wrote, proposed or would write. */
  readonly next?: number;
  /** Of `recommended`: what no sizing can remove, because Fargate's grid has no size between. */
  readonly grid?: number;
  /** Of the live sizes, after what this run wrote. */
  readonly live?: number;
}

/** What a change was expected to save, and what it saved once its watch ended; one of both at least. */
export type ReportedChange = Pick<HistoryEntry, 'version' | 'at' | 'forecastUsd' | 'realized'>;

export interface TargetReport {
  readonly id: string;
  readonly service: string;
  readonly stage: string;
  readonly mode: Mode;
  readonly policy: string;
  /** Who is told of it beside the topic of all news; absent: nobody. */
  readonly owner?: string;
  /** `decided` and `skipped` are answers; `failed` and `notDone` are not. */
  readonly outcome: 'decided' | 'skipped' | 'failed' | 'notDone';
  readonly kind?: Recommendation['kind'];
  readonly region?: string;
  readonly account?: string;
  readonly running?: Sizes;
  readonly recommended?: Sizes;
  /** The task size that this run wrote, proposed or would write: a step towards `recommended`, or all of it. */
  readonly next?: TaskSize;
  /** What a run writes once nothing is on hold any more; absent where that is no change. */
  readonly afterHolds?: TaskSize;
  /** After what this run wrote. The task is that of the document. */
  readonly live?: { readonly version: number; readonly document?: SizesDocument; readonly task?: TaskSize };
  readonly finding?: Finding;
  readonly findingReasonCodes?: readonly FindingReasonCode[];
  readonly skipReason?: SkipReason;
  /** The skip reason or the alerts are not those of the run before: worth a message. */
  readonly noticeIsNew: boolean;
  readonly reasons: readonly ReportedReason[];
  readonly alerts: readonly ReportedReason[];
  /** What is kept waiting: what it waits for, and since when. */
  readonly holds: readonly ReportedReason[];
  /** The holds were not said for a week: worth a message. */
  readonly holdsAreNew: boolean;
  /** What an earlier run proposed and nobody has answered. */
  readonly openProposal?: { readonly version: number; readonly task: TaskSize };
  /** What is live against what runs; absent where nothing is live. */
  readonly deployment?: DeploymentStatus;
  readonly pin?: { readonly until: string; readonly by: string; readonly why: string };
  readonly monthlyUsd: MonthlyUsd;
  readonly pricing?: Pricing;
  /** The same on ARM64, and on the next smaller pair. */
  readonly whatIf: readonly WhatIf[];
  /** Of the versions that the state remembers, newest first. */
  readonly changes?: readonly ReportedChange[];
  readonly publication: Publication;
  readonly copies: readonly Publication[];
  readonly evidence?: ReportedEvidence;
  /** What Compute Optimizer thinks of the size; absent where nobody asked it. */
  readonly secondOpinion?: SecondOpinion;
  /** What went wrong, for `failed` and `notDone`; what to know, for `skipped`. */
  readonly detail?: string;
}

/** What the targets of one owner save, USD a month. */
export interface OwnerSavings {
  /** Absent: of those that have no owner. */
  readonly owner?: string | undefined;
  readonly targets: number;
  /** Of changes that were watched to their end. */
  readonly realizedUsd: number;
  /** Found, and not running yet. */
  readonly waitingUsd: number;
  /** Found, and refused by a person. */
  readonly refusedUsd: number;
  /** The ten largest of what is waiting or refused. */
  readonly largest: ReadonlyArray<{ readonly id: string; readonly usd: number }>;
}

/** One run, complete: log line, message, plan and pages are renderings of it (docs/contracts.md). */
export interface Report {
  readonly schemaVersion: 1;
  /** `catchUp` announces what an earlier run wrote and could not announce. */
  readonly kind: 'run' | 'catchUp';
  readonly runId: string;
  /** ISO time of the schedule that started the run. */
  readonly time: string;
  readonly dryRun: boolean;
  /** Whether the message tells where everything stands, also when nothing happened. */
  readonly digest: boolean;
  readonly window: { readonly startTime: string; readonly endTime: string; readonly periodSeconds: number };
  readonly targets: readonly TargetReport[];
  readonly totals: Totals;
  /** In a digest: what each owner's targets save, of all targets of the run. */
  readonly savings?: readonly OwnerSavings[];
}

export function withText(reasons: readonly Reason[]): readonly ReportedReason[] {
  return reasons.map((reason) => ({ ...reason, text: explain(reason) }));
}

/** The policy, place and mode of a target, as every report of it begins. */
export function reportHead(target: Pick<Target, 'id' | 'service' | 'stage' | 'mode' | 'policy' | 'owner'>) {
  const { id, service, stage, mode, policy, owner } = target;
  return {
    id,
    service,
    stage,
    mode,
    policy: policy.name,
    ...(owner !== undefined && { owner }),
    noticeIsNew: false,
    reasons: [],
    alerts: [],
    holds: [],
    holdsAreNew: false,
    monthlyUsd: {},
    whatIf: [],
    publication: { kind: 'none' },
    copies: [],
  } as const;
}

export type Change = Extract<Publication, { readonly after: SizesDocument }>;

export function isChange(publication: Publication): publication is Change {
  return publication.kind === 'written' || publication.kind === 'proposed' || publication.kind === 'planned';
}

/**
 * What a message calls a change, so that a repeated one is recognized: target and version.
 *
 * @example changeId({ id: 'connector/val' }, { kind: 'proposed', version: 2 }) // 'connector/val/proposed@2'
 */
export function changeId({ id }: TargetReport, { kind, version }: Change): string {
  return `${id}${kind === 'proposed' ? '/proposed' : ''}@${version ?? 'dry-run'}`;
}

/** Whether a target needs a person: it or its copy was not published or answered, or a bound forbids what it needs. */
export function isTrouble({ outcome, publication, copies }: TargetReport): boolean {
  const unhappy = [publication, ...copies].some(({ kind }) => kind === 'failed' || kind === 'foreignWrite');
  return outcome === 'failed' || outcome === 'notDone' || unhappy;
}

/** Counts and sums a run's targets; `savings` is negative when the recommendation costs more. */
export function totalsOf(targets: readonly TargetReport[]) {
  const priced = targets.flatMap(({ monthlyUsd: { current, recommended } }) =>
    current === undefined || recommended === undefined ? [] : [{ current, recommended }],
  );
  const current = cents(sum(priced.map((each) => each.current)));
  const recommended = cents(sum(priced.map((each) => each.recommended)));
  const count = (test: (target: TargetReport) => boolean) => targets.filter(test).length;
  return {
    targets: targets.length,
    changed: count(({ publication }) => isChange(publication)),
    skipped: count(({ outcome }) => outcome === 'skipped'),
    failed: count(({ outcome, publication }) => outcome === 'failed' || publication.kind === 'failed'),
    notDone: count(({ outcome }) => outcome === 'notDone'),
    monthlyUsd: { current, recommended, savings: savingsOf(current, recommended) },
  };
}

export type Totals = ReturnType<typeof totalsOf>;
