import { describe, expect, it } from 'vitest';
import type { EvidenceContext } from '../../../core/decision/evidence.ts';
import type { Deployment } from '../../../core/model/service.ts';
import type { CostAnswer, DailyCost } from '../../../core/money/costs.ts';
import { oneTaskPricing } from '../../../core/money/tariff.ts';
import { stateAnnounced, stateWithIntent } from '../../../core/publication/next-state.ts';
import { remember } from '../../../core/publication/remembered.ts';
import { parseContext, renderDocument, type SizesDocument } from '../../../core/publication/sizes-document.ts';
import { EMPTY_STATE, parseState, type State } from '../../../core/publication/state-document.ts';
import { renderState } from '../../../core/publication/state-text.ts';
import { parseSizes } from '../../../core/publication/target-documents.ts';
import type { RememberInput } from '../../../core/publication/watch-outcome.ts';
import { timelineOf } from '../../../core/usage/size-timeline.ts';
import { context, service, size, target, usage } from '../../support/builders.ts';

const DAY = 86_400_000;
const SINCE = 14 * 24 - 5;
const WRITTEN_AT = '2026-11-09T06:00:00.000Z';
const DEPLOYED_AT = Date.parse('2026-11-10T01:00:00Z');
/** The first daily run after the seven days of production's watch. */
const NOW = Date.parse('2026-11-17T06:00:00Z');

const LARGE: SizesDocument = {
  taskCpu: '4096',
  taskMemory: '8192',
  connectContainerCpu: '4096',
  connectContainerMemory: '4096',
  instantclientContainerMemory: '2048',
};
const SMALL: SizesDocument = { ...LARGE, taskCpu: '2048', taskMemory: '6144', connectContainerCpu: '2048' };

/** The state after the run that halved the CPU, as it is stored. */
function written(before: SizesDocument = LARGE): State {
  const forecast = { size: size(2048, 6144), exceededPercent: 0, bootMinutes: 0, savingsUsdPerMonth: 65.59 };
  const intent = {
    destination: 'live',
    text: renderDocument(SMALL),
    size: size(1024, 4096),
    version: 4,
    cause: 'resize',
    reasons: [],
    at: WRITTEN_AT,
    runId: 'run-1',
    watched: { before, forecast, shrinks: true },
  } as const;
  const stands = { ...EMPTY_STATE, seenSize: size(2048, 6144), approved: size(2048, 6144) };
  return parseState(renderState(stateAnnounced(stateWithIntent(stands, intent), 'live')));
}

function deployment(finishedAt: number, taskSize = size(2048, 6144)): Deployment {
  const revision = { taskDefinitionArn: `arn:${finishedAt}`, taskSize, images: {} };
  return { startedAt: finishedAt - 600_000, finishedAt, outcome: 'successful', revision };
}

interface Story {
  readonly costs?: CostAnswer;
  readonly context?: Partial<EvidenceContext>;
  readonly deployments?: readonly Deployment[];
  readonly before?: SizesDocument;
  readonly time?: number;
  readonly unpriced?: boolean;
}

/** Three weeks at an hour a point, 700 CPU units and 3,000 MiB. */
function input({ costs, context: known, deployments, before, time = NOW, unpriced }: Story): RememberInput {
  const deployed = deployments ?? [{ ...deployment(DEPLOYED_AT), before: deployment(0, size(4096, 8192)).revision }];
  const pricing = oneTaskPricing(service());
  const points = Array.from({ length: 21 * 24 }, () => 700);
  return {
    target: target(),
    service: service(),
    evidence: {
      window: { startTime: NOW - 21 * DAY, endTime: NOW, periodSeconds: 3600 },
      service: service(),
      cpu: usage(points),
      memory: usage(points.map(() => 3000)),
      containers: {},
      context: context({ deployments: deployed, timeline: timelineOf(deployed, size(2048, 6144)), ...known }),
      ...(unpriced !== true && { pricing }),
    },
    documents: {
      state: written(before),
      live: parseSizes({ text: renderDocument(SMALL), version: 4 }, parseContext(target(), service())),
      pin: { kind: 'absent' },
    },
    time,
    ...(costs && { costs }),
  };
}

/** The bill of a service from 2026-10-27 on: two weeks before the change, its day, and the days since. */
function bill(before: number, after: number, key = 'connector-production-connect/kafka-connect'): CostAnswer {
  const daily = Array.from({ length: 21 }, (_, index): DailyCost => {
    const day = new Date(Date.parse('2026-10-27') + index * DAY).toISOString().slice(0, 10);
    return { day, usd: day < '2026-11-10' ? before : after };
  });
  return { kind: 'known', byService: new Map([[key, daily]]) };
}

function entryAfter(story: Story) {
  return parseState(renderState(remember(input(story)).state)).history[0];
}

describe('what a change saved, when its watch ends', () => {
  it('is told by sizes, prices and tasks, where the bill was not asked', () => {
    // 4 × 0.04048 + 8 × 0.004445 = 0.19748 USD/hour less 2 × 0.04048 + 6 × 0.004445 = 0.10763; × 730: 144.16 - 78.57.
    expect(entryAfter({})).toMatchObject({
      forecastUsd: 65.59,
      result: 'held for 7 days: CPU up to 700, memory up to 3000',
      realized: { usd: 65.59, from: 'SizeHistory', days: 7 },
    });
  });

  it('counts the tasks that ran since', () => {
    // The deployment ended five hours before two weeks of the window. Two tasks: 288.32 - 157.14 (288.3208, 157.1398).
    const tasks = Float64Array.from({ length: 21 * 24 }, (_, hour) => (hour < SINCE ? 7 : 2));
    const counts = { tasks, from: 'SampleCount' as const };
    expect(entryAfter({ context: { counts } })?.realized?.usd).toBe(131.18);
  });

  it('is told by the bill, where that knows enough days', () => {
    // 4.8 and 2.4 USD a day: 146 less 73; the 11th to the 15th are full days that the bill knows on the 17th.
    expect(entryAfter({ costs: bill(4.8, 2.4) })?.realized).toEqual({ usd: 73, from: 'CostExplorer', days: 5 });
  });

  it.each<[string, CostAnswer]>([
    ['knows nothing of the service', bill(4.8, 2.4, 'blue/api')],
    ['could not be read', { kind: 'unavailable', because: 'TagsInactive', detail: 'no tags' }],
    ['is one of nothing', bill(0, 0)],
  ])('is told by sizes, where the bill %s', (_, costs) => {
    expect(entryAfter({ costs })?.realized?.from).toBe('SizeHistory');
  });

  it('is told by sizes, where the size before ran for less than three full days', () => {
    const before = [deployment(Date.parse('2026-11-07T12:00:00Z'), size(4096, 8192)), deployment(DEPLOYED_AT)];
    expect(entryAfter({ costs: bill(4.8, 2.4), deployments: before })?.realized?.from).toBe('SizeHistory');
  });

  it('is told by the bill, where nobody knows the size history', () => {
    const { context: _, ...evidence } = input({}).evidence;
    // Without deployments the change counts from the day on which it was written, the 9th.
    const { state } = remember({ ...input({ costs: bill(4.8, 2.4) }), evidence });
    expect(state.history[0]?.realized).toMatchObject({ from: 'CostExplorer', days: 6 });
  });

  it.each<[string, Story]>([
    ['there is no price', { unpriced: true }],
    ['the size before fits the service no more', { before: { taskCpu: '256', taskMemory: '512' } }],
  ])('is not known, where %s and no bill', (_, story) => {
    expect(entryAfter(story)?.result).toContain('held for 7 days');
    expect(entryAfter(story)).not.toHaveProperty('realized');
  });

  it('is not told before', () => {
    expect(entryAfter({ time: DEPLOYED_AT + 7 * DAY - 1, costs: bill(4.8, 2.4) })).not.toHaveProperty('realized');
  });
});

describe('what a change saved so far, where another one takes its place', () => {
  const at = (days: number) => DEPLOYED_AT + days * DAY;

  it('is there after a full day, and changes nothing by itself', () => {
    const { state, soFar } = remember(input({ time: at(3) + 5 * 3_600_000 }));
    expect(soFar).toMatchObject({
      version: 4,
      result: 'held for 3 days until the next change: CPU up to 700, memory up to 3000',
      realized: { usd: 65.59, from: 'SizeHistory' },
    });
    expect(state).toEqual(written());
    expect(remember(input({ time: at(1) })).soFar?.result).toContain('held for 1 day until');
  });

  it('is not there before a day is over, nor once the watch has ended', () => {
    expect(remember(input({ time: at(1) - 1 }))).not.toHaveProperty('soFar');
    expect(remember(input({}))).not.toHaveProperty('soFar');
  });

  it('is kept by the next change, and not by a proposal', () => {
    const { state, soFar } = remember(input({ time: at(3) }));
    const next = {
      text: '{}',
      size: size(1024, 4096),
      version: 5,
      cause: 'resize',
      reasons: [],
      at: '',
      runId: 'run-2',
      ...(soFar && { soFar }),
    } as const;
    const changed = stateWithIntent(state, { ...next, destination: 'live' });
    expect(changed.history[1]).toMatchObject({ version: 4, realized: { usd: 65.59 } });
    expect(changed).not.toHaveProperty('watch');
    const proposed = stateWithIntent(state, { ...next, destination: 'proposed' });
    expect(proposed.history[0]).not.toHaveProperty('realized');
  });
});
