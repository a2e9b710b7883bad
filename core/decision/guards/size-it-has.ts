import { type Resource, SIDES } from '../../model/resource.ts';
import type { Sizes } from '../../model/sizes.ts';
import type { Coded } from '../../model/words.ts';
import type { Demand } from '../bounds.ts';
import { keepResource } from '../keep-sizes.ts';
import type { GuardContext } from './guard.ts';

/** What a target has of a resource: what runs, or what is live where that is more, is permitted, and waits for its deployment. */
function sizeItHas(resource: Resource, { target, service, live }: GuardContext): Sizes {
  const running: Sizes = { task: service.taskSize, containers: {} };
  const side = SIDES[resource];
  const most = target.maximumTaskSize[side] ?? Number.POSITIVE_INFINITY;
  return live !== undefined && live.task[side] > running.task[side] && live.task[side] <= most ? live : running;
}

/** The task and each of its containers keep at least what they have of a resource. */
export function keep<Why extends Coded>(
  resource: Resource,
  guard: GuardContext,
  why: (amount: number) => readonly Why[],
): Demand<Why> {
  const sizes = sizeItHas(resource, guard);
  return keepResource(resource, {
    sizes,
    containers: guard.service.containers,
    keys: guard.target.parameters,
    reasons: why(sizes.task[SIDES[resource]]),
  });
}
