import { describe, expect, it } from 'vitest';
import { picturesOf } from '../../../cli/report/pictures.ts';
import { recommend } from '../../../core/decision/recommend.ts';
import { dayText } from '../../../core/model/time.ts';
import { toUsage } from '../../../core/usage/usage.ts';
import { type Case, context, DAY_POLICY, inputOf, NO_DATA, size } from '../../support/builders.ts';
import { nestingProblems } from '../../support/html-nesting.ts';

const POINTS = 8064;
const START = Date.parse('2026-10-25T00:00:00Z');
const WINDOW = { startTime: START, endTime: START + 28 * 86_400_000, periodSeconds: 300 };
const HOSTILE = `<script>alert("1")</script>`;
const at = (index: number) => START + index * 300_000;

/** The worst there is to draw: noise in every point, a size change every day, starts, kills, holes everywhere. */
function busy(): Case {
  const noise = Float64Array.from({ length: POINTS }, (_, index) => ((index * 7919) % 997) / 10.1);
  noise[4001] = 99.9;
  const every = (step: number) => Array.from({ length: POINTS / step }, (_, index) => at(index * step));
  const leftOut = Uint8Array.from({ length: POINTS }, (_, index) => (index % 48 === 0 ? 1 : 0));
  const spans = every(288).map((startTime, day) => ({ startTime, taskSize: size(day % 2 ? 2048 : 1024, 6144) }));
  return {
    target: { id: `${HOSTILE}/x` },
    evidence: {
      window: WINDOW,
      cpu: toUsage({ average: noise.map((value) => value / 2), maximum: noise }, 20.48, leftOut),
      memory: toUsage({ average: noise, maximum: noise }, 61.44, leftOut),
      context: context({
        timeline: { source: 'Deployments', spans, mixed: [], deployedAt: every(288) },
        starts: { ...context().starts, times: every(4) },
        kills: [{ container: HOSTILE, limitMiB: 4096, at: at(2000), floorMiB: 5120 }],
      }),
    },
  };
}

function drawn(fields: Case) {
  const input = inputOf(fields);
  return picturesOf({ ...input, recommendation: recommend(input) }, 'chart-1');
}

describe('picturesOf', () => {
  const { drawings, alternatives } = drawn(busy());

  it('draws use and distribution of each resource and the curve of prices, each under 200 KB however much there is to draw', () => {
    expect(drawings.map(({ title }) => title)).toEqual([
      'CPU use over the window',
      'CPU distribution',
      'Memory use over the window',
      'Memory distribution',
      'Cost against shortage',
    ]);
    for (const { svg } of drawings) expect(Buffer.byteLength(svg)).toBeLessThan(200_000);
    expect(alternatives?.sizes.length).toBeGreaterThan(3);
  });

  it('says in words what is to be seen, escapes names and loads nothing', () => {
    for (const { svg } of drawings) {
      expect(svg).toMatch(
        /^<svg [^>]*role="img" aria-labelledby="(chart-1-\w+(?:-\w+)?)-title" aria-describedby="\1-description"><title id="\1-title">&lt;script/,
      );
      expect(svg).not.toContain('<script');
      expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(/https?:|<style|<image|href/);
      expect(nestingProblems(svg)).toEqual([]);
    }
  });

  it('takes its colors from the page', () => {
    const svgs = drawings.map(({ svg }) => svg).join('');
    const strokes = new Set([...svgs.matchAll(/stroke="([^"]+)"/g)].map(([, color]) => color));
    expect([...strokes].filter((color) => !color?.startsWith('var(--'))).toEqual([]);
    expect(strokes).toContain('var(--chart-recommended)');
  });

  it('names in the legend what is there, and nothing else', () => {
    const names = ({ legend }: (typeof drawings)[number]) => legend.map(({ name }) => name);
    const [use, spread, memory] = drawings.map(names);
    expect(use).toEqual([
      'left out',
      'at the limit',
      'maximum',
      'average',
      'size in force',
      'task starts',
      'floor',
      'recommended',
      'deployment',
    ]);
    expect(spread).toEqual([]);
    expect(memory).toContain('memory kill');
    expect(drawn({}).drawings.map(names)[0]).toEqual(['maximum', 'average', 'size in force', 'recommended']);
  });

  it('draws the bill of a service that scales, a line for each minimum, and names what is marked', () => {
    const uses = { average: new Float64Array(POINTS).fill(39), maximum: new Float64Array(POINTS).fill(39) };
    const demand = Float64Array.from({ length: POINTS }, (_, index) => (index % 288 < 96 ? 8000 : 2000));
    const policy = { ...DAY_POLICY, shortage: { cpuUsdPerHour: 15, memoryUsdPerKill: 300 } };
    const { drawings: all } = drawn({
      target: { policy },
      service: { taskSize: size(1024, 4096), containers: [] },
      evidence: {
        window: WINDOW,
        cpu: toUsage(uses, 10.24),
        memory: toUsage(uses, 40.96),
        context: context({
          scaling: [{ name: 'cpu40', kind: 'targetTracking', resource: 'cpu', targetPercent: 40 }],
          scalingLimits: { minimum: 4, maximum: 30 },
          load: { demand, unevenness: 1.2 },
        }),
      },
    });
    const picture = all.find(({ title }) => title.startsWith('Scaling'));
    expect(picture?.legend.map(({ name }) => name)).toEqual([
      'minimum 2',
      'minimum 4',
      expect.stringMatching(/^minimum \d+$/),
      expect.stringMatching(/^minimum \d+$/),
      'short for less, or never',
      'today',
      'advised',
    ]);
    expect(picture?.svg).toMatch(/aria-labelledby="chart-1-scaling-title"/);
    expect(nestingProblems(picture?.svg ?? '')).toEqual([]);
  });

  it('labels the beginning of each week, as the table of sizes does', () => {
    const labels = [...(drawings[0]?.svg ?? '').matchAll(/>([A-Z][a-z]{2} \d+)<\/text>/g)].map(([, label]) => label);
    expect(labels).toEqual(['Oct 25', 'Nov 1', 'Nov 8', 'Nov 15', 'Nov 22']);
    expect(alternatives?.weekStarts.map(dayText)).toEqual(labels.slice(0, 4));
  });

  it('shades what was left out and what stood at the limit', () => {
    const patches = (color: string) => drawings[0]?.svg.split(`fill="var(--chart-${color})"`).length ?? 0;
    expect(patches('left-out') - 1).toBeGreaterThan(100);
    expect(patches('censored') - 1).toBeGreaterThanOrEqual(1);
  });

  it('uses no identifier twice, for a page has all charts', () => {
    const ids = drawings.flatMap(({ svg }) => [...svg.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('draws what there is where nothing could be decided', () => {
    const few = drawn({ evidence: { cpu: NO_DATA, memory: NO_DATA } });
    expect(few.drawings.map(({ title }) => title)).toEqual(['CPU use over the window', 'Memory use over the window']);
    expect(few.alternatives).toBeUndefined();
  });
});
