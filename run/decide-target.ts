import type { Target } from '../core/configuration/configuration.ts';
import { readEvidence } from '../core/decision/read-evidence.ts';
import { recommend } from '../core/decision/recommend.ts';
import type { Recommendation } from '../core/decision/recommendation.ts';
import type { Account } from '../core/ports.ts';
import { parseContext } from '../core/publication/plan-publication.ts';
import { parseDocument } from '../core/publication/sizes-document.ts';
import type { RunningService } from '../core/service.ts';
import type { TaskSize } from '../core/sizing/fargate-grid.ts';
import type { Sizes } from '../core/sizing/sizes.ts';
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

/** Reads a target's evidence and sizes it. */
export async function decideTarget(input: DecideInput, signal: AbortSignal): Promise<Recommendation> {
  const { target, account, service, window } = input;
  const question = { cluster: target.cluster, service: target.ecsService };
  const containers = service.containers.map(({ name }) => name);
  const [metrics, history, scaling] = await Promise.all([
    account.metrics.read({ ...question, containers, window }, signal),
    account.history.deployments(question, signal),
    account.history.scalingPolicies(question, signal),
  ]);
  const live = liveSizes(input);
  return recommend({
    target,
    evidence: readEvidence({ service, metrics, history, scaling, window }),
    ...(live && { live }),
    ...(input.neverAbove && { neverAbove: input.neverAbove }),
  });
}

function liveSizes({ target, service, documents }: DecideInput): Sizes | undefined {
  if (documents.live === undefined) return undefined;
  const parsed = parseDocument(documents.live.text, parseContext(target, service));
  return parsed.kind === 'invalid' ? undefined : parsed.sizes;
}
