import type { Target } from '../core/configuration/configuration.ts';
import { recommend } from '../core/decision/recommend.ts';
import type { ContainerUsage, Evidence, Recommendation } from '../core/decision/recommendation.ts';
import type { Account, ServiceMetrics } from '../core/ports.ts';
import { parseContext } from '../core/publication/plan-publication.ts';
import { parseDocument } from '../core/publication/sizes-document.ts';
import type { RunningService } from '../core/service.ts';
import type { TaskSize } from '../core/sizing/fargate-grid.ts';
import type { Sizes } from '../core/sizing/sizes.ts';
import { toUsage } from '../core/usage/usage.ts';
import type { Window } from '../core/usage/window.ts';
import type { TargetDocuments } from './survey.ts';

export interface DecideInput {
  readonly target: Target;
  readonly account: Account;
  readonly service: RunningService;
  readonly documents: TargetDocuments;
  readonly window: Window;
  readonly neverAbove?: TaskSize;
}

/** Reads a target's metrics and sizes it. */
export async function decideTarget(input: DecideInput, signal: AbortSignal): Promise<Recommendation> {
  const { target, account, service, window } = input;
  const metrics = await account.metrics.read(
    {
      cluster: target.cluster,
      service: target.ecsService,
      containers: service.containers.map(({ name }) => name),
      window,
    },
    signal,
  );
  const live = liveSizes(input);
  return recommend({
    target,
    evidence: evidenceOf(service, metrics, window),
    ...(live && { live }),
    ...(input.neverAbove && { neverAbove: input.neverAbove }),
  });
}

/** Percent of the task becomes CPU units and MiB here, and nowhere else. */
function evidenceOf(service: RunningService, metrics: ServiceMetrics, window: Window): Evidence {
  const containers = Object.entries(metrics.containers).map(
    ([name, { cpu, memory }]): readonly [string, ContainerUsage] => [
      name,
      { cpu: toUsage(cpu, 1), memory: toUsage(memory, 1) },
    ],
  );
  return {
    window,
    service,
    cpu: toUsage(metrics.cpu, service.taskSize.cpuUnits / 100),
    memory: toUsage(metrics.memory, service.taskSize.memoryMiB / 100),
    containers: Object.fromEntries(containers),
  };
}

function liveSizes({ target, service, documents }: DecideInput): Sizes | undefined {
  if (documents.live === undefined) return undefined;
  const parsed = parseDocument(documents.live.text, parseContext(target, service));
  return parsed.kind === 'invalid' ? undefined : parsed.sizes;
}
