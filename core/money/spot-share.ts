import type { CapacityProvider } from '../model/service.ts';

const SPOT = 'FARGATE_SPOT';

/**
 * The share of a service's tasks on Fargate Spot, 0 to 1, by its capacity provider strategy: the base of one provider comes first, the rest is split by
 * weight. 0 without a strategy.
 *
 * Source: client-ecs `CapacityProviderStrategyItem`, 2026-11-23.
 *
 * @example spotShare([{ name: 'FARGATE', weight: 1, base: 1 }, { name: 'FARGATE_SPOT', weight: 3, base: 0 }], 5) // 0.6
 */
export function spotShare(strategy: readonly CapacityProvider[], tasks: number): number {
  const weights = strategy.reduce((sum, { weight }) => sum + weight, 0);
  if (!(tasks > 0) || !(weights > 0)) return 0;
  const based = Math.min(
    tasks,
    strategy.reduce((sum, { base }) => sum + base, 0),
  );
  const spot = strategy.find(({ name }) => name === SPOT);
  if (spot === undefined) return 0;
  return (Math.min(spot.base, based) + ((tasks - based) * spot.weight) / weights) / tasks;
}
