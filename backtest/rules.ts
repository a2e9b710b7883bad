import type { Policy } from '../core/configuration/policy.ts';
import { recommend } from '../core/decision/recommend.ts';
import { type TaskSize, validPairs } from '../core/model/task-size.ts';
import { choosePair } from '../core/sizing/choose-pair.ts';
import { cloudFix, krr, maximumPlus25, type RuleOfThumb } from './rules-of-thumb.ts';
import { historyOf, type Past } from './subject.ts';
import { verticalPodAutoscaler } from './vertical-pod-autoscaler.ts';

/** What chooses a size from the past. */
export interface Rule {
  readonly name: string;
  readonly sizeAfter: (past: Past) => TaskSize;
}

const UNBOUNDED: TaskSize = { cpuUnits: Number.POSITIVE_INFINITY, memoryMiB: Number.POSITIVE_INFINITY };

/** Nothing changes. */
export const STOOD: Rule = { name: 'what stood', sizeAfter: ({ subject }) => subject.service.taskSize };

/** What a run would recommend with a policy, written at once: waits for agreement or a deployment are not played. */
export function policyRule(policy: Policy): Rule {
  return {
    name: policy.name,
    sizeAfter: ({ subject, window, cpu, memory }) => {
      const evidence = { window, service: subject.service, cpu, ...(memory && { memory }), containers: {} };
      return recommend({ target: { ...subject.target, policy }, evidence }).sizes.task;
    },
  };
}

/** A rule of thumb, as the cheapest size that holds it; the largest when none does, what stood when it says nothing. */
export function thumbRule(name: string, rule: RuleOfThumb): Rule {
  return {
    name,
    sizeAfter: (past) => {
      const { taskSize, platform } = past.subject.service;
      const need = rule(historyOf(past));
      if (need === undefined) return taskSize;
      const needed = { cpuUnits: need.cpuUnits, memoryMiB: need.memoryMiB ?? 0 };
      return choosePair(needed, UNBOUNDED, { platform }) ?? (validPairs(platform.operatingSystem).at(-1) as TaskSize);
    },
  };
}

/** The rules that policies are compared with. */
export const THUMB_RULES: readonly Rule[] = [
  thumbRule('CloudFix', cloudFix),
  thumbRule('KRR', krr),
  thumbRule('VPA', verticalPodAutoscaler),
  thumbRule('max + 25 %', maximumPlus25),
];
