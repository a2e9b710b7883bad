import type { Group, MetricValue } from '@aws-sdk/client-cost-explorer';
import type { DailyCost } from '../core/money/costs.ts';

// Usage types as AWS's price list for AmazonECS names them, a region's prefix and SpotUsage stand before (2026-11).
// Ephemeral storage has GB-hours as well, of its own.
const VCPU_HOURS = /(?:^|[-:])Fargate-(?:ARM-|Windows-)?vCPU-Hours(?::perCPU)?$/;
const GB_HOURS = /(?:^|[-:])Fargate-(?:ARM-|Windows-)?GB-Hours$/;

interface Sums {
  usd: number;
  vcpuHours: number;
  gbHours: number;
}

/** Adds up groups of Cost Explorer by service and day. */
export class DailyBill {
  readonly #isSplit: boolean;
  readonly #services = new Map<string, Map<string, Sums>>();

  /** @param isSplit - Whether the groups are split by usage type. */
  constructor(isSplit: boolean) {
    this.#isSplit = isSplit;
  }

  /** Adds a group of a day; says what is wrong with it, where it cannot be added. */
  add(service: string, day: string, { Keys = [], Metrics = {} }: Group): string | undefined {
    const { UnblendedCost: cost, UsageQuantity: quantity } = Metrics;
    const usd = Number(cost?.Amount ?? 0);
    if (usd !== 0 && cost?.Unit !== 'USD') return `The bill is in ${cost?.Unit ?? 'no currency'}, not in USD.`;
    if (!Number.isFinite(usd)) return 'The bill has an amount that is no number.';
    const sums = this.#sumsOf(service, day);
    sums.usd += usd;
    if (Keys.some((key) => VCPU_HOURS.test(key))) sums.vcpuHours += hoursOf(quantity);
    if (Keys.some((key) => GB_HOURS.test(key))) sums.gbHours += hoursOf(quantity);
    return undefined;
  }

  /** Oldest day first. */
  byService(): ReadonlyMap<string, readonly DailyCost[]> {
    return new Map([...this.#services].map(([service, days]) => [service, this.#daily(days)]));
  }

  #sumsOf(service: string, day: string): Sums {
    const days = this.#services.get(service) ?? new Map<string, Sums>();
    this.#services.set(service, days);
    const sums = days.get(day) ?? { usd: 0, vcpuHours: 0, gbHours: 0 };
    days.set(day, sums);
    return sums;
  }

  #daily(days: ReadonlyMap<string, Sums>): readonly DailyCost[] {
    return [...days]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([day, { usd, vcpuHours, gbHours }]) => ({
        day,
        usd,
        ...(this.#isSplit && Number.isFinite(vcpuHours) && { vcpuHours }),
        ...(this.#isSplit && Number.isFinite(gbHours) && { gbHours }),
      }));
  }
}

/** Hours of a quantity; not a number where its unit is another, so that no sum is too small in silence. */
function hoursOf(quantity: MetricValue | undefined): number {
  const isHours = /hours?$|hrs?$/i.test(quantity?.Unit ?? '');
  return isHours ? Number(quantity?.Amount) : Number.NaN;
}
