import type { Evidence } from '../../decision/evidence.ts';
import type { DecidedRecommendation } from '../../decision/recommendation.ts';
import { ownEntry } from '../../model/sizes.ts';
import { highest } from '../../usage/statistics.ts';
import { peakPoints } from '../../usage/usage.ts';

function usedText(evidence: Evidence, name: string, memoryMiB: number): string {
  const usage = ownEntry(evidence.containers, name);
  const peak = usage && highest(peakPoints(usage.memory));
  if (peak === undefined) return 'no metrics of its own';
  if (!(peak > 0)) return 'it used nothing';
  const above = Math.round((memoryMiB / peak - 1) * 100);
  return `its peak was ${Math.ceil(peak)} MiB, ${above} % of headroom above it`;
}

/** For example: ['sidecar: 512 -> 128 MiB; its peak was 100 MiB, 28 % of headroom above it.'] */
export function containerTexts(evidence: Evidence, { sizes }: DecidedRecommendation): readonly string[] {
  return evidence.service.containers.flatMap(({ name, memoryMiB, memoryReservationMiB }) => {
    const then = ownEntry(sizes.containers, name);
    const [before, after] = [memoryMiB ?? memoryReservationMiB, then?.memoryMiB ?? then?.memoryReservationMiB];
    if (after === undefined) return [];
    const change = before === undefined || before === after ? `${after} MiB` : `${before} -> ${after} MiB`;
    return [`${name}: ${change}; ${usedText(evidence, name, after)}.`];
  });
}
