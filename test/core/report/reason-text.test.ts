import { describe, expect, it } from 'vitest';
import type { Reason, ReasonCode } from '../../../core/reason.ts';
import { explain, sizeText } from '../../../core/report/reason-text.ts';
import { size } from '../../support/builders.ts';

const utilization = {
  code: 'Utilization',
  resource: 'cpu',
  peakStatistic: 'p99.5',
  peakWeightPercent: 50,
  headroomPercent: 20,
  average: 100.4,
  peak: 300.2,
  highest: 410.5,
  needed: 241,
  points: 8064,
} as const;

const SENTENCES: { readonly [Code in ReasonCode]: readonly [Extract<Reason, { code: Code }>, string] } = {
  NoData: [{ code: 'NoData', resource: 'memory' }, 'There is no Memory data in the window.'],
  InsufficientData: [
    { code: 'InsufficientData', resource: 'cpu', dataHours: 1.5, minimumDataHours: 168 },
    'CPU has 1.5 hours of data; the policy wants 168.',
  ],
  BrokenData: [
    { code: 'BrokenData', resource: 'cpu', points: 3 },
    '3 CPU points are negative or infinite and were left out.',
  ],
  CensoredCpu: [
    { code: 'CensoredCpu', points: 12 },
    'CPU stood at its limit in 12 points: the demand is at least that, so CPU is not shrunk.',
  ],
  OverHundredPercent: [
    { code: 'OverHundredPercent', resource: 'memory', points: 2 },
    'Memory passed 100 % of the task size in 2 points.',
  ],
  Utilization: [
    utilization,
    'CPU peaked at 301 CPU units, 99.5 % of 8064 points (the highest was 411). The policy counts 50 % of the way from the average (100) to that peak. With 20 % headroom 241 CPU units are needed.',
  ],
  ContainerNeed: [
    { code: 'ContainerNeed', container: 'connect', resource: 'memory', needed: 3625, source: 'ContainerInsights' },
    'Container connect needs 3625 MiB, by its own metrics.',
  ],
  KeepsSize: [{ code: 'KeepsSize', resource: 'memory', amount: 6144 }, 'Memory keeps at least its 6144 MiB.'],
  NeverShrink: [
    { code: 'NeverShrink', resource: 'cpu', amount: 1024 },
    'The configuration never shrinks CPU below the running 1024 CPU units.',
  ],
  MinimumTaskSize: [
    { code: 'MinimumTaskSize', resource: 'memory', amount: 2048 },
    'The configured minimum is 2048 MiB.',
  ],
  MaximumTaskSize: [
    { code: 'MaximumTaskSize', resource: 'cpu', amount: 512, needed: 1125 },
    '1125 CPU units are needed, and the configured maximum allows 512.',
  ],
  MaximumBelowFloor: [
    { code: 'MaximumBelowFloor', resource: 'memory', amount: 2048, needed: 4096 },
    'The configured maximum of 2048 MiB is below the 4096 that must be there: nothing was changed.',
  ],
  ContainerMinimumMemory: [
    { code: 'ContainerMinimumMemory', container: 'connect', amount: 2560 },
    'Container connect has a configured minimum of 2560 MiB.',
  ],
  HeapFloor: [
    { code: 'HeapFloor', container: 'connect', maximumHeapMiB: 2048, amount: 2560 },
    'Container connect may grow its heap to 2048 MiB, which takes at least 2560 MiB.',
  ],
  NeverAbovePolicy: [
    { code: 'NeverAbovePolicy', resource: 'cpu', policy: 'production', amount: 512, needed: 1125 },
    '1125 CPU units are wanted, and production has 512: utilization takes this stage no higher.',
  ],
  NoPairHolds: [
    { code: 'NoPairHolds', needed: size(300, 9000), size: size(1024, 8192) },
    'No permitted task size holds 300 CPU / 9000 MiB; 1024 CPU / 8192 MiB comes closest.',
  ],
  NoPairHoldsFloor: [
    { code: 'NoPairHoldsFloor', needed: size(300, 9000) },
    'No permitted task size holds the 300 CPU / 9000 MiB that must be there: nothing was changed.',
  ],
  ContainersDoNotFit: [
    {
      code: 'ContainersDoNotFit',
      size: size(1024, 4096),
      problem: 'the containers sum to 6096 MiB, the task has 4096',
    },
    'The containers cannot be fitted into 1024 CPU / 4096 MiB, for the containers sum to 6096 MiB, the task has 4096: nothing was changed.',
  ],
  CheapestPair: [
    { code: 'CheapestPair', size: size(1024, 4096), needed: size(875, 3750) },
    '1024 CPU / 4096 MiB is the cheapest task size that holds 875 CPU / 3750 MiB.',
  ],
  FreeMemory: [
    { code: 'FreeMemory', memoryMiB: 346, containers: ['connect', 'web'] },
    '346 MiB come with this task size beyond the need; they go to connect, web.',
  ],
  ContainerNotDeployed: [
    { code: 'ContainerNotDeployed', container: 'proxy' },
    'Container proxy is configured and not deployed yet; "rightsizer seed" gives it its first sizes.',
  ],
};

describe('explain', () => {
  it.each(Object.entries(SENTENCES))('says %s in a sentence', (_, [reason, sentence]) => {
    expect(explain(reason)).toBe(sentence);
    expect(explain(reason)).not.toMatch(/undefined|NaN|null|\[object/);
    expect(explain(reason)).toMatch(/^[A-Z0-9].*\.$/);
  });

  it('says only what there is to say of a peak that is the highest, and counts alone', () => {
    const reason = { ...utilization, peakStatistic: 'max', peak: 300, highest: 300, peakWeightPercent: 100 } as const;
    expect(explain(reason)).toBe(
      'CPU peaked at 300 CPU units, the highest of 8064 points. With 20 % headroom 241 CPU units are needed.',
    );
  });

  it('says where the need of a container without metrics comes from', () => {
    const reason = { ...SENTENCES.ContainerNeed[0], source: 'DeclaredShare' } as const;
    expect(explain(reason)).toBe(
      'Container connect needs 3625 MiB, as its declared share of the task, for want of its own metrics.',
    );
  });
});

describe('sizeText', () => {
  it('is how people write a size', () => {
    expect(sizeText(size(1024, 2048))).toBe('1024 CPU / 2048 MiB');
  });
});
