import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { heartbeatLine, killMetricLine } from '../../../core/memory-kill.ts';
import { runMetricsLine, targetMetricsLines } from '../../../core/report/metrics.ts';
import { parseEmbeddedMetrics } from '../../../local/cloudwatch/embedded-metrics.ts';
import { report } from '../../support/reports.ts';
import { measuredTarget } from '../../support/target-reports.ts';

const page = await readFile(new URL('../../../docs/metrics.md', import.meta.url), 'utf8');

const OPTIONS = { functionName: 'f', startedAt: 0, endedAt: 60_000, isWhole: true, apiCalls: 40 };
const full = report([measuredTarget()]);
const kill = { cluster: 'c', service: 's', container: 'web', limitMiB: 512, at: 0 };
const ofRun = parseEmbeddedMetrics(runMetricsLine(full, OPTIONS) ?? '');
const ofTarget = parseEmbeddedMetrics(targetMetricsLines(full, OPTIONS).join('\n'));
const ofRecorder = parseEmbeddedMetrics([killMetricLine(kill), heartbeatLine(0)].join('\n'));

describe('docs/metrics.md', () => {
  it('has every metric that is printed, and no other, with its unit and its dimensions in their order', () => {
    const documented = [...page.matchAll(/^\| `(\w+)` \| (\w+) \| ([\w, ]+) \| .+ \|$/gm)].map(([, ...cells]) => cells);
    const printed = [...ofRun, ...ofTarget, ...ofRecorder].map(({ name, unit, dimensions }) => [
      name,
      unit,
      Object.keys(dimensions).join(', ') || 'none',
    ]);
    expect(documented).toEqual(printed);
  });

  it.each([
    ['the run', 1, ofRun],
    ['one target', 1, ofTarget],
    ['300 targets', 300, ofTarget],
  ])('says what the metrics of %s cost', (what, times, metrics) => {
    const count = times * metrics.length;
    const usd = (share: number) => `${(Math.round(count * 0.3 * share * 100) / 100).toFixed(2)} USD a month`;
    expect(page).toContain(`| ${what} | ${count.toLocaleString('en-US')} | ${usd(1 / 24)} | ${usd(1)} |`);
  });
});
