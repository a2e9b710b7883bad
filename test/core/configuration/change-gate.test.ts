import { describe, expect, it } from 'vitest';
import { parseConfiguration } from '../../../core/configuration/parse-configuration.ts';
import { fileWith, problemsOf } from './file-builder.ts';

const gateWith = (changeGate: unknown) => ({ ...fileWith(), policies: { batch: { changeGate } } });
const usd = 'must be a number from 0 to 1000000 (USD)';
const percent = 'must be a number from 0 to 100 (percent)';
const days = 'must be a whole number from 0 to 63 (days)';
const path = 'policies.batch.changeGate';

describe('the change gate of a policy', () => {
  it.each([
    ['agreementDays', 1],
    ['agreementDays', 63],
    ['cooldownDays', 0],
    ['cooldownDays', 63],
    ['minimumSavingUsdPerMonth', 0],
    ['minimumSavingUsdPerMonth', 0.5],
    ['minimumSavingUsdPerMonth', 1_000_000],
    ['minimumSavingPercent', 0],
    ['minimumSavingPercent', 100],
    ['oneCpuRowPerChange', false],
    ['watchDays', 0],
    ['watchDays', 63],
  ])('takes %s: %s', (field, value) => {
    const { policies } = parseConfiguration(gateWith({ [field]: value }));
    expect(policies.batch?.changeGate).toMatchObject({ [field]: value });
  });

  it.each<[string, unknown, string, string]>([
    ['agreementDays', 0, '0', 'must be a whole number from 1 to 63 (days)'],
    ['agreementDays', 64, '64', 'must be a whole number from 1 to 63 (days)'],
    ['agreementDays', 1.5, '1.5', 'must be a whole number from 1 to 63 (days)'],
    ['cooldownDays', -1, '-1', days],
    ['cooldownDays', '7', '"7"', days],
    ['minimumSavingUsdPerMonth', -0.01, '-0.01', usd],
    ['minimumSavingUsdPerMonth', Number.NaN, 'NaN', usd],
    ['minimumSavingUsdPerMonth', 1_000_001, '1000001', usd],
    ['minimumSavingPercent', 101, '101', percent],
    ['minimumSavingPercent', -1, '-1', percent],
    ['oneCpuRowPerChange', 'yes', '"yes"', 'must be true or false'],
    ['watchDays', 64, '64', days],
  ])('refuses %s: %s', (field, value, shown, message) => {
    expect(problemsOf(gateWith({ [field]: value }))).toEqual([{ path: `${path}.${field}`, value: shown, message }]);
  });

  it('refuses a key that it does not know, with the nearest one', () => {
    const [problem] = problemsOf(gateWith({ agreementDay: 3 }));
    expect(problem?.path).toBe(`${path}.agreementDay`);
    expect(problem?.message).toMatch(/^is not a key here; allowed: "agreementDays", .*did you mean "agreementDays"\?$/);
  });
});

describe('how many targets may shrink in a run', () => {
  it.each([0, 1, 10_000])('takes %i', (maximumShrinksPerRun) => {
    expect(parseConfiguration({ ...fileWith(), maximumShrinksPerRun })).toMatchObject({ maximumShrinksPerRun });
  });

  it.each([
    [-1, '-1'],
    [10_001, '10001'],
    [0.5, '0.5'],
    [null, 'null'],
    ['10', '"10"'],
  ])('refuses %s', (maximumShrinksPerRun, value) => {
    const message = 'must be a whole number from 0 to 10000 (targets)';
    expect(problemsOf({ ...fileWith(), maximumShrinksPerRun })).toEqual([
      { path: 'maximumShrinksPerRun', value, message },
    ]);
  });
});

describe('the weekly digest', () => {
  it('is sent on a weekday, and never when none is said', () => {
    const file = { ...fileWith(), notifications: { weeklyDigest: 'monday' } };
    expect(parseConfiguration(file).notifications).toEqual({ weeklyDigest: 'monday' });
    expect(parseConfiguration(fileWith()).notifications).toEqual({});
  });

  it.each([
    ['mondy', '"mondy"', '; did you mean "monday"?'],
    [true, 'true', ''],
  ])('is refused on %s', (weeklyDigest, value, hint) => {
    const message = `must be one of "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"${hint}`;
    expect(problemsOf({ ...fileWith(), notifications: { weeklyDigest } })).toEqual([
      { path: 'notifications.weeklyDigest', value, message },
    ]);
  });
});
