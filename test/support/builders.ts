import type { Target } from '../../core/configuration/configuration.ts';
import { builtInPolicies } from '../../core/configuration/policies.ts';
import type { ChangeGate, Policy } from '../../core/configuration/policy.ts';
import type { ChangeContext } from '../../core/decision/change-context.ts';
import type { ContainerUsage, Evidence, EvidenceContext, RecommendInput } from '../../core/decision/evidence.ts';
import { recommend } from '../../core/decision/recommend.ts';
import type {
  DecidedRecommendation,
  Reason,
  ReasonCode,
  SkippedRecommendation,
} from '../../core/decision/recommendation.ts';
import { type Views, viewsOf } from '../../core/decision/views.ts';
import type { ContainerDefinition, RunningService } from '../../core/model/service.ts';
import type { RawPoints } from '../../core/model/service-metrics.ts';
import type { ContainerKeys, ParameterKeys } from '../../core/model/sizes.ts';
import type { Platform, TaskSize } from '../../core/model/task-size.ts';
import type { Window } from '../../core/model/time.ts';
import { type Pricing, pricingOf, taskCount } from '../../core/money/tariff.ts';
import { currentSizeTimeline } from '../../core/usage/size-timeline.ts';
import { type Series, toUsage, usageOf } from '../../core/usage/usage.ts';

export const LINUX: Platform = { operatingSystem: 'LINUX', architecture: 'X86_64' };
export const ARM: Platform = { operatingSystem: 'LINUX', architecture: 'ARM64' };
export const WINDOWS: Platform = { operatingSystem: 'WINDOWS', architecture: 'X86_64' };
export const UNBOUNDED: TaskSize = { cpuUnits: Number.POSITIVE_INFINITY, memoryMiB: Number.POSITIVE_INFINITY };

export const size = (cpuUnits: number, memoryMiB: number): TaskSize => ({ cpuUnits, memoryMiB });

/** An essential container. */
export function container(name: string, declared: Partial<ContainerDefinition> = {}): ContainerDefinition {
  return { name, essential: true, ...declared };
}

export function parameterKeys(containers: Readonly<Record<string, ContainerKeys>> = {}): ParameterKeys {
  return { task: { cpu: 'taskCpu', memory: 'taskMemory' }, containers };
}

/** The keys of the connector's document (docs/contracts.md). */
export const CONNECTOR_KEYS = parameterKeys({
  connect: { cpu: 'connectContainerCpu', memory: 'connectContainerMemory' },
  instantclient: { memory: 'instantclientContainerMemory' },
});

/** The connector's containers as production declares them. */
export const CONNECTOR_CONTAINERS: readonly ContainerDefinition[] = [
  container('connect', { cpuUnits: 2048, memoryMiB: 4096 }),
  container('instantclient', { essential: false, memoryMiB: 2048 }),
];

export function target(fields: Partial<Target> = {}): Target {
  return {
    id: 'connector/production',
    service: 'connector',
    stage: 'production',
    cluster: 'connector-production-connect',
    ecsService: 'kafka-connect',
    policy: builtInPolicies.production,
    mode: 'apply',
    parameterPrefix: '/rightsizer',
    parameters: CONNECTOR_KEYS,
    alsoPublishTo: [],
    minimumTaskSize: {},
    maximumTaskSize: {},
    containers: {},
    guards: { neverShrink: [] },
    freeze: [],
    images: [],
    ...fields,
  };
}

export function service(fields: Partial<RunningService> = {}): RunningService {
  return {
    kind: 'running',
    region: 'us-east-1',
    taskDefinitionArn: 'arn:aws:ecs:us-east-1:111122223333:task-definition/connector:7',
    taskSize: size(2048, 6144),
    platform: LINUX,
    desiredCount: 1,
    runningCount: 1,
    containers: CONNECTOR_CONTAINERS,
    ...fields,
  };
}

/** 24 hours at 3,600 s: a small window for tests that do not look at its length. */
export const DAY: Window = {
  startTime: Date.parse('2026-11-21T00:00:00Z'),
  endTime: Date.parse('2026-11-22T00:00:00Z'),
  periodSeconds: 3600,
};

/** A change gate that lets a shrink pass in the run that finds it. */
export const OPEN_GATE: ChangeGate = {
  agreementDays: 1,
  cooldownDays: 0,
  minimumSavingUsdPerMonth: 0,
  minimumSavingPercent: 0,
  oneCpuRowPerChange: false,
  watchDays: 7,
};

/** A size that is too small costs nothing: only peak and headroom count. */
export const NO_SHORTAGE: Policy['shortage'] = { cpuUsdPerHour: 0, memoryUsdPerKill: 0 };

/** The production policy for the window of `DAY`, with 25 % on top of the peaks and nothing else. */
export const DAY_POLICY: Policy = {
  ...builtInPolicies.production,
  cpu: { peakStatistic: 'p99.5', headroomPercent: 25 },
  memory: { peakStatistic: 'max', headroomPercent: 25 },
  shortage: NO_SHORTAGE,
  minimumDataHours: 12,
};

/** A series of absolute usage, the same for both statistics. */
export function usage(points: RawPoints): Series {
  return usageOf({ average: points, maximum: points });
}

/** A series of percent of `amount`, CPU units or MiB, the same for both statistics. */
export function percentOf(amount: number, points: RawPoints): Series {
  return toUsage({ average: points, maximum: points }, amount / 100);
}

/** The same usage in every hour of `DAY`. */
export function flat(amount: number): Series {
  return usage(Array.from({ length: 24 }, () => amount));
}

/** A whole day of constant usage, CPU units and MiB. */
export function containerUsage(cpuUnits: number, memoryMiB: number): ContainerUsage {
  return { cpu: flat(cpuUnits), memory: flat(memoryMiB) };
}

export const NO_DATA: Series = usage(Array.from({ length: 24 }, () => null));

/** What is known of a service that nobody deploys, kills or scales, where kills are recorded. */
export function context(fields: Partial<EvidenceContext> = {}): EvidenceContext {
  return {
    timeline: { ...currentSizeTimeline(size(2048, 6144)), source: 'Deployments' },
    resizes: 0,
    mixedPoints: 0,
    unknownPoints: 0,
    starts: { times: [], bootMinutes: 0, bootCpuUnits: 0, peakPercent: 0, mask: new Uint8Array(24), maskedPoints: 0 },
    kills: [],
    killedInWindow: false,
    killsKnown: true,
    scaling: [],
    deployments: [],
    ...fields,
  };
}

/** Starts that burned this CPU for so long. */
export function booted(bootMinutes: number, bootCpuUnits: number): EvidenceContext['starts'] {
  return { ...context().starts, times: [DAY.startTime], maskedPoints: 1, bootMinutes, bootCpuUnits, peakPercent: 100 };
}

/** A run on the morning after `DAY`, when nothing is remembered of the target. */
export const MORNING = Date.parse('2026-11-22T06:00:00Z');

/** What is remembered of a target: nothing, with the given fields laid over it. */
export function change(fields: Partial<ChangeContext> = {}): ChangeContext {
  return { time: MORNING, agreement: {}, breaches: [], heldSince: {}, ...fields };
}

/** Both resources were recommended to shrink for a month. */
export const AGREED: ChangeContext['agreement'] = {
  cpu: { since: '2026-10-25', lastDay: '2026-11-21', days: 28 },
  memory: { since: '2026-10-25', lastDay: '2026-11-21', days: 28 },
};

/** A service at the shipped prices, with the tasks that are wanted. */
export function shippedPricing(running: RunningService): Pricing {
  const settings = { discountPercent: 0, regions: {} };
  return pricingOf({ service: running, settings, tasks: taskCount(running, DAY) });
}

export interface Case {
  readonly target?: Partial<Target>;
  readonly service?: Partial<RunningService>;
  readonly evidence?: Partial<Evidence>;
  readonly live?: RecommendInput['live'];
  readonly neverAbove?: TaskSize;
  /** Absent: nothing is remembered, and nothing waits. */
  readonly change?: Partial<ChangeContext>;
}

/** Input: the connector's production with a day of 700 CPU units and 3,000 MiB, overlaid with the given fields. */
export function inputOf({
  target: fields,
  service: serviceFields,
  evidence,
  live,
  neverAbove,
  change: known,
}: Case = {}) {
  const running = service(serviceFields);
  return {
    target: target({ policy: DAY_POLICY, ...fields }),
    evidence: {
      window: DAY,
      service: running,
      pricing: shippedPricing(running),
      cpu: flat(700),
      memory: flat(3000),
      containers: {},
      ...evidence,
    },
    ...(live && { live }),
    ...(neverAbove && { neverAbove }),
    ...(known && { change: change(known) }),
  } satisfies RecommendInput;
}

export function decided(input: RecommendInput): DecidedRecommendation {
  const recommendation = recommend(input);
  if (recommendation.kind === 'skipped') throw new Error(`skipped: ${recommendation.skipReason}`);
  return recommendation;
}

/** What is shown beside a decision. */
export function viewed(input: RecommendInput): Views {
  return viewsOf(input, decided(input));
}

export function skipped(input: RecommendInput): SkippedRecommendation {
  const recommendation = recommend(input);
  if (recommendation.kind !== 'skipped') throw new Error(`decided: ${JSON.stringify(recommendation.sizes)}`);
  return recommendation;
}

/** The reason with this code; fails when there is none. */
export function reasonOf<Code extends ReasonCode>(
  reasons: readonly Reason[],
  code: Code,
): Extract<Reason, { code: Code }> {
  const found = reasons.find((reason): reason is Extract<Reason, { code: Code }> => reason.code === code);
  if (found === undefined) throw new Error(`no reason ${code} in ${JSON.stringify(reasons)}`);
  return found;
}

export function codes(reasons: readonly Reason[]): readonly ReasonCode[] {
  return reasons.map(({ code }) => code);
}
