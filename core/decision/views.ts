import type { TaskSize } from '../model/fargate-grid.ts';
import type { Resource } from '../model/resource.ts';
import { choose } from './choose.ts';
import { allOf, demandsOf, readRemembered } from './demands.ts';
import { boundsFor } from './found.ts';
import { guardDemands } from './guards/guards.ts';
import { type HeapDecides, heapDecides } from './heap-decides.ts';
import { type HoldOut, holdOut } from './hold-out.ts';
import type { RecommendInput } from './input.ts';
import { type ObservedRisk, observedRisk } from './observed-risk.ts';
import type { DecidedRecommendation } from './recommendation.ts';
import { type SecondOpinion, secondOpinionOf } from './second-opinion.ts';
import { type Spread, spreadOf } from './what-if.ts';

/** How often sizes would have been too small, by what is known. */
export interface Risk extends Readonly<Partial<Record<Resource, ObservedRisk>>> {
  /** Absent where there are not two weeks to tell apart. */
  readonly holdOut?: HoldOut;
}

/** What people are shown beside a decision. None of it decides anything. */
export interface Views {
  readonly risk: Risk;
  readonly spread: Spread;
  /** What smaller heaps would permit. */
  readonly heaps: readonly HeapDecides[];
  /** What Compute Optimizer thinks of the size; absent where nobody asked it. */
  readonly secondOpinion?: SecondOpinion;
}

type Seen = Pick<RecommendInput, 'evidence' | 'target'>;

/** How often the window's peaks passed the recommended size, and how the choice fares in weeks that it has not seen. */
export function riskOf(
  { evidence, target }: Seen,
  { sizes: { task }, assessments, bounds }: DecidedRecommendation,
): Risk {
  const found = holdOut({ evidence, policy: target.policy, assessments, bounds, task });
  return { ...observedRisks(evidence, task), ...(found && { holdOut: found }) };
}

/** How often the window's peaks passed a size. */
export function observedRisks(
  { cpu, memory, window }: RecommendInput['evidence'],
  task: TaskSize,
): Omit<Risk, 'holdOut'> {
  return {
    cpu: observedRisk(cpu, task.cpuUnits, window.periodSeconds),
    ...(memory && { memory: observedRisk(memory, task.memoryMiB, window.periodSeconds) }),
  };
}

/** Which heaps would permit a cheaper size: the same decision, without asking a heap. */
export function heapsThatDecide(
  given: RecommendInput,
  { sizes, assessments }: DecidedRecommendation,
): readonly HeapDecides[] {
  const input = readRemembered(given, assessments);
  return heapDecides(input, sizes, (withoutHeapOf) => {
    const demands = demandsOf(input, assessments);
    const guards = guardDemands({ ...demands.looked, withoutHeapOf });
    return choose(input, boundsFor(input, allOf({ ...demands, guards })));
  });
}

function opinionBeside({ opinion: answer, evidence, target }: RecommendInput, decided: DecidedRecommendation) {
  if (answer === undefined) return undefined;
  const { assessments, bounds, sizes, reasons } = decided;
  return secondOpinionOf({ answer, evidence, policy: target.policy, assessments, bounds, ours: sizes.task, reasons });
}

/** All that is shown beside a decision, computed from what it was decided from. */
export function viewsOf(input: RecommendInput, decided: DecidedRecommendation): Views {
  const { evidence } = input;
  const { bounds, sizes } = decided;
  const risk = riskOf(input, decided);
  const secondOpinion = opinionBeside(input, decided);
  return {
    risk,
    spread: spreadOf({ evidence, bounds, task: sizes.task, holdOut: risk.holdOut }),
    heaps: heapsThatDecide(input, decided),
    ...(secondOpinion && { secondOpinion }),
  };
}
