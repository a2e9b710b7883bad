import { placeOf } from '../ecs/service-arns.ts';
import type { ScenarioPrices, ScenarioService } from '../scenario.ts';
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
  /** A region that is not there costs what the first one does, and has its own name as prefix. */
  readonly prices: readonly ScenarioPrices[];
}

const dayMilliseconds = 86_400_000;
const spotFactor = 0.3;
/** The items of all services on Fargate, oldest day first: every task of every revision, by the minutes that it ran. */
export function billOf({ services, from, until, now, taggedFrom, prices }: BillInput): readonly BillItem[] {
  const onFargate = services.filter(({ launch }) => launch.startsWith('FARGATE'));
  const meters = onFargate.map((service) => ({ used: usedOn(service, now), ...rateOf(service, prices) }));
  const items: BillItem[] = [];
  for (let day = from; day < until; day += 1) {
    const isTagged = day * dayMilliseconds >= taggedFrom;
    for (const { used, ...rate } of meters) items.push(...itemsOf(rate, { day, isTagged, ...used(day) }));
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

/** What a service pays, and what the bill calls it. */
interface Rate {
  readonly service: ScenarioService;
  readonly region: string;
  readonly usageType: string;
  readonly perVcpuUsd: number;
  readonly perGbUsd: number;
}

function rateOf(service: ScenarioService, prices: readonly ScenarioPrices[]): Rate {
  const { region } = placeOf(service);
  const { prefix, x86, arm } = prices.find((each) => each.region === region) ?? { ...prices[0], prefix: region };
  const isArm = service.architecture === 'ARM64';
  const isSpot = service.launch === 'FARGATE_SPOT strategy';
  const { perVcpuUsd = 0, perGbUsd = 0 } = (isArm ? arm : x86) ?? {};
  const factor = isSpot ? spotFactor : 1;
  return {
    service,
    region,
    usageType: `${prefix}-${isSpot ? 'SpotUsage-' : ''}Fargate-${isArm ? 'ARM-' : ''}`,
    perVcpuUsd: perVcpuUsd * factor,
    perGbUsd: perGbUsd * factor,
  };
}

function itemsOf(rate: Rate, { day, isTagged, vcpuHours, gbHours }: ServiceDay): readonly BillItem[] {
  if (vcpuHours === 0) return [];
  const { service, region, usageType } = rate;
  const tags = isTagged ? { 'aws:ecs:clusterName': service.cluster, 'aws:ecs:serviceName': service.service } : {};
  const common = { day, region, tags };
  const vcpu = { usageType: `${usageType}vCPU-Hours:perCPU`, usd: vcpuHours * rate.perVcpuUsd, unit: 'vCPU-Hours' };
  const gb = { usageType: `${usageType}GB-Hours`, usd: gbHours * rate.perGbUsd, unit: 'GB-Hours' };
  return [
    { ...common, ...vcpu, quantity: vcpuHours },
    { ...common, ...gb, quantity: gbHours },
  ];
}
