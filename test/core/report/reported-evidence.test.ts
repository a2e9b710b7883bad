import { describe, expect, it } from 'vitest';
import type { RecommendInput } from '../../../core/decision/evidence.ts';
import { readEvidence } from '../../../core/decision/read-evidence.ts';
import { recommend } from '../../../core/decision/recommend.ts';
import { reportedEvidence } from '../../../core/report/reported-evidence.ts';
import { currentSizeTimeline } from '../../../core/usage/size-timeline.ts';
import {
  booted,
  containerUsage,
  context,
  DAY,
  DAY_POLICY,
  decided,
  inputOf,
  NO_DATA,
  service,
  target,
} from '../../support/builders.ts';
import { bothOf, days, pointsOf, rawEvidence } from '../../support/raw-evidence.ts';

const early = inputOf({
  target: { policy: { ...DAY_POLICY, minimumDaysSinceDeployment: 7 } },
  evidence: { context: context({ daysSinceDeployment: 1 }) },
});

describe('the evidence in the report', () => {
  const kill = { container: 'connect', limitMiB: 512, at: DAY.startTime, floorMiB: 640 };
  const growth = { slopeMiBPerDay: 60, usualDays: 7, baseMiB: 500, daysUntilLimit: 9, neededMiB: 920 };
  const scaling = [{ name: 'cpu60', kind: 'targetTracking', resource: 'cpu', targetPercent: 60 } as const];
  const times = Array.from({ length: 30 }, (_, hour) => DAY.startTime + hour * 3_600_000);
  const everything = context({
    kills: [kill],
    growth,
    scaling,
    counts: { tasks: Float64Array.of(3), from: 'SampleCount', ratio: 1 },
    daysSinceDeployment: 3,
    starts: { ...booted(5, 1024), times },
  });

  it.each<[string, RecommendInput]>([
    ['everything', inputOf({ evidence: { context: everything } })],
    ['nothing beside the series', inputOf()],
    ['a skip', inputOf({ evidence: { cpu: NO_DATA, memory: NO_DATA, context: context() } })],
    ['a skip without context', inputOf({ evidence: { cpu: NO_DATA, memory: NO_DATA } })],
    ['advice', early],
    [
      'infinite points in a start',
      {
        target: target(),
        evidence: readEvidence(
          rawEvidence({
            window: days(8),
            metrics: {
              cpu: bothOf(pointsOf(days(8), () => Number.POSITIVE_INFINITY)),
              pending: pointsOf(days(8), () => 1),
            },
          }),
        ),
      },
    ],
  ])('is plain JSON: %s', (_, input) => {
    const reported = reportedEvidence(recommend(input));
    expect(JSON.parse(JSON.stringify(reported))).toStrictEqual(reported);
  });

  it('has times in ISO, and no more than twenty starts', () => {
    const { context: reported } = reportedEvidence(decided(inputOf({ evidence: { context: everything } })));
    expect(reported).toMatchObject({
      sizeHistory: { source: 'Deployments', resizes: 0, mixedPoints: 0, unknownPoints: 0 },
      daysSinceDeployment: 3,
      starts: { count: 30, peakPercent: 100, bootMinutes: 5, bootCpuUnits: 1024, leftOutPoints: 1 },
      kills: [{ container: 'connect', limitMiB: 512, at: '2026-11-21T00:00:00.000Z', floorMiB: 640 }],
      killsKnown: true,
      scaling,
      growth,
    });
    expect(reported?.starts.newest).toHaveLength(20);
    expect(reported?.starts.newest.at(-1)).toBe('2026-11-22T05:00:00.000Z');
  });

  it('says nothing of the risk of a skip, and nothing that was not known', () => {
    const {
      risk,
      context: reported,
      verdict,
    } = reportedEvidence(recommend(inputOf({ service: service(), evidence: { cpu: NO_DATA, memory: NO_DATA } })));
    expect([risk, reported, verdict.kind]).toEqual([{}, undefined, 'silent']);
  });

  it('has full confidence where everything was measured, and lower where something was not', () => {
    const known = context({ killsKnown: true });
    const usage = { connect: containerUsage(690, 2900), instantclient: containerUsage(1, 40) };
    const measured = inputOf({ evidence: { context: known, containers: usage } });
    expect(reportedEvidence(recommend(measured)).confidence).toEqual({ kind: 'full', because: [] });
    const guessed = inputOf({ evidence: { context: { ...known, killsKnown: false } } });
    expect(reportedEvidence(recommend(guessed)).confidence).toEqual({
      kind: 'lower',
      because: ['ContainersEstimated', 'KillsUnknown'],
    });
    const unknownPast = context({ timeline: currentSizeTimeline(measured.evidence.service.taskSize) });
    const past = inputOf({ evidence: { context: unknownPast, containers: usage } });
    expect(reportedEvidence(recommend(past)).confidence).toEqual({ kind: 'lower', because: ['SizeHistory'] });
  });
});
