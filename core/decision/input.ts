import type { Target } from '../configuration/configuration.ts';
import type { TaskSize } from '../model/fargate-grid.ts';
import type { Sizes } from '../model/sizes.ts';
import type { ChangeContext } from './change-context.ts';
import type { Evidence } from './evidence.ts';
import type { OpinionAnswer } from './opinion.ts';

/** A target, and all that was seen of it. */
export interface Subject {
  readonly target: Target;
  readonly evidence: Evidence;
}

/** Everything that one target is decided from. */
export interface RecommendInput extends Subject {
  /** What the live document holds, where there is a usable one. */
  readonly live?: Sizes;
  /** The size this target may not pass (guard 8), where there is one. */
  readonly neverAbove?: TaskSize;
  /** What is known of changes; absent where nothing is kept, and nothing waits then. */
  readonly change?: ChangeContext;
  /** What Compute Optimizer said of the services of the account; absent where nobody asked it. */
  readonly opinion?: OpinionAnswer;
}
