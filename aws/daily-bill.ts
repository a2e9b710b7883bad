import type { Group } from '@aws-sdk/client-cost-explorer';
import type { DailyCost } from '../core/money/costs.ts';
import { PortError } from '../core/ports.ts';

// Usage types as AWS's price list for AmazonECS names them, a region's prefix and SpotUsage stand before (2026-11).
// Ephemeral storage has GB-hours as well, of its own.
const VCPU_HOURS = /(?:^|[-:])Fargate-(?:ARM-|Windows-)?vCPU-Hours(?::perCPU)?$/;
const GB_HOURS = /(?:^|[-:])Fargate-(?:ARM-|Windows-)?GB-Hours$/;

/** A group of Cost Explorer: of which service, and of which day. */
export interface BilledGroup {
  readonly service: string;
  readonly day: string;
  readonly group: Group;
}

/**
 * Adds up groups by service and day, oldest day first.
 *
 * @param isSplit - Whether the groups are split by usage type.
 * @throws {PortError} For an amount that cannot be added.
 */
export function dailyCosts(billed: readonly BilledGroup[], isSplit: boolean) {
  const services = Map.groupBy(billed, ({ service }) => service);
  return new Map([...services].map(([service, own]) => [service, costsOf(own, isSplit)] as const));
}

function costsOf(own: readonly BilledGroup[], isSplit: boolean): readonly DailyCost[] {
  const days = [...Map.groupBy(own, ({ day }) => day)].sort(([a], [b]) => (a < b ? -1 : 1));
  return days.map(([day, all]) => {
    const sum = (amountOf: (group: Group) => number) => all.reduce((total, { group }) => total + amountOf(group), 0);
    const vcpuHours = sum((group) => hoursOf(group, VCPU_HOURS));
    const gbHours = sum((group) => hoursOf(group, GB_HOURS));
    return {
      day,
      usd: sum(usdOf),
      ...(isSplit && Number.isFinite(vcpuHours) && { vcpuHours }),
      ...(isSplit && Number.isFinite(gbHours) && { gbHours }),
    };
  });
}

function usdOf({ Metrics = {} }: Group): number {
  const { Amount = 0, Unit = 'no currency' } = Metrics.UnblendedCost ?? {};
  const usd = Number(Amount);
  if (usd !== 0 && Unit !== 'USD') throw new PortError(`The bill is in ${Unit}, not in USD.`);
  if (!Number.isFinite(usd)) throw new PortError('The bill has an amount that is no number.');
  return usd;
}

/** Hours of a usage type; not a number where the unit is another, so that no sum is too small in silence. */
function hoursOf({ Keys = [], Metrics = {} }: Group, usageType: RegExp): number {
  if (!Keys.some((key) => usageType.test(key))) return 0;
  const { Amount, Unit = '' } = Metrics.UsageQuantity ?? {};
  return /hours?$|hrs?$/i.test(Unit) ? Number(Amount) : Number.NaN;
}
