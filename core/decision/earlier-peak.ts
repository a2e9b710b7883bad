import { dayOf } from '../model/time.ts';
import type { Sentences } from '../model/words.ts';
import type { LastYear } from '../usage/last-year.ts';
import type { Assessment } from './assessment.ts';
import type { Demand } from './bounds.ts';
import type { RecommendInput } from './input.ts';

/** Memory reached before the window what the window does not show: a job of each month, for example. */
export interface EarlierPeakFloor {
  readonly code: 'EarlierPeak';
  /** The day on which it was reached. */
  readonly on: string;
  readonly peak: number;
  /** What the task keeps for it, in MiB. */
  readonly memoryMiB: number;
}

/** Last year memory rose in the weeks that come. */
export interface LastYearFloor {
  readonly code: 'LastYear';
  /** The day on which the most was used. */
  readonly on: string;
  /** So many times what was used in the weeks before. */
  readonly times: number;
  /** The highest of the window. */
  readonly peak: number;
  /** What the task keeps for it, in MiB. */
  readonly memoryMiB: number;
}

export const EARLIER_PEAK_SENTENCES: Sentences<EarlierPeakFloor | LastYearFloor> = {
  LastYear: ({ on, times, peak, memoryMiB }) =>
    `In the weeks that come memory went to ${times} times as much last year (${on}). Of ${Math.ceil(peak)} MiB today that would be ${Math.ceil(peak * times)}: the task keeps ${memoryMiB} MiB.`,
  EarlierPeak: ({ on, peak, memoryMiB }) =>
    `Memory reached ${Math.ceil(peak)} MiB on ${on}, before the window. It may come again: the task keeps ${memoryMiB} MiB.`,
};

/**
 * What was reached before the window, and what the weeks that come took last year, is kept room for, up to the size that runs: it never makes a task
 * larger. Without headroom: what the window needs with its own holds what differs by chance.
 */
export function earlierPeakWants(
  { evidence: { context, service } }: RecommendInput,
  memory: Assessment | undefined,
): readonly Demand<EarlierPeakFloor | LastYearFloor>[] {
  const { needed, demand } = memory ?? {};
  if (context === undefined || needed === undefined || demand === undefined) return [];
  const { earlierPeak: earlier, lastYear } = context;
  const kept = (amount: number) => Math.min(Math.ceil(amount), service.taskSize.memoryMiB);
  const floors: readonly (EarlierPeakFloor | LastYearFloor)[] = [
    ...(earlier === undefined
      ? []
      : [
          {
            code: 'EarlierPeak',
            on: dayOf(earlier.at),
            peak: earlier.peakMiB,
            memoryMiB: kept(earlier.peakMiB),
          } as const,
        ]),
    ...(lastYear === undefined ? [] : [lastYearFloor(lastYear, demand.highest, kept)]),
  ];
  return floors
    .filter(({ memoryMiB }) => memoryMiB > needed)
    .map((reason) => ({ kind: 'wants', memoryMiB: reason.memoryMiB, reasons: [reason] }));
}

function lastYearFloor({ times: exact, at }: LastYear, peak: number, kept: (amount: number) => number): LastYearFloor {
  const times = Math.round(exact * 100) / 100;
  return { code: 'LastYear', on: dayOf(at), times, peak, memoryMiB: kept(peak * times) };
}
