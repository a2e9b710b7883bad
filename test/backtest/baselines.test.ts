import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { THUMB_RULES } from '../../backtest/rules.ts';
import {
  cloudFix,
  type History,
  krr,
  maximumPlus25,
  type RuleNeed,
  type RuleOfThumb,
} from '../../backtest/rules-of-thumb.ts';
import { verticalPodAutoscaler } from '../../backtest/vertical-pod-autoscaler.ts';
import type { TaskSize } from '../../core/model/task-size.ts';
import { choosePair } from '../../core/sizing/choose-pair.ts';
import { LINUX, size } from '../support/builders.ts';
import { MADE } from './made-histories.ts';

const RULES: Readonly<Record<string, RuleOfThumb>> = {
  CloudFix: cloudFix,
  KRR: krr,
  VPA: verticalPodAutoscaler,
  'max + 25 %': maximumPlus25,
};
const UNBOUNDED = size(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);

interface Asked extends RuleNeed {
  /** After the snap, where memory is measured. */
  readonly task?: TaskSize;
}
type Answers = Readonly<Record<string, Asked | null>>;

/**
 * What another implementation of the published rules asks for, in NumPy (test/fixtures/baselines/README.md):
 * `python3 bench/baselines-from-referee.py REFEREE_FOLDER TRACES_FOLDER > test/fixtures/baselines/expected.json`.
 */
const EXPECTED: {
  readonly made: Readonly<Record<string, Answers>>;
} = JSON.parse(readFileSync(new URL('../fixtures/baselines/expected.json', import.meta.url), 'utf8'));

/** How far each rule's answer is from the expected one, in units or MiB. */
function differences(history: History, asked: Answers): Readonly<Record<string, number>> {
  const found = Object.entries(asked).map(([rule, expected]) => {
    const need = RULES[rule]?.(history);
    if (expected === null || need === undefined)
      return [rule, need === undefined && expected === null ? 0 : Number.NaN];
    const memory = (need.memoryMiB ?? 0) - (expected.memoryMiB ?? 0);
    return [rule, Math.max(Math.abs(need.cpuUnits - expected.cpuUnits), Math.abs(memory))];
  });
  return Object.fromEntries(found);
}

const names = Object.keys(RULES);
const NEARLY_NOTHING = Object.fromEntries(names.map((rule) => [rule, expect.toSatisfy((value) => value <= 1e-6)]));

describe('the rules of thumb against another implementation of them', () => {
  it('names the same rules as the backtest', () => {
    expect(THUMB_RULES.map(({ name }) => name)).toEqual(names);
  });

  it.each(Object.entries(MADE))('ask for the same on made series: %s', (name, history) => {
    expect(differences(history, EXPECTED.made[name] ?? {})).toEqual(NEARLY_NOTHING);
  });

  it.each(Object.entries(MADE))('are snapped to the same task: %s', (name, history) => {
    const snapped = Object.entries(RULES).map(([rule, ask]) => {
      const need = ask(history);
      return [rule, need && choosePair({ ...size(0, 0), ...need }, UNBOUNDED, { platform: LINUX })];
    });
    const tasks = Object.entries(EXPECTED.made[name] ?? {}).map(([rule, asked]) => [rule, asked?.task]);
    expect(Object.fromEntries(snapped)).toEqual(Object.fromEntries(tasks));
  });
});
