import type { PriceSettings } from '../configuration/configuration.ts';
import type { CapacityProvider, RunningService } from '../model/service.ts';
import { sum } from '../model/sizes.ts';
import { HOURS_PER_MONTH, type HourlyPrice, hourlyUsd, type TaskSize } from '../model/task-size.ts';
import { DAY_SECONDS, type Window } from '../model/time.ts';
import type { CountSource, TaskCounts } from '../usage/task-counts.ts';
import {
  type PriceAnswer,
  type PriceSource,
  type PriceSources,
  storagePerGbUsd,
  type UnitPrice,
  unitPrice,
  whyNotListed,
} from './unit-price.ts';
import { cents } from './usd.ts';

/** A service's mean number of tasks over time, and how it is known. `OneTask`: none is wanted now, so one is priced. */
export interface TaskCount {
  readonly mean: number;
  readonly from: CountSource | 'DesiredCount' | 'OneTask';
}

/** What a service's tasks cost: unit prices after discounts, and how many tasks there are. */
export interface Tariff {
  /** USD an hour, after discounts and the share on Spot; a price of rightsizer.yml is as it stands there. */
  readonly prices: HourlyPrice;
  /** The same on ARM64, for the same service; absent where it runs there already, or no price is known. */
  readonly armPrices?: HourlyPrice;
  /** Of ephemeral storage above 20 GB, USD an hour and task: no size changes it. */
  readonly storageUsd: number;
  readonly tasks: TaskCount;
  readonly source: PriceSource;
  /** Off the on-demand price, percent; 0 for a price of rightsizer.yml, which is what is paid. */
  readonly discountPercent: number;
  /** Share of the tasks on Fargate Spot, 0 to 1. */
  readonly spotShare: number;
  /** Percent off the on-demand price on Spot; absent where rightsizer.yml does not say: priced as on demand. */
  readonly spotDiscountPercent?: number;
}

/** What is known of a service's money; `unpriced` says why nothing is shown. */
export type Pricing =
  | { readonly kind: 'priced'; readonly tariff: Tariff }
  | { readonly kind: 'unpriced'; readonly why: string };

/** What every Fargate task has for nothing: client-ecs `EphemeralStorage`, 2026-11-23. */
const FREE_STORAGE_GB = 20;

/** What a service with tasks of this size costs a month, in USD, rounded to the cent; undefined without a price. */
export function monthlyUsd(size: TaskSize, pricing: Pricing | undefined): number | undefined {
  return pricing?.kind === 'priced' ? cents(tariffUsd(size, pricing.tariff)) : undefined;
}

/** What the same tasks would cost on ARM64; undefined where they run there already, or no price is known. */
export function armUsd(size: TaskSize, pricing: Pricing | undefined): number | undefined {
  if (pricing?.kind !== 'priced' || pricing.tariff.armPrices === undefined) return undefined;
  return cents(tariffUsd(size, { ...pricing.tariff, prices: pricing.tariff.armPrices }));
}

/** The same, not rounded: for amounts that are only compared. */
export function tariffUsd(size: TaskSize, { prices, storageUsd, tasks }: Tariff): number {
  return (hourlyUsd(size, prices) + storageUsd) * tasks.mean * HOURS_PER_MONTH;
}

export interface PricingInput {
  readonly service: RunningService;
  readonly settings: PriceSettings;
  /** Absent: the Price List is not asked. */
  readonly answer?: PriceAnswer;
  readonly tasks: TaskCount;
}

/** One task that runs all the time, at the shipped price of its region: for `size`, which knows nothing else. */
export function oneTaskPricing(service: RunningService): Pricing {
  return pricingOf({
    service,
    settings: { discountPercent: 0, regions: {} },
    tasks: { mean: 1, from: 'DesiredCount' },
  });
}

/**
 * The prices of a service: what rightsizer.yml says, else the Price List, else the shipped table; each platform of a
 * region by itself. Windows has none. Discounts are off vCPU and memory; storage has none.
 */
export function pricingOf(input: PricingInput): Pricing {
  const { service, settings, answer } = input;
  const { platform, region } = service;
  if (platform.operatingSystem === 'WINDOWS')
    return { kind: 'unpriced', why: 'The prices of Windows are not confirmed.' };
  const sources: PriceSources = { region, settings, answer };
  const base = unitPrice(platform.architecture, sources);
  if (base === undefined) return { kind: 'unpriced', why: whyUnpriced(sources) };
  const storageGb = Math.max(0, (service.ephemeralStorageGb ?? FREE_STORAGE_GB) - FREE_STORAGE_GB);
  const perGbUsd = storagePerGbUsd(sources);
  if (storageGb > 0 && perGbUsd === undefined) {
    const why = `The price of ephemeral storage in ${region} is not known, and a task has ${storageGb} GB above 20.`;
    return { kind: 'unpriced', why };
  }
  return { kind: 'priced', tariff: toTariff(input, sources, { base, storageUsd: storageGb * (perGbUsd ?? 0) }) };
}

interface Rates {
  readonly base: UnitPrice;
  readonly storageUsd: number;
}

function toTariff({ service, tasks }: PricingInput, sources: PriceSources, { base, storageUsd }: Rates): Tariff {
  // A price of rightsizer.yml is what is paid: nothing is taken off it, on Spot either.
  const terms = base.source.kind === 'Configured' ? NO_DISCOUNT : sources.settings;
  const onSpot = spotShare(service.capacityProviders ?? [], tasks.mean);
  const factor = discountFactor(onSpot, terms);
  const armPrices = service.platform.architecture === 'ARM64' ? undefined : onArm(sources, base, factor);
  return {
    prices: times(base.price, factor),
    ...(armPrices && { armPrices }),
    storageUsd,
    tasks,
    source: base.source,
    discountPercent: terms.discountPercent,
    spotShare: onSpot,
    ...(terms.spotDiscountPercent !== undefined && { spotDiscountPercent: terms.spotDiscountPercent }),
  };
}

type Discounts = Omit<PriceSettings, 'regions'>;
const NO_DISCOUNT: Discounts = { discountPercent: 0 };

/** What is paid on one architecture says nothing of what the other would cost: then only what is paid on ARM does. */
function onArm(sources: PriceSources, base: UnitPrice, factor: number): HourlyPrice | undefined {
  const arm = unitPrice('ARM64', sources);
  if (arm?.source.kind === 'Configured') return arm.price;
  return arm === undefined || base.source.kind === 'Configured' ? undefined : times(arm.price, factor);
}

function whyUnpriced({ region, answer }: PriceSources): string {
  const why = whyNotListed(region, answer);
  return answer?.kind === 'known' ? `${why}.` : `${why}, and no price of this platform in ${region} is shipped.`;
}

function times({ perVcpuUsd, perGbUsd }: HourlyPrice, factor: number): HourlyPrice {
  return { perVcpuUsd: perVcpuUsd * factor, perGbUsd: perGbUsd * factor };
}

/** Savings Plans and private prices are for on demand; Spot has a discount of its own. */
function discountFactor(onSpot: number, { discountPercent, spotDiscountPercent = 0 }: Discounts): number {
  return (1 - onSpot) * (1 - discountPercent / 100) + onSpot * (1 - spotDiscountPercent / 100);
}

const SPOT = 'FARGATE_SPOT';

/**
 * The share of a service's tasks on Fargate Spot, 0 to 1, by its capacity provider strategy: the base of one provider
 * comes first, the rest is split by weight. 0 without a strategy.
 *
 * Source: client-ecs `CapacityProviderStrategyItem`, 2026-11-23.
 *
 * @example spotShare([{ name: 'FARGATE', weight: 1, base: 1 }, { name: 'FARGATE_SPOT', weight: 3, base: 0 }], 5) // 0.6
 */
export function spotShare(strategy: readonly CapacityProvider[], tasks: number): number {
  const weights = sum(strategy.map(({ weight }) => weight));
  if (!(tasks > 0) || !(weights > 0)) return 0;
  const based = Math.min(tasks, sum(strategy.map(({ base }) => base)));
  const spot = strategy.find(({ name }) => name === SPOT);
  if (spot === undefined) return 0;
  return (Math.min(spot.base, based) + ((tasks - based) * spot.weight) / weights) / tasks;
}

/**
 * How many tasks a service has on average: what was counted, where there is a day of it at least, else what is wanted
 * now; one where nothing is wanted, for a size of nothing has no price.
 */
export function taskCount(
  { desiredCount }: Pick<RunningService, 'desiredCount'>,
  { periodSeconds }: Pick<Window, 'periodSeconds'>,
  counts?: Pick<TaskCounts, 'tasks' | 'from'>,
): TaskCount {
  const known = (counts?.tasks ?? new Float64Array(0)).filter((count) => count >= 0);
  const mean = Math.round((known.reduce((sum, count) => sum + count, 0) / known.length) * 1000) / 1000;
  if (counts !== undefined && known.length * periodSeconds >= DAY_SECONDS && mean > 0)
    return { mean, from: counts.from };
  return desiredCount > 0 ? { mean: desiredCount, from: 'DesiredCount' } : { mean: 1, from: 'OneTask' };
}
