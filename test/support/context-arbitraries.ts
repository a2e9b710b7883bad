import fc from 'fast-check';
import type { EvidenceContext } from '../../core/decision/evidence.ts';
import type { Resource } from '../../core/model/task-size.ts';
import { killFloorMiB } from '../../core/usage/kills.ts';
import { booted, context, DAY } from './builders.ts';

/** Names of containers; one of them every object has. */
export const NAMES = ['connect', 'constructor', 'sidecar', 'proxy'] as const;

export const rarely = <Value>(arbitrary: fc.Arbitrary<Value>, otherwise: Value) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(otherwise) }, { weight: 1, arbitrary });

const kills: fc.Arbitrary<EvidenceContext['kills']> = fc.array(
  fc
    .record({ container: fc.constantFrom(...NAMES), limitMiB: fc.integer({ min: 6, max: 16_384 }) })
    .map((kill) => ({ ...kill, at: DAY.startTime, floorMiB: killFloorMiB(kill.limitMiB) })),
  { maxLength: 2 },
);

const scaling: fc.Arbitrary<EvidenceContext['scaling']> = fc.array(
  fc.oneof(
    fc.record({
      name: fc.constant('held'),
      kind: fc.constant('targetTracking' as const),
      resource: fc.constantFrom<Resource>('cpu', 'memory'),
      targetPercent: fc.integer({ min: 1, max: 100 }),
    }),
    fc.record({ name: fc.constant('requests'), kind: fc.constant('targetTracking' as const) }),
    fc.record({ name: fc.constant('steps'), kind: fc.constant('step' as const) }),
  ),
  { maxLength: 2 },
);

const growths: fc.Arbitrary<EvidenceContext['growth']> = fc.option(
  fc.record({
    slopeMiBPerDay: fc.integer({ min: 1, max: 500 }),
    usualDays: fc.integer({ min: 2, max: 14 }),
    baseMiB: fc.integer({ min: 10, max: 4000 }),
    daysUntilLimit: fc.integer({ min: 0, max: 100 }),
    neededMiB: fc.integer({ min: 10, max: 9000 }),
  }),
  { nil: undefined, freq: 2 },
);

/** What may be known beside the series. */
export const contexts: fc.Arbitrary<EvidenceContext> = fc
  .record({
    kills: rarely(kills, []),
    scaling: rarely(scaling, []),
    killsKnown: fc.boolean(),
    growth: growths,
    boot: fc.tuple(fc.constantFrom(0, 5, 10, 25), fc.constantFrom(0, 256, 1024, 4096)),
    daysSinceDeployment: fc.option(fc.integer({ min: 0, max: 30 }), { nil: undefined }),
  })
  .map(({ growth, boot: [minutes, cpuUnits], daysSinceDeployment, ...fields }) =>
    context({
      ...fields,
      starts: booted(minutes, cpuUnits),
      ...(growth && { growth }),
      ...(daysSinceDeployment !== undefined && { daysSinceDeployment }),
    }),
  );
