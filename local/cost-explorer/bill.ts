import type { HourlyPrice } from '../../core/model/reference-price.ts';
import { SHIPPED_PRICES } from '../../core/money/shipped-prices.ts';
import { placeOf } from '../ecs/service-arns.ts';
import type { ScenarioService } from '../scenario.ts';
import { runsIn, taskSpans } from '../workload/running-time.ts';
import { taskCapacity } from '../workload/service-day.ts';
import { minutesPerDay } from '../workload/workload-value.ts';

/** What one service used of one kind on one UTC day. */
export interface BillItem {
  /** Days since the epoch. */
  readonly day: number;
  readonly region: string;
  readonly usageType: string;
  readonly usd: number;
  readonly quantity: number;
  readonly unit: string;
  /** Empty where the bill knows no tags of that day. */
  readonly tags: Readonly<Record<string, string>>;
}

export interface BillInput {
  /** Those of the account that asks, in all regions. */
  readonly services: readonly ScenarioService[];
  /** Days since the epoch; the last one exclusive. */
  readonly from: number;
  readonly until: number;
  readonly now: Date;
  /** Since when usage is billed with its tags, epoch milliseconds; NaN: never. */
  readonly taggedFrom: number;
}

const dayMilliseconds = 86_400_000;
const spotFactor = 0.3;
/** Prefixes of usage types, as AWS's price list for AmazonECS has them, 2026-11; the name of the region for others. */
const prefixes: Readonly<Record<string, string>> = {
  'us-east-1': 'USE1',
  'us-east-2': 'USE2',
  'us-west-2': 'USW2',
  'eu-west-1': 'EU',
  'eu-central-1': 'EUC1',
  'ap-northeast-1': 'APN1',
};

/** The items of all services on Fargate, oldest day first: every task of every revision, by the minutes that it ran. */
export function billOf({ services, from, until, now, taggedFrom }: BillInput): readonly BillItem[] {
  const onFargate = services.filter(({ launch }) => launch.startsWith('FARGATE'));
  const meters = onFargate.map((service) => ({ service, used: usedOn(service, now) }));
  const items: BillItem[] = [];
  for (let day = from; day < until; day += 1) {
    const isTagged = day * dayMilliseconds >= taggedFrom;
    for (const { service, used } of meters) items.push(...itemsOf(service, { day, isTagged, ...used(day) }));
  }
  return items;
}

interface Used {
  readonly vcpuHours: number;
  readonly gbHours: number;
}

function usedOn(service: ScenarioService, now: Date): (day: number) => Used {
  const spans = taskSpans(service);
  const runs = runsIn(service);
  const tasks = Math.max(1, service.runningCount);
  const end = now.getTime() / 60_000;
  return (day) => {
    let [vcpuHours, gbHours] = [0, 0];
    const first = day * minutesPerDay;
    for (const { declared, from, until } of spans) {
      const last = Math.min(until, first + minutesPerDay, end);
      for (let minute = Math.max(from, first); minute < last; minute += 1) {
        if (!runs(minute)) continue;
        vcpuHours += (taskCapacity(declared, 'cpuUnits') / 1024 / 60) * tasks;
        gbHours += (taskCapacity(declared, 'memoryMiB') / 1024 / 60) * tasks;
      }
    }
    return { vcpuHours, gbHours };
  };
}

interface ServiceDay extends Used {
  readonly day: number;
  readonly isTagged: boolean;
}

function itemsOf(service: ScenarioService, { day, isTagged, vcpuHours, gbHours }: ServiceDay): readonly BillItem[] {
  if (vcpuHours === 0) return [];
  const { region } = placeOf(service);
  const price = priceOf(service, region);
  const type = usageType(service, region);
  const tags = isTagged ? { 'aws:ecs:clusterName': service.cluster, 'aws:ecs:serviceName': service.service } : {};
  const common = { day, region, tags };
  return [
    {
      ...common,
      usageType: `${type}vCPU-Hours:perCPU`,
      usd: vcpuHours * price.perVcpuUsd,
      quantity: vcpuHours,
      unit: 'vCPU-Hours',
    },
    { ...common, usageType: `${type}GB-Hours`, usd: gbHours * price.perGbUsd, quantity: gbHours, unit: 'GB-Hours' },
  ];
}

function isSpot({ launch }: ScenarioService): boolean {
  return launch === 'FARGATE_SPOT strategy';
}

function usageType(service: ScenarioService, region: string): string {
  const spot = isSpot(service) ? 'SpotUsage-' : '';
  return `${prefixes[region] ?? region}-${spot}Fargate-${service.architecture === 'ARM64' ? 'ARM-' : ''}`;
}

function priceOf(service: ScenarioService, region: string): HourlyPrice {
  const column = service.architecture === 'ARM64' ? 'linuxArm' : 'linuxX86';
  const price = SHIPPED_PRICES[region]?.[column] ?? SHIPPED_PRICES['us-east-1']?.[column];
  if (price === undefined) throw new TypeError('Fargate has a price in us-east-1.');
  const factor = isSpot(service) ? spotFactor : 1;
  return { perVcpuUsd: price.perVcpuUsd * factor, perGbUsd: price.perGbUsd * factor };
}
