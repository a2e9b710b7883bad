import { dayOf } from '../model/time.ts';
import type { Sentences } from '../model/words.ts';
import { withHeadroom } from '../sizing/demand.ts';
import type { Assessment } from './assessment.ts';
import type { Demand } from './bounds.ts';
import type { RecommendInput } from './input.ts';

/** Memory reached before the window what the window does not show: a job of each month, for example. */
export interface EarlierPeakFloor {
  readonly code: 'EarlierPeak';
  /** The day on which it was reached. */
  readonly on: string;
  readonly peak: number;
  readonly headroomPercent: number;
  /** What the task keeps for it, in MiB. */
  readonly memoryMiB: number;
}

export const EARLIER_PEAK_SENTENCES: Sentences<EarlierPeakFloor> = {
  EarlierPeak: ({ on, peak, headroomPercent, memoryMiB }) =>
    `Memory reached ${Math.ceil(peak)} MiB on ${on}, before the window. It may come again: with ${headroomPercent} % headroom the task keeps ${memoryMiB} MiB.`,
};

/** What was reached before the window is kept room for, up to the size that runs: it never makes a task larger. */
export function earlierPeakWants(
  { target, evidence: { context, service } }: RecommendInput,
  memory: Assessment | undefined,
): readonly Demand<EarlierPeakFloor>[] {
  const earlier = context?.earlierPeak;
  if (earlier === undefined || memory?.needed === undefined) return [];
  const { headroomPercent } = target.policy.memory;
  const memoryMiB = Math.min(withHeadroom(earlier.peakMiB, headroomPercent), service.taskSize.memoryMiB);
  if (memoryMiB <= memory.needed) return [];
  const reason = {
    code: 'EarlierPeak',
    on: dayOf(earlier.at),
    peak: earlier.peakMiB,
    headroomPercent,
    memoryMiB,
  } as const;
  return [{ kind: 'wants', memoryMiB, reasons: [reason] }];
}
