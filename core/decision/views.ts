import { type ByResource, byResource, SIDES } from '../model/task-size.ts';
import { choose } from './choose.ts';
import type { Evidence, RecommendInput } from './evidence.ts';
import { type Alternative, alternativesTo, type Expected, rangedRisk, tasksOf } from './expected-risk.ts';
import { boundsFor } from './found.ts';
import { guardDemands } from './guards/guards.ts';
import { type HeapDecides, heapDecides } from './heaps.ts';
import { type ObservedRisk, observedRisk } from './observed-risk.ts';
import { allOf, demandsOf, readRemembered } from './recommend.ts';
import type { DecidedRecommendation } from './recommendation.ts';
import { type SecondOpinion, secondOpinionOf } from './second-opinion.ts';
import { type Spread, spreadOf } from './what-if.ts';

/** A resource at the recommended size: how often the window's peaks were above it, and what is expected of a month. */
export interface ResourceRisk extends ObservedRisk {
  /** Absent without a data point. */
  readonly expected?: Expected;
}

/** How often the recommended size is too small: seen and expected, and other sizes beside it. */
export interface Risk extends ByResource<ResourceRisk> {
  /** The recommended size and its neighbors on Fargate's grid; absent where nothing is known. */
  readonly alternatives?: readonly Alternative[];
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

/** How often the recommended size is too small, by what was seen and what is expected. */
export function riskOf(evidence: Evidence, decided: DecidedRecommendation): Risk {
  const { task } = decided.sizes;
  const expected = rangedRisk(decided.assessments, task, tasksOf(evidence));
  const risks = byResource((resource) => {
    const [series, of] = [evidence[resource], expected[resource]];
    const observed = series && observedRisk(series, task[SIDES[resource]], evidence.window.periodSeconds);
    return observed && { ...observed, ...(of && { expected: of }) };
  });
  const alternatives = alternativesTo({ evidence, assessments: decided.assessments, bounds: decided.bounds, task });
  return { ...risks, ...(alternatives.length > 0 && { alternatives }) };
}

/** Which heaps would permit a cheaper size: the same decision, without asking a heap. */
function heapsThatDecide(given: RecommendInput, { sizes, assessments }: DecidedRecommendation): readonly HeapDecides[] {
  const input = readRemembered(given, assessments);
  return heapDecides(input, sizes, (withoutHeapOf) => {
    const demands = demandsOf(input, assessments);
    const guards = guardDemands({ ...demands.looked, withoutHeapOf });
    return choose(input, boundsFor(input, allOf({ ...demands, guards })));
  });
}

/** All that is shown beside a decision, computed from what it was decided from. */
export function viewsOf(input: RecommendInput, decided: DecidedRecommendation): Views {
  const { evidence } = input;
  const { bounds, sizes } = decided;
  const risk = riskOf(evidence, decided);
  const secondOpinion = secondOpinionOf(input, decided);
  return {
    risk,
    spread: spreadOf({ evidence, bounds, task: sizes.task, alternatives: risk.alternatives ?? [] }),
    heaps: heapsThatDecide(input, decided),
    ...(secondOpinion && { secondOpinion }),
  };
}
