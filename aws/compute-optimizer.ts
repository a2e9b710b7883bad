import {
  type ComputeOptimizerClient,
  type ECSServiceRecommendation,
  type ECSServiceRecommendationOption,
  GetECSServiceRecommendationsCommand,
  GetEnrollmentStatusCommand,
} from '@aws-sdk/client-compute-optimizer';
import {
  ENROLLMENT_STATUSES,
  type EnrollmentStatus,
  FINDING_REASON_CODES,
  FINDINGS,
  type Opinion,
  type OpinionAnswer,
} from '../core/decision/opinion.ts';
import { defined } from '../core/model/defined.ts';
import { batchesOf, sideBySide } from '../core/model/side-by-side.ts';
import type { Resource, TaskSize } from '../core/model/task-size.ts';
import type { OpinionReader, Place } from '../core/ports.ts';
import { Clients } from './clients.ts';
import { allPages } from './pages.ts';
import { errorName, portCall, portError } from './port-call.ts';

/** AWS says the most results of a page (1000), but not the most ARNs: API_GetECSServiceRecommendations, 2026-11-23. */
const ARNS_PER_CALL = 100;
const CALLS_SIDE_BY_SIDE = 2;
/** The one form that the API takes; a service from before 2018 may still have an ARN without its cluster. */
const LONG_ARN = /^arn:[\w-]+:ecs:[\w-]+:\d{12}:service\/[^/]+\/[^/]+$/;
/** ServiceConfiguration.autoScalingConfiguration: for what a scaling policy holds it has no recommendation. */
const SILENT: Readonly<Record<string, Resource>> = {
  TargetTrackingScalingCpu: 'cpu',
  TargetTrackingScalingMemory: 'memory',
};
/** The caller also needs ecs:ListClusters and ecs:ListServices: service authorization reference, 2026-11-23. */
const DENIED_ACTION = /not authorized to perform: ([\w-]+:\w+)/;
/** Unless somebody chose another one: user guide, ecs-fargate-metrics-analyzed, 2026-11-23. */
const DEFAULT_LOOKBACK_DAYS = 14;

/** Asks Compute Optimizer what it thinks of services; believes an answer only where it makes sense. */
export function computeOptimizer(client: ComputeOptimizerClient): OpinionReader {
  return {
    async read(serviceArns, signal) {
      signal.throwIfAborted();
      const asked = [...new Set(serviceArns)].filter((arn) => LONG_ARN.test(arn));
      try {
        const batches = batchesOf(asked, ARNS_PER_CALL);
        const read = await sideBySide(batches, CALLS_SIDE_BY_SIDE, (batch) => opinionsOf(client, batch, signal));
        return { kind: 'known', byArn: new Map(read.flat().map((opinion) => [opinion.serviceArn, opinion])) };
      } catch (error) {
        signal.throwIfAborted();
        return unavailable(error);
      }
    },
  };
}

/** All pages of a batch. A service that the answer only has an error for has no opinion. */
async function opinionsOf(
  client: ComputeOptimizerClient,
  serviceArns: readonly string[],
  signal: AbortSignal,
): Promise<readonly Opinion[]> {
  const subject = `${serviceArns.length} services`;
  const call = { operation: 'ComputeOptimizer GetECSServiceRecommendations', subject, signal };
  const pages = await allPages(call, (nextToken) => {
    const command = new GetECSServiceRecommendationsCommand({ serviceArns: [...serviceArns], nextToken });
    return portCall(call, (options) => client.send(command, options));
  });
  return pages.flatMap(({ ecsServiceRecommendations = [] }) => ecsServiceRecommendations.flatMap(toOpinion));
}

function unavailable(error: unknown): OpinionAnswer {
  const name = errorName(error);
  const message = error instanceof Error ? error.message : String(error);
  const because = (why: 'NotEnrolled' | 'NotPermitted' | 'Failed', detail: string) =>
    ({ kind: 'unavailable', because: why, detail }) as const;
  if (name === 'OptInRequiredException')
    return because('NotEnrolled', 'This account is not enrolled in Compute Optimizer.');
  if (name !== 'AccessDeniedException') return because('Failed', message);
  const [, action = 'compute-optimizer:GetECSServiceRecommendations'] = DENIED_ACTION.exec(message) ?? [];
  return because('NotPermitted', `${action} is not permitted.`);
}

/** Nothing where it does not say which service it means, what that has, or what it found. */
function toOpinion(recommendation: ECSServiceRecommendation): readonly Opinion[] {
  const { serviceArn, currentServiceConfiguration, lookbackPeriodInDays, lastRefreshTimestamp } = recommendation;
  const finding = FINDINGS.find((each) => each === recommendation.finding);
  const current = sizeOf(currentServiceConfiguration);
  if (!serviceArn || finding === undefined || current === undefined) return [];
  const [best] = recommendation.serviceRecommendationOptions ?? [];
  const task = best && sizeOf({ cpu: best.cpu ?? current.cpuUnits, memory: best.memory ?? current.memoryMiB });
  const silent = SILENT[currentServiceConfiguration?.autoScalingConfiguration ?? ''];
  return [
    {
      serviceArn,
      finding,
      findingReasonCodes: FINDING_REASON_CODES.filter((code) => recommendation.findingReasonCodes?.includes(code)),
      current,
      silentAbout: silent === undefined ? [] : [silent],
      lookbackDays: isPositive(lookbackPeriodInDays) ? lookbackPeriodInDays : DEFAULT_LOOKBACK_DAYS,
      ...defined({ task, savingsUsdPerMonth: best && savingsOf(best), refreshedAt: isoOf(lastRefreshTimestamp) }),
    },
  ];
}

interface Declared {
  readonly cpu?: number | undefined;
  readonly memory?: number | undefined;
}

function sizeOf({ cpu, memory }: Declared = {}): TaskSize | undefined {
  return isPositive(cpu) && isPositive(memory) ? { cpuUnits: cpu, memoryMiB: memory } : undefined;
}

function isPositive(value: number | undefined): value is number {
  return value !== undefined && value > 0 && value < Number.POSITIVE_INFINITY;
}

/** What is left after Savings Plans, where it says that; in China it counts in CNY, which nobody here converts. */
function savingsOf(option: ECSServiceRecommendationOption): number | undefined {
  const found = option.savingsOpportunityAfterDiscounts ?? option.savingsOpportunity;
  const { currency, value } = found?.estimatedMonthlySavings ?? {};
  return currency === 'USD' && value !== undefined && Number.isFinite(value) ? value : undefined;
}

function isoOf(time: Date | undefined): string | undefined {
  return time === undefined || Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

/**
 * Whether Compute Optimizer is switched on. No Lambda asks, so that no bundle can send the command.
 *
 * @throws {PortError} When it cannot be told, or neither the place nor `region` names a region.
 */
export async function enrollmentStatus(place: Place, region?: string): Promise<EnrollmentStatus> {
  const { optimizer } = new Clients(region).of(place);
  const call = { operation: 'ComputeOptimizer GetEnrollmentStatus', subject: 'the account' };
  const { status } = await portCall(call, () => optimizer.send(new GetEnrollmentStatusCommand({})));
  const known = ENROLLMENT_STATUSES.find((each) => each === status);
  if (known === undefined) throw portError(call, `the status ${status} is not known`);
  return known;
}
