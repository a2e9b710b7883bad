import type { ScalingPolicy } from '../model/service.ts';
import { type TaskSize, validPairs } from '../model/task-size.ts';
import { WEEK_SECONDS } from '../model/time.ts';
import { type ReasonsOf, sizeText } from '../model/words.ts';
import { tariffUsd } from '../money/tariff.ts';
import { cents, usdText } from '../money/usd.ts';
import {
  type AdviceInput,
  adviseScaling,
  billLines,
  isShortForLess,
  type Priced,
  pricedToday,
} from '../scaling/advice.ts';
import type { ScalingSettings } from '../scaling/load.ts';
import { countPoints, highest } from '../usage/statistics.ts';
import { peakPoints } from '../usage/usage.ts';
import type { Evidence, Subject } from './evidence.ts';

interface PricedSettings {
  readonly settings: ScalingSettings;
  readonly tasks: number;
  readonly hoursShort: number;
  readonly usdPerMonth: number;
}

interface Advice {
  readonly policy: string;
  /** As Application Auto Scaling names the service. */
  readonly resourceId: string;
  readonly today: PricedSettings;
  readonly better: PricedSettings;
  /** The price of the tasks, percent less; below zero it is more. */
  readonly cheaperPercent: number;
  /** Weeks of demand that it was learned from. */
  readonly weeks: number;
}

export const SCALING_SENTENCES = {
  ScalingAdvice: (reason: Advice) => {
    const { policy, today, better, weeks } = reason;
    const changes = changesText(today.settings, better.settings);
    const bills = [today, better].map(({ usdPerMonth, tasks }) => `${usdText(usdPerMonth)} USD for ${tasks} tasks`);
    return `Scaling advice for ${policy}: ${changes}: ${gainText(reason)} (${bills.join(' becomes ')} on average, by ${weeks} weeks of demand). It is advice: nothing of it is written. To set it: ${settingText(reason)}`;
  },
  /** The smallest CPU row that holds the hottest task of the window. */
  ScalingSizeOnly: ({ policies, cpuUnits, peak }: { policies: readonly string[]; cpuUnits: number; peak: number }) =>
    `The service is scaled by something else than CPU (${policies.join(', ')}), so that nobody can tell from it how many tasks another size or target would run: there is no advice on scaling. The hottest task used ${peak} CPU units, which ${cpuUnits} hold.`,
};
export type ScalingReason = ReasonsOf<typeof SCALING_SENTENCES>;

/** For example: 'minimum 2 → 3, target 55 → 65 %'. */
function changesText(today: ScalingSettings, better: ScalingSettings): string {
  const changes = [
    ['minimum', today.minimum, better.minimum, ''],
    ['maximum', today.maximum, better.maximum, ''],
    ['target', today.targetPercent, better.targetPercent, ' %'],
    ['size', sizeText(today.size), sizeText(better.size), ''],
  ].filter(([, from, to]) => from !== to);
  return changes.map(([what, from, to, unit]) => `${what} ${from} → ${to}${unit}`).join(', ');
}

/** For example: '12 % cheaper, 3 hours less short a month'. */
function gainText({ cheaperPercent: percent, today, better }: Advice): string {
  const hours = Math.round((today.hoursShort - better.hoursShort) * 10) / 10;
  const price = percent === 0 ? 'as expensive' : `${Math.abs(percent)} % ${percent > 0 ? 'cheaper' : 'dearer'}`;
  return hours > 0 ? `${price}, ${hours} hours less short a month` : price;
}

/** What sets it: the command for the number of tasks, and the lines of a template. */
function settingText({ policy, resourceId, today, better }: Advice): string {
  const { minimum, maximum, targetPercent, size } = better.settings;
  const isOtherCount = minimum !== today.settings.minimum || maximum !== today.settings.maximum;
  const command = `aws application-autoscaling register-scalable-target --service-namespace ecs --scalable-dimension ecs:service:DesiredCount --resource-id ${resourceId} --min-capacity ${minimum} --max-capacity ${maximum}`;
  return [
    ...(isOtherCount ? [`${command} (MinCapacity: ${minimum}, MaxCapacity: ${maximum})`] : []),
    ...(targetPercent === today.settings.targetPercent ? [] : [`TargetValue: ${targetPercent} in ${policy}`]),
    ...(size.cpuUnits === today.settings.size.cpuUnits ? [] : [`Cpu: ${size.cpuUnits}, Memory: ${size.memoryMiB}`]),
  ]
    .join('; ')
    .concat('.');
}

/** Fewer say too little of what the next month may bring. */
const LEAST_WEEKS = 3;

/** What the recommended size says to scaling. */
export interface Wanted {
  readonly task: TaskSize;
  /** What a task needs, with its buffer. */
  readonly memoryMiB: number;
}

/**
 * What other, cheaper settings of target tracking would cost; nobody knows it for policies that follow something else
 * than CPU. It changes no size: the tracked resource stays as it is.
 */
export function scalingAdvice(input: Subject, wanted: Wanted): readonly ScalingReason[] {
  const { context } = input.evidence;
  const [policy] = context?.scaling ?? [];
  if (context === undefined || policy === undefined) return [];
  const policies = context.scaling;
  if (policies.length === 1 && policy.kind === 'targetTracking' && policy.resource !== undefined)
    return advised(input, wanted);
  return sizeOnly(input, policies);
}

function sizeOnly({ evidence }: Subject, policies: readonly ScalingPolicy[]): readonly ScalingReason[] {
  const peak = highest(peakPoints(evidence.cpu));
  if (peak === undefined || policies.some(({ resource }) => resource !== undefined)) return [];
  const { operatingSystem } = evidence.service.platform;
  const row = validPairs(operatingSystem).find(({ cpuUnits }) => cpuUnits >= peak);
  if (row === undefined) return [];
  const names = policies.map(({ name }) => name);
  return [{ code: 'ScalingSizeOnly', policies: names, cpuUnits: row.cpuUnits, peak: Math.ceil(peak) }];
}

/** A service under target tracking of CPU alone, whose demand is known for long enough. */
interface Tracked {
  readonly policy: ScalingPolicy;
  readonly question: AdviceInput;
  readonly weeks: number;
}

/** What advice is asked of; undefined where none can be given. */
function trackedCpu({ evidence, target }: Subject, wanted: Wanted): Tracked | undefined {
  const { service, window, context } = evidence;
  if (context?.scaling.length !== 1) return undefined;
  const { load, scalingLimits: limits, starts, scaling } = context;
  const policy = scaling[0];
  if (load === undefined || limits === undefined || policy?.resource !== 'cpu') return undefined;
  const { targetPercent } = policy;
  if (targetPercent === undefined) return undefined;
  const weeks = Math.floor((countPoints(load.demand) * window.periodSeconds) / WEEK_SECONDS);
  if (weeks < LEAST_WEEKS) return undefined;
  const question = {
    // The memory that is saved anyway is no gain of other settings.
    today: { size: { ...service.taskSize, memoryMiB: wanted.task.memoryMiB }, targetPercent, ...limits },
    memoryMiB: wanted.memoryMiB,
    platform: service.platform,
    least: target.minimumTaskSize,
    most: target.maximumTaskSize,
    load: { ...load, bootMinutes: starts.bootMinutes, periodSeconds: window.periodSeconds },
    usdPerHour: target.policy.shortage.cpuUsdPerHour,
  };
  return { policy, question, weeks };
}

function advised(input: Subject, wanted: Wanted): readonly ScalingReason[] {
  const { target, evidence } = input;
  const tracked = trackedCpu(input, wanted);
  if (tracked === undefined) return [];
  const found = adviseScaling(tracked.question);
  if (found === undefined) return [];
  return [
    {
      code: 'ScalingAdvice',
      policy: tracked.policy.name,
      resourceId: `service/${target.cluster}/${target.ecsService}`,
      today: pricedSettings(found.today, evidence),
      better: pricedSettings(found.better, evidence),
      cheaperPercent: Math.round((1 - found.better.priceUsd / found.today.priceUsd) * 100),
      weeks: tracked.weeks,
    },
  ];
}

/** At the service's own prices, where they are known. */
function pricedSettings({ settings, tasks, hoursShort, priceUsd }: Priced, { pricing }: Evidence): PricedSettings {
  const counted = { mean: tasks, from: 'SampleCount' } as const;
  const usd = pricing?.kind === 'priced' ? tariffUsd(settings.size, { ...pricing.tariff, tasks: counted }) : priceUsd;
  return {
    settings,
    tasks: Math.round(tasks * 10) / 10,
    hoursShort: Math.round(hoursShort * 10) / 10,
    usdPerMonth: cents(usd),
  };
}

/** Settings with their bill in a month: tasks, and what they are short of. */
export interface BilledSettings extends PricedSettings {
  readonly billUsd: number;
  /** Less than today, or never: what an advice asks for. */
  readonly isShortForLess: boolean;
}

export interface ScalingCurve {
  readonly today: BilledSettings;
  /** Absent where today's settings are good. */
  readonly better?: BilledSettings;
  /** By minimum, the lowest first; of each the points by target. */
  readonly lines: readonly { readonly minimum: number; readonly points: readonly BilledSettings[] }[];
}

/** What other targets and minima would come to, at the size that is advised; undefined where no advice can be given. */
export function scalingCurve(input: Subject, wanted: Wanted): ScalingCurve | undefined {
  const tracked = trackedCpu(input, wanted);
  if (tracked === undefined) return undefined;
  const { question } = tracked;
  const { today, better } = adviseScaling(question) ?? { today: pricedToday(question), better: undefined };
  const billed = (each: Priced): BilledSettings => {
    const settings = pricedSettings(each, input.evidence);
    const billUsd = cents(settings.usdPerMonth + question.usdPerHour * each.hoursShort);
    return { ...settings, billUsd, isShortForLess: isShortForLess(today, each) };
  };
  return {
    today: billed(today),
    ...(better && { better: billed(better) }),
    lines: billLines(question, (better ?? today).settings).map(({ minimum, points }) => ({
      minimum,
      points: points.map(billed),
    })),
  };
}
