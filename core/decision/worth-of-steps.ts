import {
  HOURS_PER_MONTH,
  type Platform,
  type Resource,
  referencePrice,
  SIDES,
  type TaskSize,
  validPairs,
} from '../model/task-size.ts';

export interface Step {
  readonly from: number;
  readonly to: number;
  /** Hours of a month that somebody minds without it. */
  readonly hours: number;
  /** What it costs a task in a month, by the reference price. */
  readonly usd: number;
}

export interface StepsInput {
  readonly resource: Resource;
  readonly platform: Platform;
  /** No step goes past it. */
  readonly has: TaskSize;
  readonly usdPerHour: number;
  /** Hours of a month that somebody minds at an amount: never more of them at a larger one. */
  hoursAt(amount: number): number;
}

/** Amounts of a resource that Fargate offers, ascending. */
export function amountsOf(resource: Resource, { operatingSystem }: Platform): readonly number[] {
  return [...new Set(validPairs(operatingSystem).map((pair) => pair[SIDES[resource]]))].sort((a, b) => a - b);
}

/**
 * The last of the steps that are taken: from the smallest amount on each one, as long as the hours without it cost more
 * than it does. Undefined where the first does not pay. More hours at any amount never take a step less.
 */
export function lastStepWorthIt({ resource, platform, has, usdPerHour, hoursAt }: StepsInput): Step | undefined {
  const { perVcpuUsd, perGbUsd } = referencePrice(platform);
  const usdPerUnit = ((resource === 'cpu' ? perVcpuUsd : perGbUsd) / 1024) * HOURS_PER_MONTH;
  const amounts = amountsOf(resource, platform).filter((amount) => amount <= has[SIDES[resource]]);
  let last: Step | undefined;
  for (const [index, to] of amounts.slice(1).entries()) {
    const from = amounts[index] as number;
    const step = { from, to, hours: hoursAt(from), usd: (to - from) * usdPerUnit };
    if (!(step.hours * usdPerHour > step.usd)) break;
    last = step;
  }
  return last;
}
