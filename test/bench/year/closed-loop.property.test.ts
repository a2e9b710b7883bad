import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { usdPerHour } from '../../../bench/year/clairvoyant.ts';
import { measure } from '../../../bench/year/measures.ts';
import type { Plant } from '../../../bench/year/plant.ts';
import { playPlant } from '../../../bench/year/play.ts';
import { around, hill } from '../../../bench/year/shapes.ts';
import { RUNS } from '../../support/properties.ts';
import { plant } from './plants.ts';

/** Four weeks until the window holds the tool's sizes alone, four for steps, and three in which nothing may happen. */
const WEEKS = 11;
const RESTING_WEEKS = 3;
const MINUTES_A_WEEK = 7 * 24 * 60;
/** A play takes seconds: few of them, and always the same. */
const PLAYS = { numRuns: RUNS.numRuns / 50, seed: 54, endOnFailure: true };

const size = (cpuUnits: number, memoryMiB: number) => ({ cpuUnits, memoryMiB });

/** Services whose days are alike: what they are asked for has a hill in the afternoon, and noise. */
const alike: fc.Arbitrary<Plant> = fc
  .record({
    policy: fc.constantFrom('production', 'development', 'validation'),
    start: fc.constantFrom(size(1024, 4096), size(2048, 4096), size(4096, 8192)),
    deploys: fc.constantFrom('daily', 'weekly', 'change'),
    base: fc.integer({ min: 60, max: 400 }),
    amplitude: fc.integer({ min: 0, max: 400 }),
    noisePercent: fc.constantFrom(0, 5, 15),
    memoryMiB: fc.integer({ min: 300, max: 2500 }),
    bootMinutes: fc.integer({ min: 0, max: 4 }),
    fills: fc.boolean(),
  })
  .map(({ base, amplitude, noisePercent, memoryMiB, bootMinutes, fills, ...rest }) =>
    plant({
      ...rest,
      cpuUnits: (at) => around(base + amplitude * hill(at), noisePercent, at),
      enoughMiB: (at) => around(memoryMiB, 3, at),
      ...(fills && { takesMiB: (_at, { limitMiB }) => Math.max(memoryMiB, 0.97 * limitMiB) }),
      ...(bootMinutes > 0 && { boot: { cpuUnits: 800, minutes: bootMinutes } }),
    }),
  );

describe('any service whose days are alike', () => {
  it('comes to a size that stays, by valid documents alone, seen after each step, and never by more than one way back', async () => {
    await fc.assert(
      fc.asyncProperty(alike, async (each) => {
        const tally = await playPlant(each, WEEKS);
        const { cpuReversals, memoryReversals, ...measured } = measure(each, tally, []);
        expect(measured).toMatchObject({ silentShrinks: 0, brokenDocuments: 0, failedRuns: 0 });
        expect(Math.max(cpuReversals, memoryReversals)).toBeLessThanOrEqual(2);
        const lastMinute = (4 + WEEKS - RESTING_WEEKS) * MINUTES_A_WEEK;
        expect(tally.changes.filter(({ minute }) => minute >= lastMinute)).toEqual([]);
        expect(usdPerHour(measured.largest)).toBeLessThanOrEqual(usdPerHour(each.start) * 3);
      }),
      PLAYS,
    );
  });
});
