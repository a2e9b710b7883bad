import { describe, expect, it } from 'vitest';
import { notesOf } from '../../../core/report/news-grounds.ts';
import { measuredTarget } from '../../support/target-reports.ts';

describe('what else is to know', () => {
  it('begins with advice on scaling, and tells no other reason', () => {
    const [reason] = measuredTarget().reasons;
    const advice = { code: 'ScalingAdvice', text: 'Scaling: minimum 2 -> 3.' } as unknown as NonNullable<typeof reason>;
    const other = { code: 'CheapestPair', text: 'The cheapest.' } as unknown as NonNullable<typeof reason>;
    const notes = notesOf(measuredTarget({ reasons: [other, advice] }));
    expect(notes[0]).toBe('Scaling: minimum 2 -> 3.');
    expect(notes).not.toContain('The cheapest.');
  });

  it('says what is written next, at once or when nothing is on hold, and whether it is the aim', () => {
    const next = { afterHolds: { cpuUnits: 1024, memoryMiB: 4096 } };
    expect(notesOf(measuredTarget({ ...next, holds: [] }))).toContainEqual(
      expect.stringMatching(/^Written by the next run: .*, the aim\.$/),
    );
    const step = { afterHolds: { cpuUnits: 2048, memoryMiB: 4096 } };
    expect(notesOf(measuredTarget({ ...step, holds: [] }))).toContainEqual(
      expect.stringMatching(/^Written by the next run: .*, a step towards the aim\.$/),
    );
  });
});
