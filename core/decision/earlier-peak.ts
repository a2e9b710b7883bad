import { dayOf } from '../model/time.ts';
import type { Sentences } from '../model/words.ts';
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

export const EARLIER_PEAK_SENTENCES: Sentences<EarlierPeakFloor> = {
  EarlierPeak: ({ on, peak, memoryMiB }) =>
    `Memory reached ${Math.ceil(peak)} MiB on ${on}, before the window. It may come again: the task keeps ${memoryMiB} MiB.`,
};

/**
 * What was reached before the window is kept room for, up to the size that runs: it never makes a task larger. Without headroom: what the window needs
 * with its own holds what differs by chance.
 */
export function earlierPeakWants(
  { evidence: { context, service } }: RecommendInput,
  memory: Assessment | undefined,
): readonly Demand<EarlierPeakFloor>[] {
  const earlier = context?.earlierPeak;
  if (earlier === undefined || memory?.needed === undefined) return [];
  const memoryMiB = Math.min(Math.ceil(earlier.peakMiB), service.taskSize.memoryMiB);
  if (memoryMiB <= memory.needed) return [];
  const reason = {
    code: 'EarlierPeak',
    on: dayOf(earlier.at),
    peak: earlier.peakMiB,
    memoryMiB,
  } as const;
  return [{ kind: 'wants', memoryMiB, reasons: [reason] }];
}
