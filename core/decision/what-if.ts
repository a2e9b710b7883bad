import { covers, type TaskSize } from '../model/task-size.ts';
import { armUsd, monthlyUsd, tariffUsd } from '../money/tariff.ts';
import { cents, savingsOf } from '../money/usd.ts';
import { choosePair } from '../sizing/choose-pair.ts';
import type { Bounds } from './bounds.ts';
import type { Evidence } from './evidence.ts';
import type { Alternative, ExpectedByResource } from './expected-risk.ts';

/** Other options and their monthly cost; `savesUsd` against the recommended size, negative when it costs more. */
export interface WhatIf extends ExpectedByResource {
  /** `arm64`: the recommended size there; needs an image for it. `smallerPair`: its expected shortage is told. */
  readonly kind: 'arm64' | 'smallerPair';
  readonly task: TaskSize;
  readonly usdPerMonth: number;
  readonly savesUsd: number;
}

/** What the recommended size costs beside what is needed, and what else there would be. */
export interface Spread {
  /** USD a month that no sizing removes: what the cheapest pair holds beyond the need. Absent without a price. */
  readonly gridUsd?: number;
  readonly whatIf: readonly WhatIf[];
}

export interface SpreadInput {
  readonly evidence: Evidence;
  readonly bounds: Bounds;
  readonly task: TaskSize;
  readonly alternatives: readonly Alternative[];
}

/** What Fargate's grid and the neighbors mean in money; nothing where no price is known. */
export function spreadOf(input: SpreadInput): Spread {
  const { evidence, bounds, task } = input;
  const { pricing, service } = evidence;
  if (pricing?.kind !== 'priced') return { whatIf: [] };
  const { tariff } = pricing;
  const cheapest = choosePair(bounds.needed, bounds.upper, { platform: service.platform }) ?? task;
  const gridUsd = cents(tariffUsd(cheapest, tariff) - tariffUsd(bounds.needed, tariff));
  return { gridUsd: Math.max(0, gridUsd), whatIf: [...onArm(input), ...smaller(input)] };
}

function onArm({ evidence: { pricing }, task }: SpreadInput): readonly WhatIf[] {
  const [usd, usdPerMonth] = [monthlyUsd(task, pricing), armUsd(task, pricing)];
  if (usd === undefined || usdPerMonth === undefined) return [];
  return [{ kind: 'arm64', task, usdPerMonth, savesUsd: savingsOf(usd, usdPerMonth) }];
}

/** Of the smaller neighbors the one that costs most: the smallest step down. */
function smaller({ evidence: { pricing }, task, alternatives }: SpreadInput): readonly WhatIf[] {
  const usd = monthlyUsd(task, pricing);
  const below = alternatives.flatMap(({ kind: _, usdPerMonth, ...each }) =>
    usd !== undefined && usdPerMonth !== undefined && usdPerMonth < usd && covers(task, each.task)
      ? [{ kind: 'smallerPair', ...each, usdPerMonth, savesUsd: savingsOf(usd, usdPerMonth) } as const]
      : [],
  );
  return below.toSorted((a, b) => a.savesUsd - b.savesUsd).slice(0, 1);
}
