import { HOURS_PER_MONTH, hourlyUsd, isSameSize, referencePrice, type TaskSize } from '../core/model/task-size.ts';
import { DAY_SECONDS, expectedPoints } from '../core/model/time.ts';
import { monthlyUsd, oneTaskPricing } from '../core/money/tariff.ts';
import { peakPoints } from '../core/usage/usage.ts';
import { episodesOf, exceedanceOf } from './exceedance.ts';
import type { Rule } from './rules.ts';
import { type Past, type Subject, stretchOf } from './subject.ts';

/** What a rule would have cost, and where it would have been too small. */
export interface RuleScore {
  readonly rule: string;
  /** A month of one task, each week by the size that held in it. */
  readonly usdPerMonth: number;
  readonly cpuPoints: number;
  readonly cpuPointsExceeded: number;
  /** Stretches above the memory; fifteen minutes without any part two of them. */
  readonly memoryEpisodes: number;
  /** Weeks that began with another size than the one before; the first is compared with what stood. */
  readonly changes: number;
}

/** Decided on four weeks, held for one. */
const PAST_DAYS = 28;
const HOLD_DAYS = 7;

/** A decision and the week in which it held, which ends with the data. */
interface Turn {
  readonly past: Past;
  readonly start: number;
  readonly held: Past;
}

/** The decisions that a subject's data is long enough for; a last week that is not full is judged as far as it goes. */
function turnsOf(subject: Subject): readonly Turn[] {
  const { window } = subject;
  const length = expectedPoints(window);
  const perDay = Math.round(DAY_SECONDS / window.periodSeconds);
  const [past, hold] = [PAST_DAYS * perDay, HOLD_DAYS * perDay];
  const count = Math.max(0, Math.ceil((length - past) / hold));
  return Array.from({ length: count }, (_, turn): Turn => {
    const start = past + turn * hold;
    return {
      past: stretchOf(subject, start - past, start),
      start,
      held: stretchOf(subject, start, Math.min(length, start + hold)),
    };
  });
}

function usdPerMonth(size: TaskSize, { service }: Subject): number {
  const usd = monthlyUsd(size, oneTaskPricing(service));
  return usd ?? hourlyUsd(size, referencePrice(service.platform)) * HOURS_PER_MONTH;
}

/** The indexes of the points above a size. */
function above(values: Float64Array, size: number, start: number): readonly number[] {
  return [...values.keys()].filter((index) => (values[index] as number) > size).map((index) => start + index);
}

function score(rule: Rule, subject: Subject, turns: readonly Turn[]): RuleScore {
  let standing = subject.service.taskSize;
  let [usd, points, cpuPoints, cpuPointsExceeded, changes] = [0, 0, 0, 0, 0];
  const memory: number[] = [];
  for (const { past, start, held } of turns) {
    const size = rule.sizeAfter(past);
    if (!isSameSize(size, standing)) changes += 1;
    standing = size;
    const cpu = exceedanceOf(peakPoints(held.cpu), size.cpuUnits);
    const length = expectedPoints(held.window);
    usd += usdPerMonth(size, subject) * length;
    points += length;
    cpuPoints += cpu.points;
    cpuPointsExceeded += cpu.exceeded;
    if (held.memory !== undefined) memory.push(...above(peakPoints(held.memory), size.memoryMiB, start));
  }
  return {
    rule: rule.name,
    usdPerMonth: usd / points,
    cpuPoints,
    cpuPointsExceeded,
    memoryEpisodes: episodesOf(memory, subject.window.periodSeconds),
    changes,
  };
}

/**
 * Replays a service's past: each week every rule decides on the four weeks before it, and its size is held against the
 * week. Nothing feeds back: what stood is the size in force at every decision. Empty for data of four weeks or less.
 */
export function walkForward(subject: Subject, rules: readonly Rule[]): readonly RuleScore[] {
  const turns = turnsOf(subject);
  return turns.length === 0 ? [] : rules.map((rule) => score(rule, subject, turns));
}

/** The scores of many services, by rule: money, points, episodes and changes added up. */
export function addUp(all: readonly RuleScore[]): readonly RuleScore[] {
  const rules = new Map<string, RuleScore>();
  for (const each of all) {
    const before = rules.get(each.rule);
    rules.set(each.rule, before === undefined ? each : sum(before, each));
  }
  return [...rules.values()];
}

function sum(a: RuleScore, b: RuleScore): RuleScore {
  return {
    rule: a.rule,
    usdPerMonth: a.usdPerMonth + b.usdPerMonth,
    cpuPoints: a.cpuPoints + b.cpuPoints,
    cpuPointsExceeded: a.cpuPointsExceeded + b.cpuPointsExceeded,
    memoryEpisodes: a.memoryEpisodes + b.memoryEpisodes,
    changes: a.changes + b.changes,
  };
}
